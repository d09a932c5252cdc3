/** One step of a claimed Withdrawal: its plan names the step, which is carried out and saved with everything that follows from it. */
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { auditWrites, recordWrites } from '../audit.ts';
import { redrawDelayMs } from '../cards/refresh.ts';
import { withdrawalCardModel } from '../cards/render.ts';
import { setUndoEnd } from '../intents/set-timers.ts';
import { planWithdrawal } from '../rules/plan-withdrawal.ts';
import { removedBy, undoMs } from '../rules/undo-window.ts';
import { inTransaction, type Work } from '../transaction.ts';
import { type CarryingOutDeps, endOf } from './step-deps.ts';
import { carryOutWithdrawal } from './withdrawal-steps.ts';

export const stepWithdrawal = async (
  deps: CarryingOutDeps,
  claimed: Claimed<Withdrawal>,
  signal: AbortSignal,
) => {
  const { store } = deps;
  const withdrawal = claimed.row;
  const model = await withdrawalCardModel(store, store.database.kysely, withdrawal.id, deps.clock.now());
  const step = planWithdrawal(withdrawal, model?.shares ?? []);
  const { writes, openImageService } = recordWrites(deps.openImageService);
  const doing = { ...deps, openImageService };
  const { patch, dueAt, rows } = await carryOutWithdrawal(doing, withdrawal, step, signal);
  const now = await store.database.now();
  const save = async (work: Work) => {
    const { tx } = work;
    // first, as in an offer's step
    await store.cards.dueCards(tx, 'withdrawal', withdrawal.id, now + redrawDelayMs);
    const { id: withdrawalId, producer: userId } = withdrawal;
    const write = { act: step.do, by: { userId }, on: withdrawal, detail: { withdrawalId } };
    await auditWrites(work, write, writes);
    const undoable = patch.phase === 'done' && removedBy(withdrawal, model?.shares ?? []).length > 0;
    const until = undoable ? { undoUntil: now + undoMs } : {};
    const when = { now, nextDueAt: dueAt };
    if (!(await store.withdrawals.finishWithdrawal(tx, claimed, { ...patch, ...until }, when))) return;
    if (until.undoUntil) await setUndoEnd(work, withdrawal, until.undoUntil);
    await rows?.(work);
  };
  await inTransaction(deps, save, now);
  deps.log.info(
    { withdrawal: withdrawal.id, image: withdrawal.imageId, step: step.do, phase: patch.phase },
    'withdrawal step done',
  );
  return endOf(patch);
};
