/** Who reads what happened to a Share, by what they may do when it is told. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { Notification, NotificationEvent } from '../../../../src/model/notification.ts';
import { createDigest } from '../../../../src/sharing/notifications/digest.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { insertLab } from '../../../support/on-lab.ts';
import { storeOf } from '../../../support/repositories.ts';
import { account, bob, project, share, teamId } from '../../../support/store-rows.ts';

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
