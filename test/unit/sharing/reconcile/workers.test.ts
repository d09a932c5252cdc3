/** A place that a step had, in its region or among the daily proofs, is free again however the step ended, or was never begun. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../../src/core/clock.ts';
import { createLog } from '../../../../src/core/log.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import type { PendingAct } from '../../../../src/model/pending-act.ts';
import type { FirstWorker } from '../../../../src/sharing/reconcile/first-steps.ts';
import { pendingActs } from '../../../../src/sharing/reconcile/reconcile-pending-act.ts';
import type { CarryingOutDeps } from '../../../../src/sharing/reconcile/step-deps.ts';
import { sharingWorkers } from '../../../../src/sharing/reconcile/workers.ts';
import type { Store } from '../../../../src/sharing/repositories.ts';
import type { Claimed } from '../../../../src/store/claims/leases.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { storeOf } from '../../../support/repositories.ts';
import { offer } from '../../../support/store-rows.ts';

const clock = createClock(() => 1_000);
const log = createLog('silent');
const signal = new AbortController().signal;
const options = { now: 1_000, limit: 8, leaseMs: 100, token: 'token' };
const gone = () => Promise.reject(new Error('the database is gone'));

let database: Database;
beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log, clock });
});
afterEach(() => database.close());

/** What a worker needs; each step breaks on the account that it looks for. */
const depsWith = (more: (store: Store) => Partial<Store>) => {
  const store = storeOf(database);
  const accounts = { ...store.accounts, accountsOfPerson: gone };
  return { store: { ...store, accounts, ...more(store) }, clock, log } as unknown as CarryingOutDeps;
};

const task = { id: 'offer', cloudId: offer().cloudId, region: offer().region, actor: offer().accountId };
/** How many steps an account may have under way in a region. */
const ofAccount = 4;
type Lease = () => Promise<Claimed<Offer> | null>;
const leased: Lease = async () => ({ row: offer(), leaseToken: 'token' });
const waits: Lease = async () => null;

test.each<[string, Lease, (worker: FirstWorker, claimed: Claimed<unknown>) => Promise<unknown> | undefined]>([
  ['the lease could not be had', gone, () => undefined],
  ['the row has to wait', waits, () => undefined],
  ['the step is not begun', leased, (worker, claimed) => void worker.free(claimed)],
  ['the step breaks', leased, (worker, claimed) => worker.step(claimed, signal)],
])('all places in the region are free again once %s', async (_, lease, end) => {
  let leaseNew = lease;
  const deps = depsWith((store) => ({ newWork: { ...store.newWork, leaseNewOffer: () => leaseNew() } }));
  const worker = sharingWorkers(deps).find(({ name }) => name === 'offers') as FirstWorker;
  const begin = () => database.transaction((tx) => worker.leaseNew(tx, task, options));
  for (let n = 0; n < ofAccount; n += 1) {
    const claimed = await begin().catch(() => null);
    if (claimed !== null) await Promise.resolve(end(worker, claimed)).catch(() => {});
  }
  leaseNew = leased;
  const places: boolean[] = [];
  for (let n = 0; n <= ofAccount; n += 1) places.push((await begin()) !== null);
  expect(places).toEqual([true, true, true, true, false]);
});

test('a daily proof that breaks leaves its place to the next', async () => {
  const daily = async (_: unknown, { limit, daily: isDaily }: { limit: number; daily: boolean }) =>
    Array.from({ length: isDaily ? limit : 0 }, () => ({
      row: { kind: 'prove', subjectId: 'account' } as PendingAct,
      leaseToken: 'token',
    }));
  const worker = pendingActs(
    depsWith((store) => ({ pendingActs: { ...store.pendingActs, claimPendingActs: daily } })),
  );
  const first = await worker.claim(options);
  expect([first.length, (await worker.claim(options)).length]).toEqual([8, 0]);
  for (const claimed of first) await expect(worker.step(claimed, signal)).rejects.toThrow('is gone');
  expect(await worker.claim(options)).toHaveLength(8);
});
