/** One step of a claimed row: its plan says which, it is carried out, and what came of it is saved with all that follows from it. */
import type { Policy } from '../core/policy.ts';
import type { Notice } from '../model/notification.ts';
import type { Offer } from '../model/offer.ts';
import type { Watch } from '../model/project-sync.ts';
import type { Share } from '../model/share.ts';
import type { Appointment } from '../model/timer.ts';
import type { Withdrawal } from '../model/withdrawal.ts';
import type { claimCards } from '../store/card-claims.ts';
import type { Claimed } from '../store/leases.ts';
import type { Tx } from '../store/tables.ts';
import { keepShareAppointment, setReminders } from './appointments.ts';
import { noteObservedStatus, recordDeeds, writeDeeds, writeShareDeeds } from './audit.ts';
import { gatherMs, showShare } from './card.ts';
import type { CardStepDeps } from './card-steps.ts';
import { deletedImage, describeImage } from './image-news.ts';
import type { Ledger } from './ledger.ts';
import { bundle } from './noticing.ts';
import { carryOutOffer, type OfferStepDeps } from './offer-steps.ts';
import { withdrawalPicture } from './picture.ts';
import { planOffer } from './plan-offer.ts';
import { foldShare, planShare } from './plan-share.ts';
import { planWithdrawal } from './plan-withdrawal.ts';
import { moveCards } from './readers.ts';
import { actorOf } from './share.ts';
import { carryOutShare } from './share-steps.ts';
import { newsOf, tellAll } from './telling.ts';
import { renewTerms } from './terms.ts';
import { removedBy, undoMs } from './undo.ts';
import { setUndoEnd } from './undo-end.ts';
import { carryOutWatch } from './watch-steps.ts';
import { carryOutWithdrawal } from './withdrawal-steps.ts';

export type CarryingOutDeps = Omit<CardStepDeps, 'pace' | 'people'> &
  OfferStepDeps & {
    readonly ledger: Ledger;
    readonly claimCards: typeof claimCards;
    readonly policy: Policy;
    readonly random: () => number;
  };

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

export const stepShare = async (deps: CarryingOutDeps, claimed: Claimed<Share>, signal: AbortSignal) => {
  const { ledger } = deps;
  const share = claimed.row;
  const step = planShare(share, deps.clock.now());
  const { deeds, openImageService } = recordDeeds(deps.openImageService);
  const doing = { ...deps, openImageService };
  const outcome = step.do === 'wait' ? null : await carryOutShare(doing, share, step, signal);
  const { seen, dueAt } = outcome
    ? foldShare(share, step, outcome, deps.clock.now(), deps.random())
    : { seen: {}, dueAt: step.do === 'wait' ? step.until : null };
  const now = await ledger.database.now();
  await ledger.database.transaction(async (tx) => {
    await writeShareDeeds(ledger, tx, share, step, deeds, now);
    const actor = actorOf({ ...share, ...seen });
    const when = { now, sawRevision: share.wishRevision, nextDueAt: dueAt, actor };
    if (!(await ledger.shares.finishShare(tx, claimed, seen, when))) return;
    // offered anew after a withdrawal: a changed message far up would not be noticed
    const joins = seen.joined?.as === 'added' && seen.joined.revision !== share.joined?.revision;
    if (joins || (outcome?.kind === 'member' && outcome.fresh)) {
      await moveCards(ledger, tx, share);
      await ledger.cards.repostCards(tx, 'share', share.id);
    }
    const after = { ...share, ...seen };
    await noteObservedStatus(ledger, tx, share, after, now);
    if (after.status === 'pending' && share.status !== 'pending') {
      await setReminders(ledger, deps.policy, tx, after, now);
      await renewTerms(ledger, tx, after, now);
    }
    // of what was offered in a list with others, withdrawn and offered anew there is no list any more
    if (after.status === 'pending' && share.status === 'absent')
      await ledger.cards.postKept(tx, share.id, now);
    await showShare(ledger, tx, after, now);
    if (after.status !== share.status) await wakeWatches(deps, tx, after, now);
    if (outcome?.kind === 'absent' && outcome.imageGone && share.image) {
      const gone = deletedImage(share.image);
      return void (await describeImage(ledger, deps.policy, tx, share, gone, now, share));
    }
    const news = newsOf(share, after);
    if (news)
      await tellAll(deps, tx, { share: after, news, once: `${news.kind}-${after.decided?.at ?? now}`, now });
  });
  const { id, imageId, projectId } = share;
  deps.log.info(
    {
      share: id,
      image: imageId,
      project: projectId,
      step: step.do,
      outcome: outcome?.kind,
      status: seen.status,
    },
    'share step',
  );
};

