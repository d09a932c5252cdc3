/** One step of a claimed Offer: its plan names the step, which is carried out and saved with everything that follows from it. */
import type { Offer } from '../../model/offer.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { auditWrites, recordWrites } from '../audit.ts';
import { redrawDelayMs } from '../cards/refresh.ts';
import { planOffer } from '../rules/plan-offer.ts';
import { inTransaction, type Work } from '../transaction.ts';
import { carryOutOffer } from './offer-steps.ts';
import { type CarryingOutDeps, endOf } from './step-deps.ts';

export const stepOffer = async (deps: CarryingOutDeps, claimed: Claimed<Offer>, signal: AbortSignal) => {
  const { store } = deps;
  const offer = claimed.row;
  const step = planOffer(offer);
  const { writes, openImageService } = recordWrites(deps.openImageService);
  const doing = { ...deps, openImageService };
  const change =
    step.do === 'nothing' ? { patch: {}, dueAt: null } : await carryOutOffer(doing, offer, step, signal);
  const now = await store.database.now();
  const save = async (work: Work) => {
    const { patch, dueAt, rows } = change;
    // before anything else: a claim of the card passes over a row that is being written, and would else repeat all of this
    await store.cards.dueCards(work.tx, 'offer', offer.id, now + redrawDelayMs);
    const by = { userId: offer.producer };
    const write = { act: step.do, by, on: offer, detail: { offerId: offer.id } };
    await auditWrites(work, write, writes);
    if (!(await store.offers.finishOffer(work.tx, claimed, patch, { now, nextDueAt: dueAt }))) return;
    await rows?.(work);
  };
  await inTransaction(deps, save, now);
  deps.log.info(
    { offer: offer.id, image: offer.imageId, step: step.do, phase: change.patch.phase ?? offer.phase },
    'offer step done',
  );
  return endOf(change.patch);
};
