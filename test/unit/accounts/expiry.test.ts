/** When an application credential expires, as its cloud tells it once a week, or does not. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { learnExpiry } from '../../../src/accounts/expiry.ts';
import { dayMs } from '../../../src/core/durations.ts';
import { createLog } from '../../../src/core/log.ts';
import type { Account } from '../../../src/model/account.ts';
import type { Database } from '../../../src/store/engine/database.ts';
import { openDatabase } from '../../../src/store/open.ts';
import { answered } from '../../support/cloud-answers.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { insertLab } from '../../support/on-lab.ts';
import { storeOf } from '../../support/repositories.ts';
import { account } from '../../support/store-rows.ts';

const now = 100 * dayMs;
const [known, told] = [now + 30 * dayMs, now + 90 * dayMs];
const clock = createDrivenClock(now);

let database: Database;
beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent'), clock });
  await insertLab(database.kysely);
});
afterEach(() => database.close());

/** Asks about an account whose cloud says that; what is on record then, how often it was asked, and when its owner is warned. */
const learnt = async (row: Partial<Account>, says: () => Promise<number | null>) => {
  const store = storeOf(database);
  await database.transaction((tx) =>
    store.accounts.insertAccount(tx, account({ id: 'account', expiresAt: known, ...row })),
  );
  let asked = 0;
  const expiryOf = () => {
    asked += 1;
    return says();
  };
  await learnExpiry({ store, clock, expiryOf }, 'account');
  const found = await store.accounts.findAccount(database.kysely, 'account');
  const warnings = await database.kysely.selectFrom('timers').select('dueAt').orderBy('dueAt').execute();
  return {
    asked,
    expiresAt: found?.expiresAt,
    readAt: found?.expiryReadAt,
    warned: warnings.map(({ dueAt }) => dueAt),
  };
};
const weekAgo = now - 7 * dayMs;
const tells = async () => told;

test.each<[string, Partial<Account>, () => Promise<number | null>, object]>([
  [
    'is told',
    { expiryReadAt: null },
    tells,
    { expiresAt: told, readAt: now, warned: [told - 7 * dayMs, told - dayMs] },
  ],
  ['is as it was', { expiryReadAt: null }, async () => known, { expiresAt: known, readAt: now, warned: [] }],
  [
    'is not told any more: it is as it was',
    { expiryReadAt: null },
    async () => null,
    { expiresAt: known, readAt: now, warned: [] },
  ],
  ['is asked again after a week', { expiryReadAt: weekAgo }, tells, { asked: 1, expiresAt: told }],
  [
    'is not asked before',
    { expiryReadAt: weekAgo + 1 },
    tells,
    { asked: 0, expiresAt: known, readAt: weekAgo + 1 },
  ],
  [
    'of a password it is not asked',
    { expiryReadAt: null, method: 'password' },
    tells,
    { asked: 0, readAt: null },
  ],
  [
    'is asked again at once, if there is no answer',
    { expiryReadAt: weekAgo },
    () => Promise.reject(answered(503)),
    { asked: 1, expiresAt: known, readAt: weekAgo },
  ],
])('the expiry %s', async (_, row, says, is) => {
  expect(await learnt(row, says)).toMatchObject(is);
});

test('what is no cloud’s fault is not hidden', async () => {
  await expect(learnt({}, () => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
});

test('an account that is gone meanwhile is none', async () => {
  const store = storeOf(database);
  const expiryOf = async () => told;
  expect(await learnExpiry({ store, clock, expiryOf }, 'gone')).toBeNull();
});
