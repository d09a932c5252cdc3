/** A key is known by its name and what it is: another one under an old name opens nothing, and that is said before anything is lost. */
import { expect, test } from 'vitest';
import { forgetKey, lostKeys } from '../../src/store/operator/forget.ts';
import { findAccount, insertAccount } from '../../src/store/repositories/accounts.ts';
import {
  checkKeys,
  createCredentials,
  markCurrentKey,
  UnknownKeyError,
} from '../../src/store/secrets/credentials.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import { onEveryStore } from '../support/every-store.ts';
import { account, alice, teamId } from '../support/store-rows.ts';

const keysOf = (...entries: readonly (readonly [name: string, byte: number])[]) =>
  parseKeys(entries.map(([name, byte]) => `${name}:${Buffer.alloc(32, byte).toString('base64')}`).join());
const kidOf = (name: string, byte: number) => keysOf([name, byte]).kid;
const owner = { teamId, userId: alice };
const secret = { secret: 'correct horse battery staple' };

await onEveryStore('keys', (store) => {
  const credentials = (keys: ReturnType<typeof parseKeys>) =>
    createCredentials({ keyv: createKeyv(store.database.kysely), keys });
  const keep = async (
    keys: ReturnType<typeof parseKeys>,
    accountId: string,
    person: typeof owner,
    credential: unknown,
  ) => (await credentials(keys).seal(accountId, person, credential))(store.database.kysely);
  const refusal = (keys: ReturnType<typeof parseKeys>) =>
    checkKeys(store.database.kysely, keys).catch((reason: unknown) => reason);

  test('one that is missing is named, and no value with it', async () => {
    await keep(keysOf(['k1', 1]), 'a1', owner, secret);
    await keep(keysOf(['k2', 2], ['k1', 1]), 'a2', owner, secret);
    await checkKeys(store.database.kysely, keysOf(['k2', 2], ['k1', 1]));
    const error = await refusal(keysOf(['k2', 2]));
    expect(error).toBeInstanceOf(UnknownKeyError);
    expect(String(error)).toContain(
      `ENCRYPTION_KEYS does not have ${kidOf('k1', 1)}, which sealed 1 record.`,
    );
    expect(String(error)).toContain(`npm run forget-key -- ${kidOf('k1', 1)}`);
    expect(String(error)).not.toContain('eyJ');
  });

  test('a damaged record is nobody’s reason not to start', async () => {
    await keep(keysOf(['k1', 1]), 'a1', owner, secret);
    const rows = ['no JSON', '{"value":"no sealed record"}', '{"value":7}', 'null'];
    for (const [n, value] of rows.entries())
      await store.database.kysely
        .insertInto('keyv')
        .values({ key: `damaged${n}`, value })
        .execute();
    await checkKeys(store.database.kysely, keysOf(['k1', 1]));
    expect(await refusal(keysOf(['k2', 2]))).toBeInstanceOf(UnknownKeyError);
  });

  test('another one under an old name is unknown, and named as such', async () => {
    await keep(keysOf(['k1', 1]), 'a1', owner, secret);
    const error = await refusal(keysOf(['k1', 9]));
    expect(error).toBeInstanceOf(UnknownKeyError);
    expect(String(error)).toContain(
      `k1 in ENCRYPTION_KEYS (${kidOf('k1', 9)}) is another key than ${kidOf('k1', 1)}, which sealed 1 record.`,
    );
  });

  test('another one under an old name is named where nothing is sealed yet, once a bot has started', async () => {
    const keyv = createKeyv(store.database.kysely);
    await checkKeys(store.database.kysely, keysOf(['k1', 1]));
    await markCurrentKey({ keyv, keys: keysOf(['k1', 1]) });
    expect(String(await refusal(keysOf(['k1', 9])))).toContain(
      `k1 in ENCRYPTION_KEYS (${kidOf('k1', 9)}) is another key than ${kidOf('k1', 1)}, which this database was last used with.`,
    );
    await markCurrentKey({ keyv, keys: keysOf(['k2', 2], ['k1', 1]) });
    await checkKeys(store.database.kysely, keysOf(['k2', 2]));
  });

  test('of two keys, with one name or two, the one that fits opens', async () => {
    await keep(keysOf(['k1', 1]), 'a1', owner, secret);
    for (const keys of [keysOf(['k1', 9], ['k1', 1]), keysOf(['k2', 9], ['k1', 1])]) {
      await checkKeys(store.database.kysely, keys);
      expect(await credentials(keys).get('a1', owner)).toEqual(secret);
    }
  });

  test('a lost one is meant by its name or its whole id, and one that is there is not lost', async () => {
    const [former, given] = [kidOf('k1', 1), kidOf('k1', 9)];
    await keep(keysOf(['k1', 1]), 'a1', owner, secret);
    await keep(keysOf(['k1', 9]), 'a2', owner, secret);
    const lost = (typed: string, keys: ReturnType<typeof parseKeys>) =>
      store.database.transaction((tx) => lostKeys(tx, keys, typed));
    expect(await lost('k1', keysOf(['k1', 9]))).toEqual([former]);
    expect(await lost(former, keysOf(['k1', 9]))).toEqual([former]);
    expect(await lost('k1', keysOf(['k2', 2]))).toEqual([former, given].sort());
    expect(await lost(given, keysOf(['k2', 2]))).toEqual([given]);
    for (const typed of ['k1', given])
      await expect(lost(typed, keysOf(['k1', 9], ['k1', 1]))).rejects.toThrow(
        `ENCRYPTION_KEYS still has ${typed}`,
      );
    await expect(lost('k7', keysOf(['k2', 2]))).rejects.toThrow(
      `Nothing is sealed with k7. The database knows: ${[former, given].sort().join(', ')}.`,
    );
  });

  test('one that is forgotten takes its records with it and marks their accounts', async () => {
    const [k1, both] = [keysOf(['k1', 1]), keysOf(['k2', 2], ['k1', 1])];
    const first = account({ id: 'a1', isDefault: true });
    for (const row of [first, account({ id: 'a2', name: 'other' })])
      await store.database.transaction((tx) => insertAccount(tx, row));
    await keep(k1, 'a1', owner, secret);
    await keep(k1, 'orphan', owner, secret);
    await keep(both, 'a2', owner, secret);
    expect(await store.database.transaction((tx) => forgetKey(tx, k1.kid))).toEqual([
      { ...first, health: 'lost' },
    ]);
    const { kysely } = store.database;
    expect(await findAccount(kysely, 'a1')).toMatchObject({ health: 'lost' });
    expect(await findAccount(kysely, 'a2')).toMatchObject({ health: 'good' });
    await checkKeys(kysely, keysOf(['k2', 2]));
    expect(await credentials(both).get('a1', owner)).toBeUndefined();
    expect(await credentials(both).get('a2', owner)).toEqual(secret);
  });
});
