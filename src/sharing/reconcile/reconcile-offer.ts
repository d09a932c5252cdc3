/** One step of a claimed Offer: its plan says which, it is carried out, and what came of it is saved with all that follows from it. */
import type { Offer } from '../../model/offer.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { recordDeeds, writeDeeds } from '../audit.ts';
import { gatherMs } from '../cards/refresh.ts';
import { planOffer } from '../rules/plan-offer.ts';
import { carryOutOffer } from './offer-steps.ts';
import type { CarryingOutDeps } from './step-deps.ts';

export const stepOffer = async (deps: CarryingOutDeps, claimed: Claimed<Offer>, signal: AbortSignal) => {
  const { ledger } = deps;
  const offer = claimed.row;
  const step = planOffer(offer);
  const { deeds, openImageService } = recordDeeds(deps.openImageService);
  const doing = { ...deps, openImageService };
  const change =
    step.do === 'nothing' ? { patch: {}, dueAt: null } : await carryOutOffer(doing, offer, step, signal);
  const now = await ledger.database.now();
  await ledger.database.transaction(async (tx) => {
    const { patch, dueAt, rows } = change;
    const by = { userId: offer.producer };
    const deed = { act: step.do, by, on: offer, detail: { offerId: offer.id } };
    await writeDeeds(ledger, tx, deed, deeds, now);
    if (!(await ledger.offers.finishOffer(tx, claimed, patch, { now, nextDueAt: dueAt }))) return;
    await rows?.(tx);
    await ledger.cards.dueCards(tx, 'offer', offer.id, now + gatherMs);
  });
  deps.log.info(
    { offer: offer.id, image: offer.imageId, step: step.do, stage: change.patch.stage ?? offer.stage },
    'offer step',
  );
};
