/** One step of a claimed Watch: a project is looked at, and what differs is saved with all that follows from it. */
import type { Watch } from '../../model/project-sync.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { carryOutWatch } from '../sync/project.ts';
import type { CarryingOutDeps } from './step-deps.ts';

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
