/** A release that can be started again after a newer one: rows with a value that it does not know wait for the newer one, as they are. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { wordProblem } from '../../src/core/problems/problem.ts';
import * as cards from '../../src/store/repositories/cards.ts';
import * as notifications from '../../src/store/repositories/notifications.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import * as acts from '../../src/store/repositories/pending-acts.ts';
import * as shares from '../../src/store/repositories/shares.ts';
import * as timers from '../../src/store/repositories/timers.ts';
import * as withdrawals from '../../src/store/repositories/withdrawals.ts';
import type { Db, leasedTables, Tx } from '../../src/store/schema/tables.ts';
import { contentOf } from '../support/every-row.ts';
import { type EmptyStore, onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { intentOf } from '../support/share-row.ts';
import { alice, bob, card, offer, project, share, teamId } from '../support/store-rows.ts';
import { withdrawalRow } from '../support/withdrawal-row.ts';

interface Table {
  insert(db: Db): Promise<unknown>;
  claim(store: EmptyStore): Promise<readonly unknown[]>;
  /** What people do begins with it. */
  read?(db: Db): Promise<unknown>;
  /** Columns, each with a value of a newer release. */
  readonly newer: Readonly<Record<string, string>>;
}

const member = intentOf<'present' | 'absent'>('present', 1);
const dueAt = 1_000;
const owner = { teamId, enterpriseId: null };
const times = { dueAt, createdAt: dueAt };

/** All whose rows are claimed, but for the polls of projects, which have no such values. */
const tables: Readonly<Record<Exclude<(typeof leasedTables)[number], 'projectSyncs'>, Table>> = {
  offers: {
    insert: (db) => offers.insertOffer(db, offer({ id: 'o1' })),
    claim: ({ database, claim }) => offers.claimOffers(database.kysely, claim()),
    read: (db) => offers.findOffer(db, 'o1'),
    newer: { phase: 'converting' },
  },
  shares: {
    insert: (db) => shares.ensureShare(db, share({ id: 's1', member })),
    claim: ({ database, claim }) => shares.claimShares(database.kysely, claim()),
    read: (db) => shares.findShare(db, 's1'),
    newer: {
      member: JSON.stringify({ ...member, value: 'suspended' }),
      answer: JSON.stringify({ ...member, value: 'postponed' }),
      status: 'suspended',
    },
  },
  withdrawals: {
    insert: (db) => withdrawals.insertWithdrawal(db as Tx, withdrawalRow({ id: 'w1', dueAt })),
    claim: ({ database, claim }) => withdrawals.claimWithdrawals(database.kysely, claim()),
    read: (db) => withdrawals.findWithdrawal(db, 'w1'),
    newer: { phase: 'waiting', scope: 'these-and-those' },
  },
  pendingActs: {
    insert: (db) =>
      acts.putPendingAct(db, {
        ...owner,
        ...times,
        id: 'p1',
        userId: bob,
        origin: null,
        accountId: 'a1',
        cloudId: onLab.cloudId,
        projectId: project('c1'),
        projectName: 'Consumer',
        kind: 'remind',
        subjectId: 's1',
        terms: { kind: 'remind' },
        phase: 'proving',
        problem: null,
        attempts: 0,
        lastError: null,
      }),
    claim: ({ database, claim }) => acts.claimPendingActs(database.kysely, { ...claim(), daily: false }),
    read: (db) => acts.findPendingAct(db, 'p1'),
    newer: { kind: 'transfer', phase: 'voting' },
  },
  timers: {
    insert: (db) =>
      timers.setTimer(db, { ...times, teamId, id: 't1', kind: 'wake', subjectId: 's1', sequence: 0 }),
    claim: ({ database, claim }) => timers.claimTimers(database.kysely, claim()),
    newer: { kind: 'renew' },
  },
  notifications: {
    insert: (db) =>
      notifications.addNotification(db, {
        ...owner,
        ...times,
        id: 'n1',
        recipientId: alice,
        subjectId: 's1',
        event: { kind: 'remind' },
        dedupeKey: 'remind',
        digestId: 'd1',
      }),
    claim: ({ database, claim }) => notifications.claimNotifications(database.kysely, claim()),
    read: (db) => notifications.notificationsOfDigest(db, 'd1'),
    newer: { event: '{"kind":"renewed"}' },
  },
  cards: {
    insert: (db) => cards.ensureCard(db, card({ id: 'k1', dueAt })),
    claim: ({ claimCard }) => claimCard(),
    read: (db) => cards.findCard(db, 'k1'),
    newer: { kind: 'survey' },
  },
};

const each = Object.entries(tables).flatMap(([table, { newer, ...rest }]) =>
  Object.entries(newer).map(([column, value]) => ({ ...rest, table, column, value })),
);

await onEveryStore('a row of a newer release', (store) => {
  test.each(each)('with another $column in $table', async ({ insert, claim, read, table, column, value }) => {
    const db = store.database.kysely;
    await insert(db);
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value}`.execute(db);
    const before = await contentOf(db);
    expect(await claim(store)).toEqual([]);
    expect(await contentOf(db)).toEqual(before);
    if (read)
      await expect(read(db)).rejects.toMatchObject({
        problem: { kind: 'newer-version' },
        message: wordProblem({ kind: 'newer-version' }),
      });
  });

  test.each(Object.entries(tables))(
    'of %s: what it knows is claimed as before',
    async (_, { insert, claim }) => {
      await insert(store.database.kysely);
      expect(await claim(store)).toHaveLength(1);
    },
  );
});
