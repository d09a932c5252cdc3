/** A PendingAct: what somebody wants that no request to a cloud would check, until a sign-in proves that they may. Times are ms, UTC. */
import type { ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { Problem } from '../core/problems/problem.ts';
import type { OnCloud } from './known-cloud.ts';

/** What to do once it is proven. */
export type ActTerms =
  | {
      readonly kind: 'extend';
      readonly term: 'answerBy' | 'endsAt';
      /** The end that the person saw. */
      readonly was: number;
      readonly at: number;
    }
  | { readonly kind: 'remind' }
  | { readonly kind: 'give-reason'; readonly revision: number; readonly reason: string }
  | { readonly kind: 'set-channel'; readonly channel: SlackUserId }
  /** To be the producer of these Offers and Withdrawals, whose producers have left. */
  | {
      readonly kind: 'take-over';
      readonly offerIds: readonly string[];
      readonly withdrawalIds?: readonly string[];
    }
  /** To be the producer of the Offer, which its producer asked for. */
  | { readonly kind: 'hand-over'; readonly from: SlackUserId }
  /** Nothing: the proof is what is wanted, every day. */
  | { readonly kind: 'prove' };

/** One act of one person for one project. */
export interface PendingAct extends OnCloud {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly userId: SlackUserId;
  /** How they asked; for the audit trail. */
  readonly origin: string | null;
  /** The account that proves it; another of theirs of the same project may replace it. */
  readonly accountId: string;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly kind: ActTerms['kind'];
  /** The Share; for `set-channel` the project, for `prove` the account; for `take-over` the Offer, or the project if it is about all; for `hand-over` the Offer. */
  readonly subjectId: string;
  readonly terms: ActTerms;
  /** `asked` and `declined`: of a `hand-over`, by the person who is to be the producer. */
  readonly phase: 'asked' | 'declined' | 'proving' | 'done' | 'refused' | 'cancelled';
  /** Why it was refused. */
  readonly problem: Problem | null;
  readonly attempts: number;
  readonly lastError: Problem | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}
