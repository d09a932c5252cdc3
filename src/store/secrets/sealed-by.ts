/** Which key sealed what is stored, read from the records' headers, and whether the keys open it. */
import type { Db } from '../schema/tables.ts';
import type { Keys } from './keys.ts';
import { type StoredRecord, storedRecords } from './keyv-adapter.ts';
import { kidOf, open } from './sealing.ts';

/** Stands for the key of what is no sealed record at all. */
export const unreadable = 'unreadable';

/** Each record, with why the keys do not open it; null: they do. */
export async function* openings(db: Db, keys: Keys) {
  for await (const record of storedRecords(db)) {
    const why = await open(keys, record.recordKey, record.value ?? '').then(
      () => null,
      (error: Error) => error,
    );
    yield { record, why };
  }
}

/** The records that `keys` do not open, though they have the key that sealed them. */
export const unopened = async (db: Db, keys: Keys): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const { record, why } of openings(db, keys)) {
    const kid = kidOfStored(record);
    if (why && (kid === null || keys.byKid.has(kid))) names.push(record.recordKey);
  }
  return names;
};

/** How many records each key sealed, by `kid` in their order; those past their time count until they are swept. */
export const sealedBy = async (db: Db): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  for await (const record of storedRecords(db)) {
    const kid = kidOfStored(record) ?? unreadable;
    counts.set(kid, (counts.get(kid) ?? 0) + 1);
  }
  return new Map([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
};

/** Null if it is no sealed record at all. */
export const kidOfStored = ({ recordKey, value }: StoredRecord): string | null => {
  try {
    return value === null ? null : kidOf(recordKey, value);
  } catch {
    return null;
  }
};
