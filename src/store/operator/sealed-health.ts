/** Whether the keys open everything that is sealed; reads and never writes. */
import type { Db } from '../schema/tables.ts';
import type { Keys } from '../secrets/keys.ts';
import { storedRecords } from '../secrets/keyv-adapter.ts';
import { open } from '../secrets/sealing.ts';

/** How many records there are, and why some do not open: a sentence for each, without what is in it. */
export const sealedHealth = async (
  db: Db,
  keys: Keys,
): Promise<{ readonly records: number; readonly unopened: readonly string[] }> => {
  let records = 0;
  const unopened: string[] = [];
  for await (const { recordKey, value } of storedRecords(db)) {
    records += 1;
    await open(keys, recordKey, value ?? '').catch((error: Error) => unopened.push(error.message));
  }
  return { records, unopened };
};
