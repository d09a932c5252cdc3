/** The one database that everything which survives lies in. */
import { Kysely, SqliteDialect } from 'kysely';
import { type Clock, systemClock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { freeLeases } from './leases.ts';
import { migrate } from './migrations.ts';
import { postgresDialect, postgresNow, repeatably } from './postgres.ts';
import { openSqlite, openSqliteToLook } from './sqlite.ts';
import type { Db, Tables, Tx } from './tables.ts';

export interface Database {
  readonly kysely: Db;
  /**
   * Runs `work` whole or, if it throws, not at all. Nothing but the database may be awaited in it, and that only
   * through `tx`: SQLite has one connection, which everyone else waits for meanwhile, and `kysely` for ever. On
   * PostgreSQL it is run again when a transaction of another replica came between.
   */
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** The database's clock, ms UTC: the one by which rows are due and leases end. */
  readonly now: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** A database URL that this bot cannot serve. Names its scheme only: the rest may hold a password. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';

  constructor(problem: string) {
    super(
      `DATABASE_URL ${problem}. Use sqlite:<path>, such as sqlite:data/image-share.db, or postgres://user:password@host/database.`,
    );
  }
}

const schemeOf = (url: string) => /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();

const sqlitePath = (url: string): string => {
  const path = url.slice('sqlite:'.length);
  if (!path) throw new DatabaseUrlError('has no path');
  return path;
};

/**
 * Opens the database and brings its tables up to date. `clock` is the database's on SQLite, which has none of its own.
 * @param url `sqlite:<path>`, relative to the working directory, `sqlite::memory:`, or `postgres://…`
 * @throws DatabaseUrlError; DatabaseInUseError when another bot has the file; FileRightsError when others can read it
 */
export const openDatabase = async (
  url: string,
  { log, clock = systemClock }: { log: Log; clock?: Clock },
): Promise<Database> => {
  const scheme = schemeOf(url);
  if (scheme === undefined) throw new DatabaseUrlError('has no scheme');
  if (scheme === 'sqlite') return openSqliteDatabase(sqlitePath(url), log, clock);
  if (scheme === 'postgres' || scheme === 'postgresql') return openPostgresDatabase(url, log);
  throw new DatabaseUrlError(`has the scheme ${scheme}:, which is not supported`);
};

const openSqliteDatabase = async (path: string, log: Log, clock: Clock): Promise<Database> => {
  const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: openSqlite(path) }) });
  await migrateOrClose(kysely);
  // the file is ours alone, so whoever held a lease is dead: what was in flight goes on at once
  await freeLeases(kysely);
  log.debug({ path }, 'database open');
  return {
    kysely,
    transaction: (work) => kysely.transaction().execute(work),
    now: async () => clock.now(),
    close: () => kysely.destroy(),
  };
};

/** The SQLite file of a bot that may be running, for somebody who only looks. Whoever opens it destroys it. */
export const openToLook = (path: string): Db =>
  new Kysely<Tables>({ dialect: new SqliteDialect({ database: openSqliteToLook(path) }) });

const openPostgresDatabase = async (url: string, log: Log): Promise<Database> => {
  const kysely = new Kysely<Tables>({ dialect: postgresDialect(url, log) });
  await migrateOrClose(kysely);
  log.debug('database open');
  return {
    kysely,
    transaction: (work) =>
      repeatably(() => kysely.transaction().setIsolationLevel('repeatable read').execute(work)),
    now: () => postgresNow(kysely),
    close: () => kysely.destroy(),
  };
};

const migrateOrClose = async (kysely: Db) => {
  try {
    await migrate(kysely);
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
};
