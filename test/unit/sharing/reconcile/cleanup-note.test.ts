/** What the monthly note counts, who gets one, and that the next one is set. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayMs } from '../../../../src/core/durations.ts';
import type { ImageId, ProjectId, TeamId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { Notification } from '../../../../src/model/notification.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import type { Share } from '../../../../src/model/share.ts';
import type { Timer } from '../../../../src/model/timer.ts';
import { setCleanupNote } from '../../../../src/sharing/intents/set-timers.ts';
import { fireCleanupNote } from '../../../../src/sharing/reconcile/cleanup-note.ts';
import type { Store } from '../../../../src/sharing/repositories.ts';
import { forgottenMs } from '../../../../src/sharing/rules/plan-timers.ts';
import { newShare } from '../../../../src/sharing/rules/share-state.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import * as accounts from '../../../../src/store/repositories/accounts.ts';
import * as notifications from '../../../../src/store/repositories/notifications.ts';
import * as offers from '../../../../src/store/repositories/offers.ts';
import * as preferences from '../../../../src/store/repositories/preferences.ts';
import * as shares from '../../../../src/store/repositories/shares.ts';
import * as timers from '../../../../src/store/repositories/timers.ts';
import { onLab } from '../../../support/on-lab.ts';
import { alice, bob, imageFacts, shareRow } from '../../../support/share-row.ts';

const now = 100 * dayMs;
const { teamId, imageId, cloudId, region } = shareRow();
const other = 'ffffffff-0000-4000-8000-000000000000' as ImageId;
const policy = {
  remindAfterMs: [],
  quietHours: null,
  syncInterval: { minMs: 1, maxMs: 1 },
  syncRequestsPerMinute: 30,
};
const timer: Timer = {
  id: 'a',
  teamId,
  kind: 'cleanup',
  subjectId: alice,
  sequence: 0,
  dueAt: now,
  createdAt: 1,
};

let database: Database;
let store: Store;
let made: number;

const offerOf = (of: Partial<Offer>) =>
  ({
    id: `offer-${made}`,
    teamId,
    enterpriseId: null,
    producer: alice,
    accountId: 'account',
    accountName: 'a',
    ...onLab,
    region,
    homeRegion: null,
    imageId,
    projectId: 'producer-id' as ProjectId,
    projectName: 'producer',
    tenants: [],
    people: [],
    note: null,
    accept: false,
    answerBy: null,
    endsAt: null,
    phase: 'placed',
    opened: false,
    stopped: [],
    image: imageFacts,
    problem: null,
    attempts: 0,
    lastError: null,
    dueAt: null,
    createdAt: 0,
    ...of,
  }) satisfies Offer;

/** A Share of an offer of its own. */
const shared = async (of: Partial<Share>, offered: Partial<Offer> = {}) => {
  made += 1;
  const projectId = `project-${made}` as ProjectId;
  const key = { teamId, enterpriseId: null, cloudId, region, imageId, projectId };
  const share = {
    ...newShare(`share-${made}`, key, { image: imageFacts, status: 'pending', statusAt: 0 }, 0),
    dueAt: null,
    ...of,
  };
  await database.transaction(async (tx) => {
    await offers.insertOffer(tx, offerOf({ imageId: share.imageId, ...offered }));
    await shares.ensureShare(tx, share);
    await shares.linkOfferShare(tx, {
      offerId: `offer-${made}`,
      shareId: share.id,
      role: 'asked',
      revision: 0,
    });
  });
  return share;
};

const keep = () => database.transaction((tx) => fireCleanupNote({ store, policy, tx, now }, timer));
const event = async () => {
  const rows = await database.kysely.selectFrom('notifications').selectAll().orderBy('subjectId').execute();
  return rows.map(
    (row) => [row.recipientId, JSON.parse(row.event)] as [Notification['recipientId'], Notification['event']],
  );
};
const next = () => database.kysely.selectFrom('timers').select(['kind', 'subjectId', 'dueAt']).execute();

beforeEach(async () => {
  made = 0;
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  // as much of it as a note needs
  store = { database, accounts, timers, notifications, offers, preferences, shares } as unknown as Store;
});
afterEach(() => database.close());

test('counts by image: the rejected, and those that never answered and have nobody here', async () => {
  await shared({ status: 'rejected' });
  await shared({ status: 'rejected' });
  await shared({ createdAt: now - forgottenMs });
  await shared({ imageId: other, status: 'rejected' });
  await shared({ createdAt: now - forgottenMs + 1 });
  await shared({ status: 'accepted' });
  await shared({ decided: { by: bob, status: 'pending', at: 1 } });
  await shared({ status: 'rejected' }, { producer: bob });
  const { projectId } = await shared({});
  const account: Account = {
    id: 'b',
    teamId,
    enterpriseId: null,
    userId: bob,
    name: 'b',
    ...onLab,
    projectId,
    projectName: 'b',
    method: 'password',
    region: null,
    entry: null,
    health: 'good',
    speaks: true,
    suspendedAt: null,
    expiresAt: null,
    expiryReadAt: null,
    refusedActs: [],
    isDefault: true,
    createdAt: 0,
  };
  await database.transaction((tx) => accounts.insertAccount(tx, account));
  await keep();
  expect(await event()).toEqual([
    [alice, { kind: 'cleanup', rejected: 2, forgotten: 1 }],
    [alice, { kind: 'cleanup', rejected: 1, forgotten: 0 }],
  ]);
});

test('with nothing to remove there is no note, and the next is set', async () => {
  await shared({ status: 'accepted' });
  await keep();
  expect(await event()).toEqual([]);
  expect(await next()).toEqual([{ kind: 'cleanup', subjectId: alice, dueAt: now + forgottenMs }]);
});

test('who wants none gets none, and may want one next time', async () => {
  await shared({ status: 'rejected' });
  await preferences.setPreferences(database.kysely, { teamId, userId: alice }, { cleanupNotes: false });
  await keep();
  expect(await event()).toEqual([]);
  expect(await next()).toHaveLength(1);
});

test('who shares nothing any more has no next one; an offer sets it, once', async () => {
  await shared({ status: 'absent' });
  await keep();
  expect(await next()).toEqual([]);
  for (const at of [now, now + dayMs])
    await database.transaction((tx) => setCleanupNote({ store, tx, now: at }, { teamId, userId: alice }));
  expect(await next()).toEqual([{ kind: 'cleanup', subjectId: alice, dueAt: now + forgottenMs }]);
});

test('who is of two teams of an enterprise has a note coming in each', async () => {
  await database.transaction(async (tx) => {
    for (const team of [teamId, 'T2' as TeamId])
      await setCleanupNote({ store, tx, now }, { teamId: team, userId: alice });
  });
  expect(await next()).toHaveLength(2);
});
