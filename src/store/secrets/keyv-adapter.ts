/** Keyv on the database's `keyv` table. The caller seals values: neither Keyv nor this file sees a secret. */
import { Keyv, type KeyvStorageAdapter, type KeyvStorageEntry, keyvStorageCapability } from 'keyv';
import type { Db } from '../schema/tables.ts';

/** Keyv's storage interface without its events: the only event would be errors, and those are thrown. */
type Adapter = Required<
  Pick<
    KeyvStorageAdapter,
    'get' | 'getMany' | 'set' | 'setMany' | 'has' | 'hasMany' | 'delete' | 'deleteMany' | 'clear' | 'iterator'
  >
>;

const pageSize = 100;

/** In pages, so that the table may change meanwhile. */
const storedRows = async function* (db: Db, from = '') {
  for (let after = from; ; ) {
    const rows = await db
      .selectFrom('keyv')
      .select(['key', 'value'])
      .where('key', '>', after)
      .orderBy('key')
      .limit(pageSize)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = last.key;
  }
};

/** What lies there as it lies there, also what is past its time: `stored` is what Keyv wrote, `value` what it was given. */
export interface StoredRecord {
  readonly recordKey: string;
  readonly stored: string;
  /** Null if Keyv did not write it. */
  readonly value: string | null;
}

/** Those after `from` in the order of their keys, without a change; Keyv's own iterator deletes what is past its time. */
export const storedRecords = async function* (db: Db, from = ''): AsyncGenerator<StoredRecord> {
  for await (const { key, value: stored } of storedRows(db, from))
    yield { recordKey: key, stored, value: givenValue(stored) };
};

/** Puts `value` in its place, with the time that it had; false, and nothing written, if the record is another one by now, or gone. */
export const replaceStored = async (
  db: Db,
  { recordKey, stored }: StoredRecord,
  value: string,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('keyv')
    .set({ value: JSON.stringify({ ...JSON.parse(stored), value }) })
    .where('key', '=', recordKey)
    .where('value', '=', stored)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
};

const givenValue = (stored: string): string | null => {
  try {
    const { value } = JSON.parse(stored);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
};

const adapter = (db: Db): Adapter => {
  const getMany = async (keys: string[]) => {
    if (keys.length === 0) return [];
    const rows = await db.selectFrom('keyv').select(['key', 'value']).where('key', 'in', keys).execute();
    const found = new Map(rows.map(({ key, value }) => [key, value]));
    return keys.map((key) => found.get(key));
  };
  const setMany = async (entries: KeyvStorageEntry<unknown>[]) => {
    if (entries.length === 0) return [];
    await db
      .insertInto('keyv')
      .values(
        entries.map(({ key, value, expires }) => ({ key, value: String(value), expiresAt: expires ?? null })),
      )
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet(({ ref }) => ({
          value: ref('excluded.value'),
          expiresAt: ref('excluded.expiresAt'),
        })),
      )
      .execute();
    return entries.map(() => true);
  };
  const hasMany = async (keys: string[]) => {
    if (keys.length === 0) return [];
    const rows = await db
      .selectFrom('keyv')
      .select('key')
      .where('key', 'in', keys)
      .where(({ or, eb }) => or([eb('expiresAt', 'is', null), eb('expiresAt', '>', Date.now())]))
      .execute();
    return keys.map((key) => rows.some((row) => row.key === key));
  };
  const deleteMany = async (keys: string[]) => {
    if (keys.length === 0) return [];
    const rows = await db.deleteFrom('keyv').where('key', 'in', keys).returning('key').execute();
    return keys.map((key) => rows.some((row) => row.key === key));
  };
  return {
    // Returns expired values too: Keyv checks their date and deletes them.
    get: async (key) => (await getMany([key]))[0],
    getMany,
    set: async (key, value, expires) => {
      await setMany([{ key, value, ...(expires === undefined ? {} : { expires }) }]);
      return true;
    },
    setMany,
    has: async (key) => (await hasMany([key]))[0] === true,
    hasMany,
    delete: async (key) => (await deleteMany([key]))[0] === true,
    deleteMany,
    clear: async () => {
      await db.deleteFrom('keyv').execute();
    },
    iterator: async function* () {
      for await (const { key, value } of storedRows(db)) yield [key, value];
    } as Adapter['iterator'],
  };
};

/**
 * A Keyv on the database or transaction `db`. Its calls throw when the database does: Keyv reports errors as an event
 * and answers `undefined`, which would turn an outage into "no such record", so the listener here throws them on.
 */
export const createKeyv = (db: Db): Keyv => {
  const store = adapter(db);
  const keyv = new Keyv({ store: { ...store, capabilities: keyvStorageCapability(store) } });
  keyv.on('error', (error: unknown) => {
    throw error;
  });
  return keyv;
};
