/** Refused sign-ins are counted in rows: for as long as they count, by every replica, under a hash. */
import { expect, test } from 'vitest';
import { dayMs } from '../../src/core/durations.ts';
import type { SignInRefusals } from '../../src/model/sign-in-refusals.ts';
import { insertAccount } from '../../src/store/repositories/accounts.ts';
import {
  findRefusals,
  forgetOwners,
  forgetRefusals,
  isOwner,
  keepOwner,
  keepRefusals,
} from '../../src/store/repositories/sign-ins.ts';
import { onEveryStore } from '../support/every-store.ts';
import { account } from '../support/store-rows.ts';

const owner = (id: string, accountId = 'gone', linkedAt = 0) => ({ id, accountId, linkedAt });
const row = (more: Partial<SignInRefusals> = {}): SignInRefusals => ({
  id: 'hash',
  count: 5,
  heldUntil: 2e12,
  forgetAt: 3e12,
  ...more,
});

await onEveryStore('refused sign-ins', (store) => {
  const found = (id: string, now: number) => store.database.transaction((tx) => findRefusals(tx, id, now));
  const keep = (kept: SignInRefusals) => store.database.transaction((tx) => keepRefusals(tx, kept));

  test('are kept, replaced, and no longer found once they count no more', async () => {
    expect(await found('hash', 0)).toBeNull();
    await keep(row());
    await keep(row({ id: 'other', heldUntil: null, forgetAt: 4e12 }));
    expect(await found('hash', 3e12 - 1)).toEqual(row());
    expect(await found('hash', 3e12)).toBeNull();
    await keep(row({ count: 4, heldUntil: null }));
    expect(await found('hash', 0)).toEqual(row({ count: 4, heldUntil: null }));
    await forgetRefusals(store.database.kysely, 3e12);
    expect(await found('hash', 0)).toBeNull();
    expect(await found('other', 0)).not.toBeNull();
  });

  test('none of those counted at once is lost', async () => {
    const count = () =>
      store.database.transaction(async (tx) => {
        const so = await findRefusals(tx, 'hash', 0);
        await keepRefusals(tx, row({ count: (so?.count ?? 0) + 1 }));
      });
    await Promise.all(Array.from({ length: 5 }, count));
    expect(await found('hash', 0)).toEqual(row({ count: 5 }));
  });

  test('who has linked something is remembered once, under any key', async () => {
    const { transaction } = store.database;
    for (let n = 0; n < 2; n++) await transaction((tx) => keepOwner(tx, owner('owner')));
    expect(await transaction((tx) => isOwner(tx, ['newer', 'owner']))).toBe(true);
    expect(await transaction((tx) => isOwner(tx, ['newer']))).toBe(false);
  });

  test('who has linked something is forgotten ninety days after, once the account is gone', async () => {
    const { kysely, transaction } = store.database;
    await transaction((tx) => insertAccount(tx, account({ id: 'kept' })));
    const rows = [owner('used', 'kept'), owner('old'), owner('again'), owner('young', 'gone', 1)];
    for (const one of [...rows, owner('again', 'gone', 1)]) await transaction((tx) => keepOwner(tx, one));
    await forgetOwners(kysely, 90 * dayMs);
    const isKept = (id: string) => transaction((tx) => isOwner(tx, [id]));
    expect(await Promise.all(['used', 'old', 'again', 'young'].map(isKept))).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
