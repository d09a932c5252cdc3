/** The sweep takes what nobody can use any more, and nothing else. */
import { expect, test } from 'vitest';
import { insertAccount } from '../../src/store/repositories/accounts.ts';
import { createCredentials, createSealedRecords } from '../../src/store/secrets/credentials.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import { sweepRecords } from '../../src/store/secrets/sweep.ts';
import { onEveryStore } from '../support/every-store.ts';
import { account, alice, bob, teamId } from '../support/store-rows.ts';

const keys = parseKeys(`k1:${Buffer.alloc(32, 1).toString('base64')}`);

await onEveryStore('the sweep', (store) => {
  const left = async () => {
    const rows = await store.database.kysely.selectFrom('keyv').select('key').orderBy('key').execute();
    return rows.map(({ key }) => key);
  };

  test('a credential without its account, whoever else has one of that id, and what is past its time', async () => {
    const { kysely, transaction } = store.database;
    const sealed = { keyv: createKeyv(kysely), keys };
    const { seal } = createCredentials(sealed);
    const { put } = createSealedRecords(sealed);
    await transaction((tx) => insertAccount(tx, account({ id: 'a1' })));
    const records = [
      ['a1', alice],
      ['a1', bob],
      ['gone', alice],
    ] as const;
    for (const [id, userId] of records) await (await seal(id, { teamId, userId }, 'secret'))(kysely);
    await put('command:T1:UALICE', '/list-images', 60_000);
    await put('other', 'stays');

    const all = ['command:T1:UALICE', 'credential:T1:UALICE:a1', 'credential:T1:UALICE:gone'];
    expect(await left()).toEqual([...all, 'credential:T1:UBOB:a1', 'other']);
    const { expiresAt } = await kysely
      .selectFrom('keyv')
      .select('expiresAt')
      .where('expiresAt', 'is not', null)
      .executeTakeFirstOrThrow();
    await sweepRecords(kysely, Number(expiresAt) - 1);
    expect(await left()).toEqual(['command:T1:UALICE', 'credential:T1:UALICE:a1', 'other']);
    await sweepRecords(kysely, Number(expiresAt));
    expect(await left()).toEqual(['credential:T1:UALICE:a1', 'other']);
  });
});
