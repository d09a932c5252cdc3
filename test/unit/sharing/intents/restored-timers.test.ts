/** After a restore, what fell due in the lost time starts over: nothing ends without a word, and no warning is lost. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayMs, hourMs } from '../../../../src/core/durations.ts';
import { createLog } from '../../../../src/core/log.ts';
import type { Share } from '../../../../src/model/share.ts';
import type { Timer } from '../../../../src/model/timer.ts';
import { setTimersAgain } from '../../../../src/sharing/intents/restored-timers.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { repositories } from '../../../../src/store/repositories/all.ts';
import { insertLab } from '../../../support/on-lab.ts';
import { account, share, teamId } from '../../../support/store-rows.ts';

const now = 100 * dayMs;
const asOf = now - 10 * dayMs;
const policy = {
  remindAfterMs: [],
  quietHours: null,
  syncInterval: { minMs: 1, maxMs: 1 },
  syncRequestsPerMinute: 30,
};

let database: Database;
beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
});
afterEach(() => database.close());

const due = (kind: Timer['kind'], subjectId: string, sequence = 0): Timer => ({
  ...{ id: `${kind}-${sequence}`, teamId, kind, subjectId, sequence },
  ...{ dueAt: now - dayMs, createdAt: 1 },
});
const again = async (...timers: Timer[]) => {
  const store = { database, ...repositories };
  await database.transaction((tx) => setTimersAgain({ store, tx, now, policy }, timers, asOf));
  return database.kysely
    .selectFrom('timers')
    .select(['kind', 'subjectId', 'sequence', 'dueAt'])
    .orderBy('dueAt')
    .execute();
};
const ended = async (more: Partial<Share>) => {
  const row = await repositories.shares.ensureShare(database.kysely, share({ endsAt: now - dayMs, ...more }));
  const timers = await again(due('end', row.id));
  return { timers, endsAt: (await repositories.shares.findShare(database.kysely, row.id))?.endsAt };
};

test('the latest warning of a credential’s end is due at once, once', async () => {
  const row = account({ expiresAt: now + hourMs });
  await database.transaction((tx) => repositories.accounts.insertAccount(tx, row));
  expect(await again(due('warn-expiry', row.id, 0), due('warn-expiry', row.id, 1))).toEqual([
    { kind: 'warn-expiry', subjectId: row.id, sequence: 1, dueAt: now },
  ]);
});

test('that somebody left is told, unless they come back within the hour', async () => {
  expect(await again(due('leaver', 'U1/lab/p'))).toEqual([
    { kind: 'leaver', subjectId: 'U1/lab/p', sequence: 0, dueAt: now + hourMs },
  ]);
});

test('an end waits a day', async () => {
  const { timers, endsAt } = await ended({ status: 'accepted' });
  expect(endsAt).toBe(now + dayMs);
  expect(timers.at(-1)).toMatchObject({ kind: 'end', dueAt: now + dayMs });
});

test('the end of what was gone before it is forgotten: if it is shared again, that share has no end', async () => {
  expect(await ended({ status: 'absent' })).toEqual({ timers: [], endsAt: null });
});
