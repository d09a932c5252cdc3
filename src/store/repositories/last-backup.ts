/** When the database was last backed up: the moment that the backup shows. */
import type { Db } from '../schema/tables.ts';

const id = 'last';

/** Ms UTC, by the database's clock; null if it never was. */
export const lastBackupAt = async (db: Db): Promise<number | null> =>
  (await db.selectFrom('lastBackup').select('at').executeTakeFirst())?.at ?? null;

/** One statement, so that it holds the database up for one commit. */
export const setLastBackup = async (db: Db, at: number): Promise<void> => {
  await db
    .insertInto('lastBackup')
    .values({ id, at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ at }))
    .execute();
};
