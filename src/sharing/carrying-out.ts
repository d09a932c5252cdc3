/** The loop's lanes: a row is claimed, its plan says the next step, the outcome is saved. */

import type { Policy } from '../core/policy.ts';
import type { Appointment, Notice } from '../store/later.ts';
import type { Claimed } from '../store/leases.ts';
import type { Offer, Share, Withdrawal } from '../store/rows.ts';
import { keepShareAppointment, setReminders } from './appointments.ts';
import { gatherMs, showShare } from './card.ts';
import { type CardStepDeps, carryOutCard } from './card-steps.ts';
import type { Ledger } from './ledger.ts';
import { type Lane, lane } from './loop.ts';
import { bundle } from './noticing.ts';
import { carryOutOffer, type OfferStepDeps } from './offer-steps.ts';
import { withdrawalPicture } from './picture.ts';
import { planOffer } from './plan-offer.ts';
import { foldShare, planShare } from './plan-share.ts';
import { planWithdrawal } from './plan-withdrawal.ts';
import { carryOutShare } from './share-steps.ts';
import { newsOf, tellAll } from './telling.ts';
import { carryOutWithdrawal } from './withdrawal-steps.ts';

export type CarryingOutDeps = CardStepDeps &
  OfferStepDeps & { readonly ledger: Ledger; readonly policy: Policy; readonly random: () => number };

export const sharingLanes = (deps: CarryingOutDeps): readonly Lane[] => {
  const { ledger } = deps;
  const db = ledger.database.kysely;
  return [
    lane('offers', 8, db, ledger.offers.claimOffers, (claimed, signal) => stepOffer(deps, claimed, signal)),
    lane('shares', 16, db, ledger.shares.claimShares, (claimed, signal) => stepShare(deps, claimed, signal)),
    lane('withdrawals', 8, db, ledger.withdrawals.claimWithdrawals, (claimed, signal) =>
      stepWithdrawal(deps, claimed, signal),
    ),
    lane('appointments', 8, db, ledger.appointments.claimAppointments, (claimed) =>
      keepAppointment(deps, claimed),
    ),
    lane('notices', 8, db, ledger.notices.claimNotices, (claimed) => stepNotice(deps, claimed)),
    lane('cards', 8, db, ledger.cards.claimCards, async (claimed) =>
      (await carryOutCard(deps, claimed)) ? claimed.row : null,
    ),
  ];
};

const stepOffer = async (deps: CarryingOutDeps, claimed: Claimed<Offer>, signal: AbortSignal) => {
  const { ledger } = deps;
  const offer = claimed.row;
  const step = planOffer(offer);
  const change =
    step.do === 'nothing' ? { patch: {}, dueAt: null } : await carryOutOffer(deps, offer, step, signal);
  const now = await ledger.database.now();
  await ledger.database.transaction(async (tx) => {
    const { patch, dueAt, rows } = change;
    if (!(await ledger.offers.finishOffer(tx, claimed, patch, { now, nextDueAt: dueAt }))) return;
    await rows?.(tx);
    await ledger.cards.dueCards(tx, 'offer', offer.id, now + gatherMs);
  });
  deps.log.info(
    { offer: offer.id, image: offer.imageId, step: step.do, stage: change.patch.stage ?? offer.stage },
    'offer step',
  );
  return null;
};

const stepShare = async (deps: CarryingOutDeps, claimed: Claimed<Share>, signal: AbortSignal) => {
  const { ledger } = deps;
  const share = claimed.row;
  const step = planShare(share, deps.clock.now());
  const outcome = step.do === 'wait' ? null : await carryOutShare(deps, share, step, signal);
  const { seen, dueAt } = outcome
    ? foldShare(share, step, outcome, deps.clock.now(), deps.random())
    : { seen: {}, dueAt: step.do === 'wait' ? step.until : null };
  const now = await ledger.database.now();
  await ledger.database.transaction(async (tx) => {
    const when = { now, sawRevision: share.wishRevision, nextDueAt: dueAt };
    if (!(await ledger.shares.finishShare(tx, claimed, seen, when))) return;
    // offered anew after a withdrawal: a changed message far up would not be noticed
    if (outcome?.kind === 'member' && outcome.fresh) await ledger.cards.repostCards(tx, 'share', share.id);
    const after = { ...share, ...seen };
    if (after.status === 'pending' && share.status !== 'pending')
      await setReminders(ledger, deps.policy, tx, after, now);
    await showShare(ledger, tx, after, now);
    const news = newsOf(share, after);
    if (news)
      await tellAll(ledger, deps.policy, tx, after, news, `${news.kind}-${after.decided?.at ?? now}`, now);
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
  return null;
};

const stepWithdrawal = async (deps: CarryingOutDeps, claimed: Claimed<Withdrawal>, signal: AbortSignal) => {
  const { ledger } = deps;
  const withdrawal = claimed.row;
  const picture = await withdrawalPicture(ledger, ledger.database.kysely, withdrawal.id);
  const step = planWithdrawal(withdrawal, picture?.shares ?? []);
  const { patch, dueAt, rows } = await carryOutWithdrawal(deps, withdrawal, step, signal);
  const now = await ledger.database.now();
  await ledger.database.transaction(async (tx) => {
    if (!(await ledger.withdrawals.finishWithdrawal(tx, claimed, patch, { now, nextDueAt: dueAt }))) return;
    await rows?.(tx);
    await ledger.cards.dueCards(tx, 'withdrawal', withdrawal.id, now + gatherMs);
  });
  deps.log.info(
    { withdrawal: withdrawal.id, image: withdrawal.imageId, step: step.do, stage: patch.stage },
    'withdrawal step',
  );
  return null;
};

const keepAppointment = async ({ ledger, policy, log }: CarryingOutDeps, claimed: Claimed<Appointment>) => {
  const now = await ledger.database.now();
  const { kind, subjectId } = claimed.row;
  await ledger.database.transaction(async (tx) => {
    if (await ledger.appointments.keepAppointment(tx, claimed))
      await keepShareAppointment(ledger, policy, tx, claimed.row, now);
  });
  log.info({ appointment: kind, subject: subjectId }, 'appointment kept');
  return null;
};

const stepNotice = async ({ ledger }: CarryingOutDeps, { row }: Claimed<Notice>) => {
  const now = await ledger.database.now();
  await ledger.database.transaction((tx) => bundle(ledger, tx, row, now));
  return null;
};
