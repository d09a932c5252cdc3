/** Who reads what happened to a Share, by what they may do when it is told. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { Notification, NotificationEvent } from '../../../../src/model/notification.ts';
import { createDigest } from '../../../../src/sharing/notifications/digest.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { openDesk } from '../../../support/card-desk.ts';
import { insertLab } from '../../../support/on-lab.ts';
import { storeOf } from '../../../support/repositories.ts';
import { account, alice, bob, project, share, teamId } from '../../../support/store-rows.ts';

const now = 10_000;
const it = share({ status: 'pending', ownerProjectId: project('p') });
const [ofOwner, ofMember] = [{ projectId: project('p') }, { projectId: it.projectId }];
const onlyReads = { speaks: false };
const [remind, endWaits] = [{ kind: 'remind' }, { kind: 'end-waits' }] as const;
const channelLost = {
  kind: 'channel-lost',
  channel: 'C1' as SlackUserId,
  project: 'p',
  why: 'archived',
} as const;

test.each<[string, NotificationEvent, Partial<Account> | null, boolean]>([
  ['who speaks for the member', remind, ofMember, true],
  ['who speaks for the owner', remind, ofOwner, true],
  ['who only reads for the member', remind, { ...ofMember, ...onlyReads }, false],
  ['who only reads for the owner', remind, { ...ofOwner, ...onlyReads }, false],
  ['who speaks for another project', remind, { projectId: project('q') }, false],
  ['who only reads: that an end waits for somebody who speaks', endWaits, { ...ofOwner, ...onlyReads }, true],
  ['who has no account any more: that their channel is lost', channelLost, null, true],
])('%s', async (_, event, linked, isTold) => {
  const database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  const store = storeOf(database);
  const notification: Notification = {
    ...{ id: 'one', teamId, enterpriseId: null, recipientId: bob, subjectId: it.id, event, dedupeKey: 'one' },
    ...{ digestId: null, dueAt: now, createdAt: now },
  };
  await database.transaction(async (tx) => {
    await store.shares.ensureShare(tx, it);
    if (linked) await store.accounts.insertAccount(tx, account({ userId: bob, ...linked }));
    await store.notifications.addNotification(tx, notification);
    await createDigest({ store, tx, now }, notification);
  });
  const digests = await store.cards.cardsOfPerson(database.kysely, teamId, bob);
  expect(digests.map(({ kind }) => kind)).toEqual(isTold ? ['digest'] : []);
  await database.close();
});

/** A message to bob of these notifications, with what is left to tell. */
const digested = async (rows: readonly Partial<Notification>[], linked: Partial<Account> = {}) => {
  const desk = await openDesk();
  const own = await desk.share({ status: 'pending', ownerProjectId: project('p') });
  const answered = await desk.share({ status: 'accepted', projectId: project('c2') });
  for (const id of ['c1', 'c2'])
    await desk.link({ userId: bob, name: id, projectId: project(id), ...linked });
  const notifications = rows.map(
    (more, n): Notification => ({
      ...{
        id: `n${n}`,
        teamId,
        enterpriseId: null,
        recipientId: bob,
        event: remind,
        dedupeKey: `${n}`,
        digestId: null,
      },
      ...{ dueAt: desk.hands.time, createdAt: n, ...more },
      subjectId: more.subjectId === 'answered' ? answered.id : (more.subjectId ?? own.id),
    }),
  );
  for (const one of notifications) await desk.store.notifications.addNotification(desk.db, one);
  const [first] = notifications;
  if (first) await desk.run((work) => createDigest(work, first));
  const cards = await desk.store.cards.cardsOfPerson(desk.db, teamId, bob);
  const found = await desk.db
    .selectFrom('notifications')
    .select(['id', 'digestId', 'dueAt'])
    .orderBy('id')
    .execute();
  await desk.close();
  return { cards: cards.map(({ subjectId }) => subjectId), found, at: desk.hands.time };
};

test('what is due to one person within two seconds is one message, and what is due later another', async () => {
  const soon = 1_000_000 + 2_000;
  const { cards, found } = await digested([{}, { dueAt: soon }, { dueAt: soon + 1 }, { recipientId: alice }]);
  expect(cards).toHaveLength(1);
  expect(found.map(({ digestId, dueAt }) => [digestId, dueAt])).toEqual([
    [cards[0], null],
    [cards[0], null],
    [null, soon + 1],
    [null, 1_000_000],
  ]);
});

test('what no longer matters is left out, and of nothing else no message is made', async () => {
  const { cards, found } = await digested([{ subjectId: 'answered' }, {}, { subjectId: 'gone' }]);
  expect(found.map(({ digestId }) => digestId)).toEqual([null, cards[0], null]);
  expect((await digested([{ subjectId: 'answered' }])).cards).toEqual([]);
});

test('whose account came back with a backup is told later', async () => {
  const { cards, found, at } = await digested([{}], { asOf: 5 });
  expect(cards).toEqual([]);
  expect(found).toEqual([{ id: 'n0', digestId: null, dueAt: at + 3_600_000 }]);
});
