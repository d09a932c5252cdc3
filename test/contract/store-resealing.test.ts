/** What older keys sealed is sealed again under the first, beside everything else that happens to the records. */
import { expect, test } from 'vitest';
import type { Db } from '../../src/store/schema/tables.ts';
import { checkKeys, createSealedRecords } from '../../src/store/secrets/credentials.ts';
import { type Keys, parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import { resealSome } from '../../src/store/secrets/reseal.ts';
import { sealedBy, unopened } from '../../src/store/secrets/sealed-by.ts';
import { onEveryStore } from '../support/every-store.ts';

const entry = (name: string, byte: number) => `${name}:${Buffer.alloc(32, byte).toString('base64')}`;
const [former, current] = [parseKeys(entry('k1', 1)), parseKeys(entry('k2', 2))];
const both = parseKeys(`${entry('k2', 2)},${entry('k1', 1)}`);

await onEveryStore('resealing', (store) => {
  const records = (keys: Keys) => createSealedRecords({ keyv: createKeyv(store.database.kysely), keys });
  const counts = async () => Object.fromEntries(await sealedBy(store.database.kysely));
  /** From the first record to the last; `before` runs before each write. */
  const resealAll = async (before: () => Promise<void> = async () => {}) => {
    const { kysely, write } = store.database;
    const deps = {
      keys: both,
      kysely,
      write: async <T>(statement: (db: Db) => Promise<T>) => {
        await before();
        return write(statement);
      },
    };
    const closed: string[] = [];
    for (let from: string | null = ''; from !== null; ) {
      const { next, unopened: some } = await resealSome(deps, from);
      closed.push(...some);
      from = next;
    }
    return closed;
  };

  test('all of them, over several rounds; then the former key is not needed', async () => {
    for (let n = 0; n < 230; n += 1) await records(former).put(`record:${n}`, { n });
    await records(both).put('new', 'new');
    expect(await counts()).toEqual({ [former.kid]: 230, [current.kid]: 1 });
    expect(Object.keys(await counts())).toEqual([former.kid, current.kid].toSorted());
    expect(await resealAll()).toEqual([]);
    expect(await counts()).toEqual({ [current.kid]: 231 });
    await checkKeys(store.database.kysely, current);
    expect(await unopened(store.database.kysely, current)).toEqual([]);
    expect(await records(current).get('record:17')).toEqual({ n: 17 });
    expect(await records(current).get('new')).toBe('new');
  });

  test('a record keeps the time that it has', async () => {
    const { kysely } = store.database;
    const times = () => kysely.selectFrom('keyv').select('expiresAt').execute();
    await records(former).put('command', '/list-images', 60_000);
    const before = await times();
    await resealAll();
    expect(await times()).toEqual(before);
    expect(await records(current).get('command')).toBe('/list-images');
  });

  test('one that is written or removed meanwhile stays as it was left', async () => {
    await records(former).put('linked-again', 'before');
    await records(former).put('unlinked', 'before');
    await resealAll(async () => {
      await records(former).put('linked-again', 'after');
      await records(former).remove('unlinked');
    });
    expect(await records(former).get('linked-again')).toBe('after');
    expect(await records(both).get('unlinked')).toBeUndefined();
    await resealAll();
    expect(await records(current).get('linked-again')).toBe('after');
    expect(await counts()).toEqual({ [current.kid]: 1 });
  });

  test('what another replica sealed under a key of its own is not lost', async () => {
    const third = parseKeys(entry('k3', 3));
    await records(third).put('sealed-elsewhere', 'there');
    expect(await resealAll()).toEqual([]);
    expect(await records(third).get('sealed-elsewhere')).toBe('there');
  });

  test('what does not open is named and stays, and all others are done', async () => {
    const { kysely } = store.database;
    for (const name of ['a', 'b', 'c']) await records(former).put(name, name);
    const { value } = await kysely
      .selectFrom('keyv')
      .select('value')
      .where('key', '=', 'a')
      .executeTakeFirstOrThrow();
    // of another record
    await kysely.updateTable('keyv').set({ value }).where('key', '=', 'b').execute();
    await kysely.insertInto('keyv').values({ key: 'd', value: '{', expiresAt: null }).execute();
    expect((await resealAll()).toSorted()).toEqual(['b', 'd']);
    expect(await counts()).toEqual({ [former.kid]: 1, [current.kid]: 2, unreadable: 1 });
    expect(await unopened(kysely, both)).toEqual(['b', 'd']);
    expect(await unopened(kysely, current)).toEqual(['d']);
  });

  test('by three replicas, beside people who link and unlink: none is lost, and none left', async () => {
    const expected = new Map<string, unknown>();
    for (let n = 0; n < 150; n += 1) {
      await records(former).put(`record:${n}`, n);
      expected.set(`record:${n}`, n);
    }
    const people = async () => {
      for (let n = 0; n < 150; n += 3) {
        await records(n % 2 === 0 ? both : former).put(`record:${n}`, `again ${n}`);
        expected.set(`record:${n}`, `again ${n}`);
        await records(both).remove(`record:${n + 1}`);
        expected.delete(`record:${n + 1}`);
      }
    };
    await Promise.all([resealAll(), resealAll(), resealAll(), people()]);
    await resealAll();
    const found = new Map<string, unknown>();
    for (let n = 0; n < 150; n += 1) {
      const value = await records(current).get(`record:${n}`);
      if (value !== undefined) found.set(`record:${n}`, value);
    }
    expect(found).toEqual(expected);
    expect(await counts()).toEqual({ [current.kid]: expected.size });
  });
});
