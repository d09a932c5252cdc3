/** The time at which a Share was to end has come, and it has ended before: nothing of the agreement is left. */
import { expect, test } from 'vitest';
import { createLog } from '../../../../src/core/log.ts';
import { fireShareTimer } from '../../../../src/sharing/reconcile/fire-timer.ts';
import type { Store } from '../../../../src/sharing/repositories.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import * as notifications from '../../../../src/store/repositories/notifications.ts';
import * as shares from '../../../../src/store/repositories/shares.ts';
import { shareRow } from '../../../support/share-row.ts';

const policy = {
  remindAfterMs: [],
  quietHours: null,
  syncInterval: { minMs: 1, maxMs: 1 },
  syncRequestsPerMinute: 30,
};

test.each([
  ['its end has come', 1_000, null],
  ['it was extended meanwhile', 2_000, 2_000],
])('%s', async (_, endsAt, left) => {
  const database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  const share = shareRow({ status: 'absent', endsAt });
  const { id, teamId } = share;
  const timer = {
    id: 'a',
    teamId,
    kind: 'end',
    subjectId: id,
    sequence: 0,
    dueAt: 1_000,
    createdAt: 0,
  } as const;
  // as much of it as an end needs that has nothing to do
  const store = { database, shares, notifications } as unknown as Store;
  await database.transaction(async (tx) => {
    await shares.ensureShare(tx, share);
    await fireShareTimer({ store, policy, tx, now: 1_000 }, timer);
  });
  expect((await shares.findShare(database.kysely, id))?.endsAt).toBe(left);
  await database.close();
});