export const stepWithdrawal = async (
  deps: CarryingOutDeps,
  claimed: Claimed<Withdrawal>,
  signal: AbortSignal,
) => {
  const { ledger } = deps;
  const withdrawal = claimed.row;
  const picture = await withdrawalPicture(ledger, ledger.database.kysely, withdrawal.id, deps.clock.now());
  const step = planWithdrawal(withdrawal, picture?.shares ?? []);
  const { deeds, openImageService } = recordDeeds(deps.openImageService);
  const doing = { ...deps, openImageService };
  const { patch, dueAt, rows } = await carryOutWithdrawal(doing, withdrawal, step, signal);
  const now = await ledger.database.now();
  await ledger.database.transaction(async (tx) => {
    const { id: withdrawalId, producer: userId } = withdrawal;
    const deed = { act: step.do, by: { userId }, on: withdrawal, detail: { withdrawalId } };
    await writeDeeds(ledger, tx, deed, deeds, now);
    const undoable = patch.stage === 'done' && removedBy(withdrawal, picture?.shares ?? []).length > 0;
    const until = undoable ? { undoUntil: now + undoMs } : {};
    const when = { now, nextDueAt: dueAt };
    if (!(await ledger.withdrawals.finishWithdrawal(tx, claimed, { ...patch, ...until }, when))) return;
    if (until.undoUntil) await setUndoEnd(ledger, tx, withdrawal, until.undoUntil, now);
    await rows?.(tx);
    await ledger.cards.dueCards(tx, 'withdrawal', withdrawal.id, now + gatherMs);
  });
  deps.log.info(
    { withdrawal: withdrawal.id, image: withdrawal.imageId, step: step.do, stage: patch.stage },
    'withdrawal step',
  );
};

/** Something happens to the Share: what happens to it elsewhere is looked for more often for a while. */
const wakeWatches = async ({ ledger, policy }: CarryingOutDeps, tx: Tx, share: Share, now: number) => {
  const at = now + policy.lookEvery.leastMs;
  for (const projectId of [share.projectId, share.ownerProjectId])
    if (projectId !== null) await ledger.watches.wakeWatch(tx, { ...share, projectId }, at);
};

export const stepWatch = async (deps: CarryingOutDeps, claimed: Claimed<Watch>, signal: AbortSignal) => {
  const { ledger } = deps;
  const { cloudId, projectId } = claimed.row;
  const { patch, dueAt, rows } = await carryOutWatch(deps, claimed.row, signal);
  const now = await ledger.database.now();
  await ledger.database.transaction(async (tx) => {
    if (await ledger.watches.finishWatch(tx, claimed, patch, { now, nextDueAt: dueAt })) await rows?.(tx);
  });
  deps.log.info({ cloudId, project: projectId, spent: patch.spent, everyMs: patch.everyMs }, 'watch step');
};

export const keepAppointment = async (
  { ledger, policy, log }: CarryingOutDeps,
  claimed: Claimed<Appointment>,
) => {
  const now = await ledger.database.now();
  const { kind, subjectId } = claimed.row;
  await ledger.database.transaction(async (tx) => {
    if (await ledger.appointments.keepAppointment(tx, claimed))
      await keepShareAppointment(ledger, policy, tx, claimed.row, now);
  });
  log.info({ appointment: kind, subject: subjectId }, 'appointment kept');
};

export const stepNotice = async ({ ledger }: CarryingOutDeps, { row }: Claimed<Notice>) => {
  const now = await ledger.database.now();
  await ledger.database.transaction((tx) => bundle(ledger, tx, row, now));
};
