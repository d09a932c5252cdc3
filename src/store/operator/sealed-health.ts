/** Whether the keys open everything that is sealed; reads and never writes. */
import type { Db } from '../schema/tables.ts';
import type { Keys } from '../secrets/keys.ts';
import { openings } from '../secrets/sealed-by.ts';

/** How many records there are, and why some do not open: a sentence for each, without what is in it. */
export const sealedHealth = async (
  db: Db,
  keys: Keys,
): Promise<{ readonly records: number; readonly unopened: readonly string[] }> => {
  let records = 0;
  const unopened: string[] = [];
  for await (const { why } of openings(db, keys)) {
    records += 1;
    if (why) unopened.push(why.message);
  }
  return { records, unopened };
};
