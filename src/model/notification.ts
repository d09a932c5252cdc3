/** A Notification: one thing to tell one person. Times are ms, UTC. */
import type { ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { ImageFacts } from './image.ts';
import type { MemberStatus } from './member.ts';

/** One thing to tell one person, once. Notifications that are due to a person together go into one message. */
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
  /** The message that contains it, with others: the subject of a Card. Null until it is due. */
  readonly digestId: string | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** What happened, or is about to; the rest is read from the Share when it is told. */
export type NotificationEvent =
  | { readonly kind: 'answered'; readonly status: MemberStatus; readonly by: SlackUserId | null }
  | {
      readonly kind: 'removed';
      readonly by: SlackUserId | null;
      readonly why: 'requested' | 'unanswered' | 'ended' | null;
    }
  | {
      readonly kind: 'image-changed';
      readonly was: Pick<ImageFacts, 'name' | 'status' | 'visibility'>;
      readonly is: Pick<ImageFacts, 'name' | 'status' | 'visibility'>;
    }
  /** Made without the bot, and on record now. */
  | { readonly kind: 'offered' }
  /** To the producer: somebody added a member without the bot. */
  | { readonly kind: 'member-added'; readonly projectId: ProjectId; readonly status: MemberStatus }
  | { readonly kind: 'remind' }
  /** To the producer: why it was rejected; the words are the answer's, of this revision. */
  | { readonly kind: 'reason'; readonly by: SlackUserId; readonly revision: number }
  /** To the producer: nobody here has linked the tenant, or Slack can no longer reach anybody who did. */
  | { readonly kind: 'check-tenant' | 'nobody-left' }
  /** To the person who chose it: the bot may not post in the project's channel. */
  | {
      readonly kind: 'channel-lost';
      readonly channel: SlackUserId;
      readonly project: string;
      readonly why: string;
    }
  | { readonly kind: 'ends-unanswered'; readonly at: number }
  | { readonly kind: 'ends'; readonly at: number }
  /** The producer's side moved the end of the share, or of the offer, to `at`. */
  | {
      readonly kind: 'extended';
      readonly term: 'answerBy' | 'endsAt';
      readonly at: number;
      readonly by: SlackUserId;
    }
  /** To the producer, once a month: how many members of the image could be removed. */
  | { readonly kind: 'cleanup'; readonly rejected: number; readonly forgotten: number };
