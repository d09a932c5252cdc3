/** A step that took longer than its lease: another replica has the row by then, and nothing that would follow is written. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '../../../../src/core/log.ts';
import type { PendingAct } from '../../../../src/model/pending-act.ts';
import type { ImageService } from '../../../../src/sharing/image-service.ts';
import { requestAct } from '../../../../src/sharing/people/request-act.ts';
import { stepOffer } from '../../../../src/sharing/reconcile/reconcile-offer.ts';
import { stepPendingAct } from '../../../../src/sharing/reconcile/reconcile-pending-act.ts';
import { stepShare } from '../../../../src/sharing/reconcile/reconcile-share.ts';
import { stepWithdrawal } from '../../../../src/sharing/reconcile/reconcile-withdrawal.ts';
import type { CarryingOutDeps } from '../../../../src/sharing/reconcile/step-deps.ts';
import type { Store } from '../../../../src/sharing/repositories.ts';
import type { Claimed, ClaimOptions } from '../../../../src/store/claims/leases.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import type { Db } from '../../../../src/store/schema/tables.ts';
import { createDrivenClock } from '../../../support/driven-clock.ts';
import { insertLab } from '../../../support/on-lab.ts';
import { storeOf } from '../../../support/repositories.ts';
import { intentOf } from '../../../support/share-row.ts';
import { account, offer, project, share } from '../../../support/store-rows.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

let database: Database;
let store: Store;
let clock: ReturnType<typeof createDrivenClock>;
let added: string[];
let deps: CarryingOutDeps;
beforeEach(async () => {
  clock = createDrivenClock(1_000);
  const log = createLog('silent');
  database = await openDatabase('sqlite::memory:', { log, clock });
  await insertLab(database.kysely);
  store = storeOf(database);
  added = [];
  const images: Partial<ImageService> = {
    speaks: async () => true,
    addMember: async (_, projectId) => {
      added.push(projectId);
      return { projectId, status: 'pending' };
    },
    showMember: async (_, projectId) => ({ projectId, status: 'pending', changedAt: 1_000 }),
  };
  deps = {
    store,
    clock,
    log,
    policy: { remindAfterMs: [1_000], quietHours: null, syncInterval: { minMs: 1_000, maxMs: 1_000 } },
    random: () => 0,
    openImageService: () => images,
  } as unknown as CarryingOutDeps;
  await database.transaction((tx) => store.accounts.insertAccount(tx, account({ id: 'account' })));
});
afterEach(() => database.close());

const leaseMs = 100;
type Claim<T> = (db: Db, options: ClaimOptions) => Promise<Claimed<T>[]>;
const claimAs = async <T>(token: string, claim: Claim<T>): Promise<Claimed<T>> => {
  const [claimed] = await claim(database.kysely, { now: clock.now(), limit: 1, leaseMs, token });
  if (claimed === undefined) throw new Error('nothing was claimed');
  return claimed;
};

/** Steps a row, once while its lease holds and once when another replica has claimed it meanwhile. */
const steps = <T>(
  claim: Claim<T>,
  step: (deps: CarryingOutDeps, claimed: Claimed<T>, signal: AbortSignal) => Promise<unknown>,
) => {
  const signal = AbortSignal.timeout(1_000);
  return {
    late: async () => {
      const claimed = await claimAs('slow', claim);
      clock.moveTo(clock.now() + leaseMs);
      await claimAs('another', claim);
      await step(deps, claimed, signal);
    },
    inTime: async () => {
      clock.moveTo(clock.now() + leaseMs);
      await step(deps, await claimAs('in time', claim), signal);
    },
  };
};
const rowsOf = async (table: 'shares' | 'timers' | 'cards') =>
  (await database.kysely.selectFrom(table).selectAll().execute()).length;

it('an Offer becomes no Shares, until it does', async () => {
  await database.transaction((tx) => store.offers.insertOffer(tx, offer({ phase: 'placing' })));
  const { late, inTime } = steps(store.offers.claimOffers, stepOffer);
  await late();
  expect(await rowsOf('shares')).toBe(0);
  await inTime();
  expect(await rowsOf('shares')).toBe(2);
});

it('a PendingAct moves no end, until it does', async () => {
  const row = share({ status: 'accepted', endsAt: 5_000, unconfirmedWrites: [], dueAt: null });
  const own = account({ id: 'account' });
  const terms = { kind: 'extend', term: 'endsAt', was: 5_000, at: 90_000 } as const;
  await database.transaction(async (tx) => {
    await store.shares.ensureShare(tx, row);
    await store.shares.setTerms(tx, row.id, { endsAt: 5_000 });
    const work = { store, tx, now: 1_000 };
    await requestAct(work, own, own, row.id, terms);
  });
  const endsAt = async () => (await store.shares.findShare(database.kysely, row.id))?.endsAt;
  const claim: Claim<PendingAct> = (db, options) =>
    store.pendingActs.claimPendingActs(db, { ...options, daily: false });
  const { late, inTime } = steps(claim, stepPendingAct);
  await late();
  expect(await endsAt()).toBe(5_000);
  await inTime();
  expect(await endsAt()).toBe(90_000);
});

it('a Withdrawal removes nobody, until it does', async () => {
  const members = [{ projectId: project('c1'), status: 'pending' as const }];
  await database.transaction((tx) =>
    store.withdrawals.insertWithdrawal(tx, withdrawalRow({ phase: 'placing', members, dueAt: 1_000 })),
  );
  const { late, inTime } = steps(store.withdrawals.claimWithdrawals, stepWithdrawal);
  await late();
  expect(await rowsOf('shares')).toBe(0);
  await inTime();
  expect(await rowsOf('shares')).toBe(1);
});

it('a Share that was added is not on record, and reminds nobody, until it is', async () => {
  const member = intentOf('present' as const, 1);
  const row = share({ member, intentRevision: 1, unconfirmedWrites: [], dueAt: 1_000 });
  await database.transaction((tx) => store.shares.ensureShare(tx, row));
  const { late, inTime } = steps(store.shares.claimShares, stepShare);
  await late();
  expect(await store.shares.findShare(database.kysely, row.id)).toMatchObject({
    status: null,
    memberAppliedRevision: 0,
  });
  expect(await rowsOf('timers')).toBe(0);
  await inTime();
  expect(await store.shares.findShare(database.kysely, row.id)).toMatchObject({
    status: 'pending',
    memberAppliedRevision: 1,
  });
  expect(await rowsOf('timers')).toBe(1);
  // whoever takes it over reads first, and finds what the late one added
  expect(added).toEqual(['c1']);
});
