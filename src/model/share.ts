/** A Share: one image and one member project, what people want for it and what was observed. Times are ms, UTC. */
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { Problem } from '../core/problems/problem.ts';
import type { ImageFacts } from './image.ts';
import type { OnCloud } from './known-cloud.ts';
import type { MemberStatus } from './member.ts';

/** What a person wants of a Share, in whose name, and which revision it made. */
export interface Intent<T> {
  readonly value: T;
  readonly revision: number;
  readonly by: SlackUserId;
  readonly accountId: string;
  readonly at: number;
  /** Set by the bot in their name, as they agreed; missing if they did it themselves. */
  readonly because?: 'unanswered' | 'ended';
  /** For `present`: the member rejected, so it is removed and added, and asked once more. */
  readonly again?: true;
  /** For an answer: the status before it, which an undo restores. Missing if it cannot be undone. */
  readonly before?: MemberStatus;
  /** For a reject: why, in that person's words. */
  readonly reason?: string;
}

/** A write whose response was lost: until `until`, `effect` may still appear as our own late write. */
export interface UnconfirmedWrite {
  readonly effect: 'present' | 'absent' | MemberStatus;
  readonly until: number;
}

/**
 * One image and one member project, on one cloud and region, in one team. It has two halves: people change the
 * intents (`ShareIntents`), the lease holder changes what was observed ({@link ShareObserved}).
 */
export interface Share extends OnCloud, ShareIntents, ShareObserved, ShareTerms {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly region: string;
  readonly imageId: ImageId;
  /** The member. */
  readonly projectId: ProjectId;
  /** When the list of the image's members was last compared with it; null: at the next poll. */
  readonly polledAt: number | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

interface ShareIntents {
  readonly intentRevision: number;
  readonly member: Intent<'present' | 'absent'> | null;
  readonly answer: Intent<MemberStatus> | null;
}

/** What is due later about a Share; written by whoever agrees to it, without the lease. Times are null for never. */
export interface ShareTerms {
  /** An offer that is still pending then ends. */
  readonly answerBy: number | null;
  /** The member is removed then. */
  readonly endsAt: number | null;
  /** When a producer last had the consumers reminded. */
  readonly remindedAt: number | null;
}

/** What a Share is shown as; an Offer that joins it may bring these up to date as well, without the lease. */
export interface ShareFacts {
  readonly projectName: string | null;
  readonly image: ImageFacts | null;
  readonly ownerProjectId: ProjectId | null;
  readonly ownerProjectName: string | null;
}

export interface ShareObserved extends ShareFacts {
  readonly status: MemberStatus | 'absent' | null;
  readonly statusAt: number | null;
  readonly memberAppliedRevision: number;
  readonly answerAppliedRevision: number;
  readonly joined: {
    readonly revision: number;
    readonly as: 'added' | 'already';
    readonly status: MemberStatus;
  } | null;
  readonly memberProblem: Problem | null;
  readonly answerProblem: Problem | null;
  /** `by` null: decided elsewhere, not through the bot. */
  readonly decided: {
    readonly by: SlackUserId | null;
    readonly status: MemberStatus | 'absent';
    readonly at: number;
  } | null;
  readonly unconfirmedWrites: readonly UnconfirmedWrite[];
  readonly attempts: number;
  readonly lastError: Problem | null;
}
