/** One step of a claimed ProjectSync: polls a project, and saves what differs with everything that follows from it. */
import type { ProjectSync } from '../../model/project-sync.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { syncProject } from '../sync/project.ts';
import type { CarryingOutDeps } from './step-deps.ts';

export const stepProjectSync = async (
  deps: CarryingOutDeps,
  claimed: Claimed<ProjectSync>,
  signal: AbortSignal,
) => {
  const { store } = deps;
  const { cloudId, projectId } = claimed.row;
  const { patch, dueAt, rows } = await syncProject(deps, claimed.row, signal);
  const now = await store.database.now();
  await store.database.transaction(async (tx) => {
    if (await store.projectSyncs.finishProjectSync(tx, claimed, patch, { now, nextDueAt: dueAt }))
      await rows?.(tx);
  });
  deps.log.info(
    { cloudId, project: projectId, spent: patch.spent, intervalMs: patch.intervalMs },
    'project sync step done',
  );
};
