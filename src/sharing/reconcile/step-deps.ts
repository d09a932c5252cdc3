/** What the steps of all kinds need. */
import type { Policy } from '../../core/policy.ts';
import type { CardStepDeps } from '../delivery/deliver-card.ts';
import type { ClaimCards, Store } from '../repositories.ts';
import type { OfferStepDeps } from './offer-steps.ts';

export type CarryingOutDeps = Omit<CardStepDeps, 'rateLimiter' | 'people'> &
  OfferStepDeps & {
    readonly store: Store;
    readonly claimCards: ClaimCards;
    readonly policy: Policy;
    readonly random: () => number;
  };
