/** Opens the one database, with everything that survives. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Dialect, Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import { type Clock, systemClock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { SetupError } from '../core/setup-error.ts';
import { freeLeases, pullIn } from './claims/leases.ts';
import type { Database } from './engine/database.ts';
import { groupCommits } from './engine/group-commit.ts';
import { DatabaseInUseError } from './engine/in-use-lock.ts';
import { postgresDialect, postgresName, postgresNow, repeatably, type Use } from './engine/postgres.ts';
import { openSqlite, openSqliteReadOnly } from './engine/sqlite.ts';
import { noLongerCopy } from './operator/copy-mark.ts';
import { checkVersion, migrate } from './schema/schema-version.ts';
import type { Db, Tables } from './schema/tables.ts';

/** A database URL that this bot cannot use. Shows only its scheme: the rest may contain a password. */
export class DatabaseUrlError extends SetupError {
  override readonly name = 'DatabaseUrlError';

  constructor(problem: string, options?: ErrorOptions) {
    super(
      `DATABASE_URL ${problem}. Use sqlite:<path>, such as sqlite:data/image-share.db, or postgres://user:password@host/database.`,
      options,
    );
  }
}

/** What a database URL names. */
type Place = { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres' };

const placeOf = (url: string): Place => {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new DatabaseUrlError('has no scheme');
  if (scheme === 'postgres' || scheme === 'postgresql') return { kind: 'postgres' };
  if (scheme !== 'sqlite') throw new DatabaseUrlError(`has the scheme ${scheme}:, which is not supported`);
  const path = url.slice('sqlite:'.length);
  if (!path) throw new DatabaseUrlError('has no path');
  return { kind: 'sqlite', path };
};

/**
 * The database's own name, without user and password.
 * @throws DatabaseUrlError
 */
export const databaseName = (url: string): string => {
  const place = placeOf(url);
  return place.kind === 'sqlite' ? `sqlite:${resolve(place.path)}` : postgresName(url);
};

/** @throws DatabaseUrlError if it names a file that does not exist */
const mustExist = (url: string): void => {
  const place = placeOf(url);
  if (place.kind === 'sqlite' && !existsSync(place.path))
    throw new DatabaseUrlError(`names ${place.path}, which is not there`);
};

/**
 * Opens the database and brings its tables up to date. `clock` is for SQLite, which has no clock of its own.
 * @param url `sqlite:<path>`, relative to the working directory, `sqlite::memory:`, or `postgres://…`
 * @throws DatabaseUrlError; DatabaseInUseError if another bot has the file; FileRightsError if others can read it
 */
export const openDatabase = async (
  url: string,
  { log, clock = systemClock }: { log: Log; clock?: Clock },
): Promise<Database> => {
  const database = await open(url, log, clock, 'bot');
  await orClose(database.kysely, noLongerCopy(database.kysely));
  return database;
};

/** A bot that was told to stop needs ten seconds to finish its work. */
const inUseForMs = 15_000;

/** The same for a start, which may overlap with the end of the bot before it: waits for the database if that is in use. */
export const openDatabaseWhenFree: typeof openDatabase = async (url, { log, clock = systemClock }) => {
  const until = clock.now() + inUseForMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await openDatabase(url, { log, clock });
    } catch (error) {
      if (!(error instanceof DatabaseInUseError) || clock.now() >= until) throw error;
      if (tries === 1) log.info('the database is in use; waiting for the other process to end');
      await clock.sleep(500);
    }
  }
};

/**
 * Opens it for an operator's command: like {@link openDatabase}, but alone and with one connection,
 * on PostgreSQL too.
 * @throws DatabaseInUseError while a bot has it open
 */
export const openAlone = async (
  url: string,
  { log, existing = true }: { log: Log; existing?: boolean },
): Promise<Database> => {
  if (existing) mustExist(url);
  return open(url, log, systemClock, 'operator');
};

/**
 * Opens it for reading only, with or without a bot beside it: takes no lock and cannot change
 * anything. Each statement sees what is committed then; a transaction sees one moment.
 * @throws DatabaseUrlError; SchemaVersionError if the tables are not this version's
 */
export const openForReading = async (
  url: string,
  { log }: { log: Log },
): Promise<Pick<Database, 'kysely' | 'close'>> => {
  mustExist(url);
  const place = placeOf(url);
  const kysely = kyselyOn(
    place.kind === 'sqlite'
      ? new SqliteDialect({ database: opened(place.path, openSqliteReadOnly) })
      : postgresDialect(url, log, 'reader'),
  );
  await orClose(kysely, checkVersion(kysely));
  return { kysely, close: () => kysely.destroy() };
};

const kyselyOn = (dialect: Dialect): Db => new Kysely<Tables>({ dialect });

const open = (url: string, log: Log, clock: Clock, use: Use): Promise<Database> => {
  const place = placeOf(url);
  return place.kind === 'sqlite'
    ? openSqliteDatabase(place.path, log, clock)
    : openPostgresDatabase(url, log, clock, use);
};

/** By the system's or SQLite's code: what keeps a file from being the database. */
const unusable: Readonly<Record<string | number, string>> = {
  EISDIR: 'which is a folder',
  ENOTDIR: 'which is below a file, not a folder',
  EEXIST: 'which is below a file, not a folder',
  EACCES: 'which this user may not write',
  EPERM: 'which this user may not write',
  EROFS: 'which is on a file system that cannot be written',
  26: 'which is a file but no SQLite database',
};

/** @throws DatabaseUrlError if that cannot be a database, whoever tries */
const opened = (path: string, opening: (path: string) => SqliteDatabase): SqliteDatabase => {
  try {
    return opening(path);
  } catch (error) {
    const { code, errcode } = error as { readonly code?: string; readonly errcode?: number };
    const why = unusable[errcode ?? code ?? ''];
    throw why === undefined ? error : new DatabaseUrlError(`names ${path}, ${why}`, { cause: error });
  }
};

const openSqliteDatabase = async (path: string, log: Log, clock: Clock): Promise<Database> => {
  const kysely = kyselyOn(new SqliteDialect({ database: opened(path, openSqlite) }));
  await orClose(kysely, migrate(kysely));
  // the file is ours alone, so every lease holder is dead: what was in flight continues at once
  await freeLeases(kysely);
  await pullIn(kysely, clock.now());
  log.debug({ path }, 'opened the database');
  const transaction = groupCommits(kysely);
  return {
    kysely,
    transaction,
    write: transaction,
    now: async () => clock.now(),
    clock,
    close: () => kysely.destroy(),
  };
};

const openPostgresDatabase = async (url: string, log: Log, own: Clock, use: Use): Promise<Database> => {
  const kysely = kyselyOn(postgresDialect(url, log, use));
  await orClose(kysely, migrate(kysely));
  /** How far the server's clock is ahead of ours. */
  let aheadMs = 0;
  const now = async () => {
    const at = await postgresNow(kysely);
    aheadMs = at - own.now();
    return at;
  };
  await orClose(kysely, now());
  log.debug('opened the database');
  return {
    kysely,
    transaction: (work) =>
      repeatably(() => kysely.transaction().setIsolationLevel('repeatable read').execute(work)),
    write: (statement) => statement(kysely),
    now,
    clock: { ...own, now: () => own.now() + aheadMs },
    close: () => kysely.destroy(),
  };
};

/** The end of every opening: closes the database again if it fails. */
const orClose = async (kysely: Db, last: Promise<unknown>) => {
  try {
    await last;
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
};
