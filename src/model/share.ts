/** A Share: one image and one member project, what people want for it and what the bot observed. Times are ms, UTC. */
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { Problem } from '../core/problems/problem.ts';
import type { ImageFacts } from './image.ts';
import type { OnCloud } from './known-cloud.ts';
import type { CloudStatus, MemberStatus } from './member.ts';
import type { Restored } from './restored.ts';

/** What a person wants for a Share, on whose behalf, and the revision of that intent. */
export interface Intent<T> {
  readonly value: T;
  readonly revision: number;
  readonly by: SlackUserId;
  readonly accountId: string;
  readonly at: number;
  /** The bot set it on their behalf, as they agreed; missing if they did it themselves. */
  readonly because?: 'unanswered' | 'ended';
  /** Whoever wanted it left before it was carried out; `by` took over, and it is not carried out unless they ask for it. */
  readonly leftBy?: SlackUserId;
  /** For `present`: the member has rejected, so it is removed, added, and asked again. */
  readonly again?: true;
  /** For an answer: the status before it, which an undo restores. Missing if it cannot be undone. */
  readonly before?: MemberStatus;
  /** For a reject: the reason, in that person's words. */
  readonly reason?: string;
}

/** A write whose response was lost: until `until`, `effect` may still appear, as our own late write. */
export interface UnconfirmedWrite {
  readonly effect: 'present' | 'absent' | MemberStatus;
  readonly until: number;
}

/**
 * What the cloud said last. `absent`: it is no member, as the image's owner sees it, or the image is gone. `unavailable`: the project
 * cannot see the image now; whether it is still a member, only the owner could tell.
 */
export type ObservedStatus = CloudStatus | 'absent' | 'unavailable';

/**
 * One image and one member project, in one region of one cloud, for one team. It has two halves: people change the
 * intents (`ShareIntents`), and the lease holder changes what was observed ({@link ShareObserved}).
 */
export interface Share extends OnCloud, ShareIntents, ShareObserved, ShareTerms {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly region: string;
  readonly imageId: ImageId;
  /** The member. */
  readonly projectId: ProjectId;
  /** When it was last compared with the list of the image's members; null: do so at the next poll. */
  readonly polledAt: number | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** A Share as it is leased. */
export interface HeldShare extends Share {
  /** What an earlier holder had to carry out who never gave it back; null: it was given back. */
  readonly left: Pick<Share, 'member' | 'answer'> | null;
}

interface ShareIntents {
  readonly intentRevision: number;
  readonly member: Intent<'present' | 'absent'> | null;
  readonly answer: Intent<MemberStatus> | null;
}

/** The ends of a Share; written without the lease, by the act that agrees on them. Null: never. */
export interface ShareTerms {
  /** An offer that is still pending at this time ends. */
  readonly answerBy: number | null;
  /** The member is removed at this time. */
  readonly endsAt: number | null;
  /** When a producer last reminded the consumers. */
  readonly remindedAt: number | null;
}

/** What people see of a Share; an Offer that joins it may also update this, without the lease. */
export interface ShareFacts {
  readonly projectName: string | null;
  readonly image: ImageFacts | null;
  readonly ownerProjectId: ProjectId | null;
  readonly ownerProjectName: string | null;
}

export interface ShareObserved extends ShareFacts, Restored {
  readonly status: ObservedStatus | null;
  readonly statusAt: number | null;
  readonly memberAppliedRevision: number;
  readonly answerAppliedRevision: number;
  readonly joined: {
    readonly revision: number;
    readonly as: 'added' | 'already';
    readonly status: CloudStatus;
  } | null;
  readonly memberProblem: Problem | null;
  readonly answerProblem: Problem | null;
  /** `by` null: decided outside the bot. */
  readonly decided: {
    readonly by: SlackUserId | null;
    readonly status: MemberStatus | 'absent';
    readonly at: number;
  } | null;
  readonly unconfirmedWrites: readonly UnconfirmedWrite[];
  readonly attempts: number;
  readonly lastError: Problem | null;
}
