/** What the steps of all kinds need, and say at their end. */
import type { Observer } from '../../core/observer.ts';
import type { Policy } from '../../core/policy.ts';
import type { CardStepDeps } from '../delivery/deliver-card.ts';
import type { ClaimCards, Store } from '../repositories.ts';
import type { FirstSteps } from '../transaction.ts';
import type { OfferStepDeps } from './offer-steps.ts';

export type CarryingOutDeps = Omit<CardStepDeps, 'rateLimiter' | 'people' | 'search'> &
  OfferStepDeps & {
    readonly store: Store;
    readonly claimCards: ClaimCards;
    /** Asks once a week when the account's credential expires. */
    readonly learnExpiry: (accountId: string) => Promise<unknown>;
    readonly policy: Policy;
    readonly random: () => number;
    readonly firstSteps?: FirstSteps | undefined;
    readonly observer?: Observer | undefined;
  };

/** How a step ended that changed this of its row, in the words of a Share's step. */
export const endOf = ({
  phase,
  lastError,
}: {
  readonly phase?: string;
  readonly lastError?: object | null;
}): 'impossible' | 'later' | 'done' => {
  if (phase === 'failed') return 'impossible';
  return lastError ? 'later' : 'done';
};
