/**
 * A copied database carries the name of its source until a bot works on it: until then it may be filled again
 * without a loss.
 */
import type { Db, Tx } from '../schema/tables.ts';

/** The name of the database that this one is an untouched copy of, or null. */
export const copiedFrom = async (db: Db): Promise<string | null> =>
  (await db.selectFrom('copyOf').select('id').executeTakeFirst())?.id ?? null;

export const markAsCopy = async (tx: Tx, source: string, at: number): Promise<void> => {
  await tx.deleteFrom('copyOf').execute();
  await tx.insertInto('copyOf').values({ id: source, at }).execute();
};

/** Call before changing anything that the other database does not have. */
export const noLongerCopy = async (db: Db): Promise<void> => {
  await db.deleteFrom('copyOf').execute();
};
