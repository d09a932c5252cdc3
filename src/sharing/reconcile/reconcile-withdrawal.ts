/** One step of a claimed Withdrawal: its plan says which, it is carried out, and what came of it is saved with all that follows from it. */
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { recordDeeds, writeDeeds } from '../audit.ts';
import { gatherMs } from '../cards/refresh.ts';
import { withdrawalPicture } from '../cards/render.ts';
import { setUndoEnd } from '../intents/set-timers.ts';
import { planWithdrawal } from '../rules/plan-withdrawal.ts';
import { removedBy, undoMs } from '../rules/undo-window.ts';
import type { CarryingOutDeps } from './step-deps.ts';
import { carryOutWithdrawal } from './withdrawal-steps.ts';

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
