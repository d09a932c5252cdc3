/** What the buttons on the producer's card do. */
import { readWholeCard } from '../../sharing/cards/whole-card.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import { retryOffer } from '../../sharing/intents/make-offer.ts';
import { offerImageAgain } from '../../sharing/intents/offer-again.ts';
import { withdrawMember } from '../../sharing/intents/withdraw.ts';
import { pageButtons } from '../../slack/blocks/pages.ts';
import type { Feature } from '../../slack/feature.ts';
import { allTenants } from './all-tenants.ts';
import { removalAnswer } from './offer-replies.ts';

export const offerButtons = (deps: ClickDeps): NonNullable<Feature['buttons']> => ({
  ...pageButtons('offer', async ({ person }, card, page) => {
    const { model, value } = await readWholeCard('offer', deps, person, card);
    return allTenants(model, value, page);
  }),
  'offer-retry': {
    run: async ({ person }, value) => {
      await retryOffer(deps, person, value);
      return undefined;
    },
  },
  'offer-again': {
    run: async ({ person }, value) => {
      await offerImageAgain(deps, person, value);
      return undefined;
    },
  },
  'member-remove': {
    run: async ({ person }, value) => {
      const withdrawn = await withdrawMember(deps, person, value);
      const answer = removalAnswer(withdrawn.kind, withdrawn.share);
      return answer === null ? undefined : { say: answer };
    },
  },
});
