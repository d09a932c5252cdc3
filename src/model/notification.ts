/** A Notification: one event to tell one person about. Times are ms, UTC. */
import type { ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { ImageFacts } from './image.ts';
import type { CloudStatus, MemberStatus } from './member.ts';

/** One event to tell one person about, once. Notifications that are due together go into one message. */
export interface Notification {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly recipientId: SlackUserId;
  /** The Share it is about. */
  readonly subjectId: string;
  readonly event: NotificationEvent;
  /** Unique per person and subject, so that nobody is told the same thing twice. */
  readonly dedupeKey: string;
  /** The message that contains it, perhaps with others: the subject of a Card. Null until it is due. */
  readonly digestId: string | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** What happened, or is about to; everything else is read from the Share when the message is written. */
export type NotificationEvent =
  | { readonly kind: 'answered'; readonly status: MemberStatus; readonly by: SlackUserId | null }
  | {
      readonly kind: 'removed';
      readonly by: SlackUserId | null;
      /** `unavailable`: the project cannot see the image now, and nobody here could ask its owner's project why. */
      readonly why: 'requested' | 'unanswered' | 'ended' | 'unavailable' | null;
    }
  | {
      readonly kind: 'image-changed';
      readonly was: Pick<ImageFacts, 'name' | 'status' | 'visibility'>;
      readonly is: Pick<ImageFacts, 'name' | 'status' | 'visibility'>;
    }
  /** Shared without the bot, and now on record. */
  | { readonly kind: 'offered' }
  /** For the producer: somebody added a member outside the bot. */
  | { readonly kind: 'member-added'; readonly projectId: ProjectId; readonly status: CloudStatus }
  | { readonly kind: 'remind' }
  /** For the producer: why it was rejected; the words are in the answer of this revision. */
  | { readonly kind: 'reason'; readonly by: SlackUserId; readonly revision: number }
  /** For the producer: nobody here has linked the tenant, or Slack can no longer reach anybody who did. */
  | { readonly kind: 'check-tenant' | 'nobody-left' }
  /** For the people of the producer's project: an agreed end cannot be carried out, because nobody speaks for the project. */
  | { readonly kind: 'end-waits' }
  /** For the people of the producer's project: `by`, who produced so many of its images, has left it; so many removals of theirs wait. */
  | {
      readonly kind: 'no-producer';
      readonly by: SlackUserId;
      readonly images: number;
      readonly removals: number;
    }
  /** For the person who chose the channel: the bot may not post in it. */
  | {
      readonly kind: 'channel-lost';
      readonly channel: SlackUserId;
      readonly project: string;
      readonly why: string;
    }
  /** `asOf`: it should have ended before the bot was put back to the backup of that time, and may have been extended since. */
  | { readonly kind: 'ends-unanswered'; readonly at: number; readonly asOf?: number }
  | { readonly kind: 'ends'; readonly at: number; readonly asOf?: number }
  /** A producer moved the end of the share, or of the offer, to `at`. */
  | {
      readonly kind: 'extended';
      readonly term: 'answerBy' | 'endsAt';
      readonly at: number;
      readonly by: SlackUserId;
    }
  /** For the producer, once a month: how many members of the image could be removed. */
  | { readonly kind: 'cleanup'; readonly rejected: number; readonly forgotten: number };
