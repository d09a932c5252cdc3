/** What the steps of all kinds need. */
import type { Policy } from '../../core/policy.ts';
import type { CardStepDeps } from '../delivery/deliver-card.ts';
import type { ClaimCards, Ledger } from '../repositories.ts';
import type { OfferStepDeps } from './offer-steps.ts';

export type CarryingOutDeps = Omit<CardStepDeps, 'pace' | 'people'> &
  OfferStepDeps & {
    readonly ledger: Ledger;
    readonly claimCards: ClaimCards;
    readonly policy: Policy;
    readonly random: () => number;
  };
