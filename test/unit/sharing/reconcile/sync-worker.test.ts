/** How the places for polls are shared out between clouds. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CloudId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import type { ProjectSync } from '../../../../src/model/project-sync.ts';
import { syncWorker } from '../../../../src/sharing/reconcile/sync-worker.ts';
import type { Claimed } from '../../../../src/store/claims/leases.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { insertLab, onLab } from '../../../support/on-lab.ts';
import { storeOf } from '../../../support/repositories.ts';
import { project, teamId } from '../../../support/store-rows.ts';

let database: Database;
beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
});
afterEach(() => database.close());

it('one cloud holds at most half of the places, and gets a place when one of its polls is over', async () => {
  const store = storeOf(database);
  const due = (cloudId: CloudId, n: number) =>
    store.projectSyncs.wakeProjectSync(
      database.kysely,
      { teamId, enterpriseId: null, cloudId, projectId: project(`${cloudId}${n}`) },
      n,
    );
  for (let n = 0; n < 9; n += 1) await due(onLab.cloudId, n);
  for (let n = 9; n < 11; n += 1) await due('other' as CloudId, n);
  const held = new Map<unknown, () => void>();
  const worker = syncWorker(store, ({ row }) => new Promise<void>((resolve) => held.set(row.id, resolve)));
  const claim = async () => {
    const options = { now: 1e12, limit: 8, leaseMs: 60_000, token: crypto.randomUUID() };
    return (await worker.claim(options)) as Claimed<ProjectSync>[];
  };
  const claims = await claim();
  const clouds = claims.map(({ row }) => row.cloudId);
  expect(clouds.toSorted()).toEqual([...Array(4).fill(onLab.cloudId), 'other', 'other'].toSorted());
  expect(await claim()).toEqual([]);
  const [first] = claims;
  const over = first && worker.step(first, AbortSignal.timeout(60_000));
  held.get(first?.row.id)?.();
  await over;
  expect(await claim()).toHaveLength(1);
});
