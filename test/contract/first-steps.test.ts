/** What a transaction makes due is leased in it and begun with its commit, where nothing stands before it. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createFirstSteps, type FirstWorker } from '../../src/sharing/reconcile/first-steps.ts';
import { inTransaction, type Work } from '../../src/sharing/transaction.ts';
import type { Claimed } from '../../src/store/claims/leases.ts';
import * as newWork from '../../src/store/repositories/new-work.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import * as shares from '../../src/store/repositories/shares.ts';
import { type EmptyStore, onEveryStore } from '../support/every-store.ts';
import { storeOf } from '../support/repositories.ts';
import { alice, offer, share } from '../support/store-rows.ts';

await onEveryStore('first steps', (scene) => {
  type Transaction = EmptyStore['database']['transaction'];
  const setting = ({
    room = true,
    running = true,
    transaction = (work) => scene.database.transaction(work),
  }: {
    room?: boolean;
    running?: boolean;
    transaction?: Transaction;
  } = {}) => {
    const store = storeOf({ ...scene.database, transaction });
    const begun: string[] = [];
    let places = 0;
    const ids = (claimed: Claimed<unknown>) => (claimed.row as { readonly id: string }).id;
    const worker: FirstWorker = {
      name: 'offers',
      max: 8,
      claim: async () => [],
      step: async () => {},
      leaseNew: async (tx, work, options) => {
        if (work.region === 'nowhere') throw new Error('lost the connection');
        const claimed = await store.newWork.leaseNewOffer(tx, work, options);
        if (claimed !== null) places += 1;
        return claimed;
      },
      free: () => {
        places -= 1;
      },
      giveBack: (claimed) =>
        store.newWork.giveBackNew(scene.database.kysely, 'offers', claimed as Claimed<{ id: string }>),
    };
    const loop = {
      nudge: () => {},
      leaseToken: () => (room ? randomUUID() : null),
      begin: (_: unknown, claimed: Claimed<unknown>) => {
        if (running) begun.push(ids(claimed));
        return running;
      },
    };
    let woken = 0;
    const firstSteps = createFirstSteps(
      [worker],
      () => loop,
      async () => {
        woken += 1;
      },
    );
    const clock = { ...scene.database.clock, now: () => scene.clock.time };
    const write = (act: (work: Work) => Promise<void>) => inTransaction({ store, clock, firstSteps }, act);
    return { write, begun, places: () => places, woken: () => woken };
  };
  const made = async ({ tx, due }: Work, row: ReturnType<typeof offer>) => {
    await offers.insertOffer(tx, row);
    due?.push({ table: 'offers', ...row, actor: row.accountId });
  };
  const claimable = async () =>
    (await offers.claimOffers(scene.database.kysely, scene.claim())).map(({ row }) => row.id);

  test('one that nothing stands before is begun, and nobody else gets it', async () => {
    const { write, begun } = setting();
    const row = offer({ dueAt: scene.clock.time });
    await write((work) => made(work, row));
    expect([begun, await claimable()]).toEqual([[row.id], []]);
  });

  test('one that stands behind others of its region that wait for a claim is left to the loop', async () => {
    const { write, begun } = setting();
    const [older, newer] = [offer({ dueAt: 1 }), offer({ dueAt: scene.clock.time })];
    await offers.insertOffer(scene.database.kysely, older);
    await write((work) => made(work, newer));
    expect([begun, await claimable()]).toEqual([[], [older.id, newer.id]]);
  });

  test('all of one transaction are begun, in their order, and nobody else is woken for them', async () => {
    const { write, begun, woken } = setting();
    const rows = Array.from({ length: 3 }, () => offer({ dueAt: scene.clock.time }));
    await write(async (work) => {
      for (const row of rows) await made(work, row);
    });
    expect([begun, await claimable(), woken()]).toEqual([rows.map(({ id }) => id), [], 0]);
  });

  test('one without room is left to the loop, and the other replicas are woken for it', async () => {
    const { write, begun, woken } = setting({ room: false });
    const row = offer({ dueAt: scene.clock.time });
    await write((work) => made(work, row));
    expect([begun, await claimable(), woken()]).toEqual([[], [row.id], 1]);
  });

  /** A transaction that fails as it is committed. */
  const failing: Transaction = (work) =>
    scene.database.transaction(async (tx) => {
      await work(tx);
      throw new Error('lost the connection');
    });

  test('one that is not committed is not begun, and its place is free again', async () => {
    const { write, begun, places } = setting({ transaction: failing });
    const row = offer({ dueAt: scene.clock.time });
    await expect(write((work) => made(work, row))).rejects.toThrow('lost the connection');
    expect([begun, places(), await claimable()]).toEqual([[], 0, []]);
  });

  test('where the second cannot be leased, the place of the first is free again', async () => {
    const { write, begun, places } = setting();
    const row = offer({ dueAt: scene.clock.time });
    const failing = write(async (work) => {
      await made(work, row);
      await made(work, offer({ dueAt: scene.clock.time, region: 'nowhere' }));
    });
    await expect(failing).rejects.toThrow();
    expect([begun, places()]).toEqual([[], 0]);
  });

  test('one whose transaction is repeated is begun once, and has one place', async () => {
    const { write, begun, places } = setting({
      transaction: (work) => failing(work).catch(() => scene.database.transaction(work)),
    });
    const row = offer({ dueAt: scene.clock.time });
    await write((work) => made(work, row));
    expect([begun, places(), await claimable()]).toEqual([[row.id], 1, []]);
  });

  test('one that the process may begin no more is given back', async () => {
    const { write, begun, places } = setting({ running: false });
    const row = offer({ dueAt: scene.clock.time });
    await write((work) => made(work, row));
    await expect.poll(claimable).toEqual([row.id]);
    expect([begun, places()]).toEqual([[], 0]);
  });

  test('a Share that is given back still says what a dead holder may have left', async () => {
    const { kysely } = scene.database;
    const member = { value: 'present' as const, by: alice, accountId: 'account', at: 1, revision: 1 };
    const row = await shares.ensureShare(kysely, share({ dueAt: 1_000, member }));
    await shares.claimShares(kysely, scene.claim());
    scene.clock.time += 200;
    const lease = () =>
      scene.database.transaction((tx) => {
        const place = { id: row.id, cloudId: row.cloudId, region: row.region, actor: 'account' };
        return newWork.leaseNewShare(tx, place, { now: scene.clock.time, leaseMs: 100, token: randomUUID() });
      });
    const taken = await lease();
    if (taken === null) throw new Error('nothing leased');
    expect(taken.row.left?.member).toEqual(member);
    await newWork.giveBackNew(kysely, 'shares', taken);
    expect((await lease())?.row.left?.member).toEqual(member);
  });
});
