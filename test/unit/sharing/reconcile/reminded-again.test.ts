/** A reminder is told once; the same one of an offer that is made again, again. */
import { expect, test } from 'vitest';
import { createLog } from '../../../../src/core/log.ts';
import type { Timer } from '../../../../src/model/timer.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { fireShareTimer } from '../../../../src/sharing/reconcile/fire-timer.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { insertLab } from '../../../support/on-lab.ts';
import { storeOf } from '../../../support/repositories.ts';
import { account, bob, share, teamId } from '../../../support/store-rows.ts';

const now = 10_000;
const policy = {
  remindAfterMs: [],
  quietHours: null,
  syncInterval: { minMs: 1, maxMs: 1 },
  syncRequestsPerMinute: 1,
};

test.each<[string, Partial<Timer>, number]>([
  ['the same timer', { createdAt: 1 }, 1],
  ['the next of the same offer', { createdAt: 1, sequence: 1 }, 2],
  ['the first of an offer that was made again', { createdAt: 2 }, 2],
])('after a reminder, %s', async (_, then, count) => {
  const database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  const store = storeOf(database);
  const it = share({ status: 'pending' });
  const timer = { teamId, kind: 'remind', subjectId: it.id, sequence: 0, dueAt: now, createdAt: 1 } as const;
  await database.transaction(async (tx) => {
    await store.shares.ensureShare(tx, it);
    await store.accounts.insertAccount(tx, account({ userId: bob, projectId: it.projectId }));
    await store.cards.ensureCard(
      tx,
      newCard('share', it.id, { teamId, enterpriseId: null, userId: bob }, now),
    );
    const work = { store, policy, tx, now };
    await fireShareTimer(work, { id: 'one', ...timer });
    await fireShareTimer(work, { id: 'two', ...timer, ...then });
  });
  const told = await store.notifications.notificationsOf(database.kysely, it.id, 'remind-');
  expect(told.map(({ recipientId }) => recipientId)).toEqual(Array(count).fill(bob));
  await database.close();
});
