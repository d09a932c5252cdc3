/** How PostgreSQL carries out what the loop and a person's page ask, on a hundred thousand shares that it has analysed, and as many others: along indexes. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cloudId,
  consumer,
  fillStore,
  imageIdOf,
  ownerProject,
  producer,
  projectsOf,
  region,
  shareId,
  teamId,
} from '../../bench/store-fill.ts';
import { dayMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import type { SlackMethod } from '../../src/model/card.ts';
import { homeModel } from '../../src/sharing/cards/home-card.ts';
import { claimCards } from '../../src/store/claims/card-claims.ts';
import { lookForGone } from '../../src/store/claims/gone-instances.ts';
import { endLeases, whatIsDue } from '../../src/store/claims/leases.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openAlone } from '../../src/store/open.ts';
import { appendAudit } from '../../src/store/repositories/audit-lines.ts';
import { deleteEnded, endedTables } from '../../src/store/retention/ended-rows.ts';
import { removeOldLines } from '../../src/store/retention/old-audit.ts';
import type { Tx } from '../../src/store/schema/tables.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { fillOtherWork, growing } from '../support/postgres-plans.ts';
import { storeOf } from '../support/repositories.ts';
import { postgresql } from '../support/services.ts';
import { auditLine } from '../support/store-rows.ts';

/** Shares; there are more than twice as many cards. */
const size = 100_000;
const log = createLog('silent');
const server = await postgresql('how it carries out what it is asked');

describe.each(server === null ? [] : [server])('on a real PostgreSQL', (server) => {
  let made: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let database: Database;
  let now: number;
  beforeAll(async () => {
    made = await createPostgresDatabase(server);
    // filling it takes longer than a bot's statements may
    database = await openAlone(made.url, { log, existing: false });
    await fillStore(database, size);
    await fillOtherWork(database.kysely, size);
    await sql`analyze`.execute(database.kysely);
    now = await database.now();
  });
  afterAll(async () => {
    await database.close();
    await made.drop();
  });

  const store = () => storeOf(database);
  const claim = () => ({ now, limit: 8, leaseMs: 30_000, token: '1:plans' });
  const full = [{ cloudId, region }];
  const busy = [{ cloudId, region, actor: 'account' }];
  const methods: readonly SlackMethod[] = ['users.info', 'chat.postMessage', 'chat.update'];
  const room = new Map(methods.map((method) => [method, 8]));
  const inVain = (work: (tx: Tx) => Promise<unknown>) =>
    database
      .transaction(async (tx) => {
        await work(tx);
        throw new Error('rolled back');
      })
      .catch(() => {});
  const place = { id: shareId(7), cloudId, region, actor: 'account' };

  const claims: Record<string, (db: Tx) => Promise<unknown>> = {
    'what is due': (db) => whatIsDue(db, now),
    offers: (db) => store().offers.claimOffers(db, { ...claim(), hold: [] }),
    'offers beside a busy account': (db) => store().offers.claimOffers(db, { ...claim(), hold: busy }),
    shares: (db) => store().shares.claimShares(db, claim()),
    'shares beside a busy account': (db) => store().shares.claimShares(db, { ...claim(), hold: busy }),
    'shares beside a full region': (db) => store().shares.claimShares(db, { ...claim(), hold: full }),
    withdrawals: (db) => store().withdrawals.claimWithdrawals(db, { ...claim(), hold: [] }),
    'project syncs': (db) => store().projectSyncs.claimProjectSyncs(db, { ...claim(), hold: [] }),
    'pending acts': (db) => store().pendingActs.claimPendingActs(db, { ...claim(), daily: false }),
    'daily proofs': (db) => store().pendingActs.claimPendingActs(db, { ...claim(), daily: true }),
    timers: (db) => store().timers.claimTimers(db, claim()),
    notifications: (db) => store().notifications.claimNotifications(db, claim()),
    'a new share': (db) => store().newWork.leaseNewShare(db, place, claim()),
    'what those left who are gone': (db) => endLeases(db, [1]),
    'what everybody left': (db) => endLeases(db),
  };

  test.each(Object.entries(claims))('a claim reads what it takes: %s', async (_, work) => {
    expect(await growing(made.url, () => inVain(work))).toEqual([]);
  });

  test('a claim reads what it takes: cards', async () => {
    const options = { ...claim(), room, hold: [], from: null, random: () => 0 };
    expect(await growing(made.url, () => claimCards(database.kysely, options))).toEqual([]);
  });

  test.each(endedTables)('what has ended is read along its index: %s', async (table) => {
    for (const after of [null, { since: now - 5, id: 'a' }])
      expect(await growing(made.url, () => inVain((tx) => deleteEnded(tx, table, now, after)))).toEqual([]);
  });

  test('old lines of the audit trail are read along theirs', async () => {
    await appendAudit(database.kysely, auditLine({ at: 1 }));
    const remove = () => removeOldLines({ database, append: appendAudit }, 200 * dayMs, 90 * dayMs);
    expect(await growing(made.url, remove)).toEqual([]);
  });

  test('who is gone is read of the leased rows', async () => {
    expect(await growing(made.url, () => sql.raw(lookForGone).execute(database.kysely))).toEqual([]);
  });

  const [seller, buyer] = [producer(3), consumer(6)];
  const project = () => ownerProject(3 % projectsOf(size));
  const reads: Record<string, () => Promise<unknown>> = {
    'the Home of a consumer': () =>
      homeModel(store(), database.kysely, { teamId, userId: buyer }, async () => null, now),
    'the Home of a producer': () =>
      homeModel(store(), database.kysely, { teamId, userId: seller }, async () => null, now),
    'the shares of an image': () => store().shares.sharesOfImage(database.kysely, teamId, imageIdOf(3)),
    'the shares of a project': () =>
      store().shares.sharesOwnedBy(database.kysely, teamId, cloudId, project()),
    'the cards of a person': () => store().cards.cardsOfPerson(database.kysely, teamId, buyer),
    'the cards of a share': () => store().cards.cardsOf(database.kysely, 'share', shareId(3)),
    'the names of people': () => store().cards.namesOf(database.kysely, teamId, [seller, buyer]),
    'the accounts of a project': () =>
      store().accounts.accountsOfProject(database.kysely, teamId, cloudId, project()),
  };

  test.each(Object.entries(reads))('a page reads what it shows: %s', async (_, work) => {
    expect(await growing(made.url, work)).toEqual([]);
  });
});
