/** Which forget lists the bots of one database keep: a restore that has one of several must not take it for all. */
import type { Log } from '../../core/log.ts';
import type { Db } from '../schema/tables.ts';
import { markKept, maxGapMs, nameOfList } from './forget-list.ts';

interface OpenDatabase {
  readonly kysely: Db;
  readonly write: <T>(statement: (db: Db) => Promise<T>) => Promise<T>;
}

/** In the place of a list's name: such a bot keeps none. */
const none = 'none';

/**
 * Returns what notes that the list is kept, in it and in the database, for the start, every hour and the stop. Lists of other bots are
 * noted in it, and logged.
 * @param path null: none is kept
 * @throws ForgetListError when it is called
 */
export const createKeepList =
  ({ kysely, write }: OpenDatabase, path: string | null, log: Pick<Log, 'warn'>) =>
  async (now: number): Promise<void> => {
    const id = path === null ? none : await nameOfList(path, now);
    // before the others are read: of two that begin at once, one at least sees the other
    await write((db) =>
      db
        .insertInto('forgetLists')
        .values({ id, at: now })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ at: now }))
        .execute(),
    );
    const lists = await kysely
      .selectFrom('forgetLists')
      .select('id')
      .where('at', '>', now - maxGapMs)
      .execute();
    const others = lists.length > 1;
    if (others) log.warn({ lists: lists.length }, 'the bots of this database do not share one forget list');
    await markKept(path, now, others);
  };
