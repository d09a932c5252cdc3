/** An end is moved once it is proven that somebody may: by then another may have moved it, or it may be over. */
import { expect, test } from 'vitest';
import { createLog } from '../../../../src/core/log.ts';
import type { Share } from '../../../../src/model/share.ts';
import { carryOutExtend } from '../../../../src/sharing/intents/extend.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { insertLab } from '../../../support/on-lab.ts';
import { storeOf } from '../../../support/repositories.ts';
import { alice, share, teamId } from '../../../support/store-rows.ts';

const now = 10_000;
const [was, at] = [20_000, 90_000];
const policy = {
  remindAfterMs: [],
  quietHours: null,
  syncInterval: { minMs: 1, maxMs: 1 },
  syncRequestsPerMinute: 1,
};

test.each<[string, Partial<Share>, number, string | null, number | null]>([
  ['as it was when it was asked for: it is moved', { endsAt: was }, at, null, at],
  ['the same already', { endsAt: at }, at, null, at],
  ['moved by somebody else meanwhile: theirs counts', { endsAt: 50_000 }, at, 'stale-card', 50_000],
  ['taken away meanwhile', { endsAt: null }, at, 'term-over', null],
  ['over, as the share is', { endsAt: was, status: 'absent' }, at, 'term-over', was],
  ['to come, but the day that was asked for is over', { endsAt: was }, now, 'term-over', was],
])('the end is %s', async (_, row, until, problem, left) => {
  const database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  const store = storeOf(database);
  const it = share({ status: 'accepted', ...row });
  const terms = { kind: 'extend', term: 'endsAt', was, at: until } as const;
  const kept = await database.transaction(async (tx) => {
    await store.shares.ensureShare(tx, it);
    const by = { teamId, enterpriseId: null, userId: alice };
    return carryOutExtend({ store, tx, now, policy }, by, it, terms);
  });
  expect(kept?.kind ?? null).toBe(problem);
  expect((await store.shares.findShare(database.kysely, it.id))?.endsAt).toBe(left);
  await database.close();
});
