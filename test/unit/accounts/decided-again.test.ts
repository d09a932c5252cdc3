/** What two notice at once about an account is decided in the transaction, again: it is recorded and told once. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { markLost, markRefused, markSpeech } from '../../../src/accounts/account-health.ts';
import { setDeactivated } from '../../../src/accounts/suspension.ts';
import { createLog } from '../../../src/core/log.ts';
import type { Database } from '../../../src/store/engine/database.ts';
import { openDatabase } from '../../../src/store/open.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { insertLab } from '../../support/on-lab.ts';
import { storeOf } from '../../support/repositories.ts';
import { account, alice, card, project, share } from '../../support/store-rows.ts';

const own = account({ id: 'a', projectId: project('p'), health: 'good', speaks: true });

let database: Database;
let deps: Parameters<typeof setDeactivated>[0];
beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  const store = storeOf(database);
  deps = {
    ...{ store, clock: createDrivenClock(1_000), log: createLog('silent') },
    ...{ forgetSession: () => {}, noteForgotten: async () => {}, scrub: () => {}, nudge: () => {} },
    credentials: {} as Parameters<typeof setDeactivated>[0]['credentials'],
  };
  await database.transaction(async (tx) => {
    await store.accounts.insertAccount(tx, own);
    await store.shares.ensureShare(tx, share({ id: 'owned', projectId: own.projectId, status: 'pending' }));
    const home = { kind: 'home', subjectId: alice, recipientId: alice } as const;
    await store.cards.ensureCard(tx, card({ id: 'home', ...home, dirty: 0 }));
  });
});
afterEach(() => database.close());

/** How often each card was to be shown. */
const shown = async () => {
  const cards = await database.kysely.selectFrom('cards').select(['kind', 'dirty']).execute();
  return cards.map(({ kind, dirty }) => `${kind} ${dirty}`).toSorted();
};
const audited = async () =>
  (await database.kysely.selectFrom('audit').select('act').execute()).map(({ act }) => act);

/** What it leaves behind once, and what it leaves behind if two begin before either has written. */
const onceAndTwice = async (act: () => Promise<unknown>) => {
  await Promise.all([act(), act()]);
  const twice = [await shown(), await audited()];
  await act();
  expect([await shown(), await audited()]).toEqual(twice);
  return twice;
};

test.each<[string, () => Promise<unknown>, readonly string[], readonly string[]]>([
  ['refused', () => markRefused(deps, own), ['account 0', 'home 1'], []],
  ['lost', () => markLost(deps, own.id), ['account 0', 'home 1'], []],
  ['deactivated', () => setDeactivated(deps, alice, true), ['home 1'], ['suspend-account']],
  ['no speaker any more', () => markSpeech(deps, own, false), ['home 1'], []],
])('%s', async (_, act, cards, acts) => {
  expect(await onceAndTwice(act)).toEqual([cards, acts]);
});

test('one found refused is not told so after it was found lost, nor the other way round', async () => {
  await markLost(deps, own.id);
  await markRefused(deps, own);
  expect(await deps.store.accounts.findAccount(database.kysely, own.id)).toMatchObject({ health: 'lost' });
  expect(await shown()).toContain('account 0');
});
