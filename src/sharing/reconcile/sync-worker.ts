/** The worker that polls projects. Of its places one cloud holds at most half, so that a slow one leaves room for the others. */
import type { CloudId } from '../../core/ids.ts';
import type { ProjectSync } from '../../model/project-sync.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import type { Store } from '../repositories.ts';
import { type Worker, worker } from './loop.ts';

const maxSyncs = 8;
const maxOfCloud = maxSyncs / 2;

/** @param step one poll of a project */
export const syncWorker = (
  { database, projectSyncs }: Pick<Store, 'database' | 'projectSyncs'>,
  step: (claimed: Claimed<ProjectSync>, signal: AbortSignal) => Promise<unknown>,
): Worker => {
  const underWay = new Map<CloudId, number>();
  const count = (cloudId: CloudId, change: 1 | -1) =>
    underWay.set(cloudId, (underWay.get(cloudId) ?? 0) + change);
  return worker(
    'projectSyncs',
    maxSyncs,
    database.kysely,
    async (db, options) => {
      const claims: Claimed<ProjectSync>[] = [];
      // one after another: those that are due longest may all be of one cloud
      while (claims.length < options.limit) {
        const hold = [...underWay].flatMap(([cloudId, polls]) => (polls >= maxOfCloud ? [cloudId] : []));
        const [claimed] = await projectSyncs.claimProjectSyncs(db, { ...options, limit: 1, hold });
        if (claimed === undefined) break;
        count(claimed.row.cloudId, 1);
        claims.push(claimed);
      }
      return claims;
    },
    (claimed, signal) => step(claimed, signal).finally(() => count(claimed.row.cloudId, -1)),
  );
};
