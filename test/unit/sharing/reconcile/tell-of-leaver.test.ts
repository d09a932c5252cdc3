/** What the colleagues of somebody who left are told, once: of what they share and of removals that wait, or of nothing. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImageId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import { createDigest } from '../../../../src/sharing/notifications/digest.ts';
import { tellOfLeaver } from '../../../../src/sharing/reconcile/tell-of-leaver.ts';
import { leaverSubject } from '../../../../src/sharing/rules/plan-timers.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { insertLab, onLab } from '../../../support/on-lab.ts';
import { storeOf } from '../../../support/repositories.ts';
import { account, alice, bob, offer, project, share, teamId } from '../../../support/store-rows.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

let database: Database;
beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
});
afterEach(() => database.close());

const here = { teamId, cloudId: onLab.cloudId, projectId: project('p') };
const policy = {
  remindAfterMs: [],
  quietHours: null,
  syncInterval: { minMs: 1, maxMs: 1 },
  syncRequestsPerMinute: 30,
};

interface Left {
  readonly offers?: readonly string[];
  readonly removals?: readonly string[];
}

/** What bob is told once alice has left, and how many messages that makes. */
const told = async ({ offers = [], removals = [] }: Left) => {
  const store = storeOf(database);
  await database.transaction(async (tx) => {
    await store.accounts.insertAccount(tx, account({ ...here, userId: bob }));
    for (const id of offers) {
      const on = { ...onLab, region: 'IAD', imageId: id as ImageId } as const;
      await store.offers.insertOffer(tx, offer({ ...here, ...on, id, phase: 'placed', dueAt: null }));
      await store.shares.ensureShare(
        tx,
        share({ ...on, id, ownerProjectId: here.projectId, status: 'accepted', dueAt: null }),
      );
      await store.shares.linkOfferShare(tx, { offerId: id, shareId: id, role: 'asked', revision: 1 });
    }
    for (const id of removals) {
      const on = { ...here, region: 'IAD', imageId: id as ImageId, phase: 'removing' } as const;
      await store.withdrawals.insertWithdrawal(tx, withdrawalRow({ ...on, id, producer: alice }));
      await store.shares.ensureShare(
        tx,
        share({
          ...{ ...onLab, region: 'IAD', imageId: id as ImageId, id: `removed-${id}` },
          ...{ ownerProjectId: here.projectId, dueAt: null },
        }),
      );
    }
    const subjectId = leaverSubject({ userId: alice, ...here });
    const timer = {
      id: 't',
      teamId,
      kind: 'leaver',
      subjectId,
      sequence: 0,
      dueAt: 9,
      createdAt: 1,
    } as const;
    for (let time = 0; time < 2; time += 1) await tellOfLeaver({ store, tx, now: 10, policy }, timer);
  });
  const ids = await database.kysely.selectFrom('notifications').select(['id', 'event']).execute();
  return ids.map(({ event }) => JSON.parse(event));
};

test.each<[string, Left, object[]]>([
  ['nothing of theirs is left', {}, []],
  ['what they share', { offers: ['i1', 'i2'] }, [{ images: 2, removals: 0 }]],
  ['a removal alone, of what somebody else shares', { removals: ['i1'] }, [{ images: 0, removals: 1 }]],
  ['both', { offers: ['i1'], removals: ['i1', 'i2'] }, [{ images: 1, removals: 2 }]],
])('%s', async (_, left, expected) => {
  expect(await told(left)).toEqual(expected.map((counts) => ({ kind: 'no-producer', by: alice, ...counts })));
});

test('a message about removals alone is made, as long as one of them waits', async () => {
  await told({ removals: ['i1'] });
  const store = storeOf(database);
  const work = { store, now: 20 };
  await database.transaction(async (tx) => {
    const [notification] = await store.notifications.claimNotifications(tx, {
      ...{ now: 20_000, limit: 1, leaseMs: 1_000, token: 'token' },
    });
    if (!notification) throw new Error('nobody is told');
    await createDigest({ ...work, tx }, notification.row);
  });
  expect(await database.kysely.selectFrom('cards').select('kind').execute()).toEqual([{ kind: 'digest' }]);
});
