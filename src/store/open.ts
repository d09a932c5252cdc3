/** Opens the one database, with everything that survives. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Dialect, Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import { type Clock, systemClock } from '../core/clock.ts';
import { databaseUrlMistake } from '../core/database-url.ts';
import type { Log } from '../core/log.ts';
import { endLeases, pullIn } from './claims/leases.ts';
import type { Database } from './engine/database.ts';
import { fileSystemAt, networkWords } from './engine/file-system.ts';
import { checkDatabaseFile, isForeign } from './engine/foreign-file.ts';
import { groupCommits } from './engine/group-commit.ts';
import { DatabaseUrlError, placeOf } from './engine/place-of.ts';
import { explained } from './engine/postgres-errors.ts';
import { soleInstance } from './engine/sole-instance.ts';
import {
  openSqlite,
  openSqliteBeside,
  openSqliteReadOnly,
  openSqliteUntouched,
  scrubSqlite,
} from './engine/sqlite.ts';
import { type OnFailure, tellingFailures } from './engine/told-failures.ts';
import { deleteOldCopies, keepCopy, setCopiesAside } from './engine/upgrade-copy.ts';
import type { Use } from './engine/use.ts';
import type { Opening } from './open-options.ts';
import { noLongerCopy } from './operator/copy-mark.ts';
import { setLastBackup } from './repositories/last-backup.ts';
import { checkVersion, migrate, notOurs, versionBehind } from './schema/schema-version.ts';
import type { Db, Tables } from './schema/tables.ts';

/**
 * The database's own name, without user and password.
 * @throws DatabaseUrlError
 */
export const databaseName = async (url: string): Promise<string> => {
  const place = placeOf(url);
  return place.kind === 'sqlite' ? `sqlite:${resolve(place.path)}` : (await onPostgres()).postgresName(url);
};

/** Why the database is not safe where it is, for the log of each start; empty if nothing is known against it. */
export const unsafePlaces = async (url: string): Promise<readonly string[]> => {
  const place = placeOf(url);
  if (place.kind !== 'sqlite' || place.path === ':memory:') return [];
  const system = await fileSystemAt(place.path).catch(() => null);
  return system?.kind === 'network' ? [networkWords(system.name)] : [];
};

/** @throws DatabaseUrlError if it names a file that does not exist */
const mustExist = (url: string): void => {
  const place = placeOf(url);
  if (place.kind === 'sqlite' && !existsSync(place.path))
    throw new DatabaseUrlError(databaseUrlMistake(`names ${place.path}, which is not there`));
};

/**
 * Opens the database and brings its tables up to date. `clock` is for SQLite, which has no clock of its own.
 * @param changes to the tables, all that this bot knows
 * @param url `sqlite:<path>`, relative to the working directory, `sqlite::memory:`, or `postgres://…`
 * @throws DatabaseUrlError; DatabaseInUseError if another process has it; FileRightsError if others can read the file;
 * DatabaseRefusedError if PostgreSQL does not let this user in, or has no such database
 */
export const openDatabase = async (
  url: string,
  { log, clock = systemClock, ...opening }: { log: Log; clock?: Clock } & Opening,
): Promise<Database> => {
  const database = await open(url, log, clock, 'bot', opening);
  await orClose(database.kysely, noLongerCopy(database.kysely));
  return database;
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

const forReading = async (
  url: string,
  log: Log,
  openFile: (path: string) => SqliteDatabase,
): Promise<Pick<Database, 'kysely' | 'close'>> => {
  mustExist(url);
  const place = placeOf(url);
  const kysely = kyselyOn(
    place.kind === 'sqlite'
      ? new SqliteDialect({ database: opened(place.path, openFile) })
      : (await onPostgres()).postgresConnections(url, log, 'reader').dialect,
  );
  return { kysely, close: () => kysely.destroy() };
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
  const database = await forReading(url, log, openSqliteReadOnly);
  await orClose(database.kysely, checkVersion(database.kysely));
  return database;
};

/** The same for a short look at whatever tables there are; leaves no file behind. @throws DatabaseUrlError */
export const openForALook = (url: string, log: Log): Promise<Pick<Database, 'kysely' | 'close'>> =>
  forReading(url, log, openSqliteUntouched);

/** A bot's transaction takes a few ms; an operator's command, which has the database alone, takes longer than anybody would wait. */
const noteTries = 100;

/** Records, beside the bot, that a backup shows the database as of `takenAt`: one commit, which the bot's own wait for. */
export const noteBackup = async (url: string, takenAt: number, { log }: { log: Log }): Promise<void> => {
  const place = placeOf(url);
  const kysely = kyselyOn(
    place.kind === 'sqlite'
      ? new SqliteDialect({ database: opened(place.path, openSqliteBeside) })
      : (await onPostgres()).postgresConnections(url, log, 'reader').dialect,
  );
  const written = kysely.transaction().setAccessMode('read write');
  const set = (db: Db) => setLastBackup(db, takenAt);
  const note = () => (place.kind === 'sqlite' ? set(kysely) : written.execute(set));
  try {
    for (let left = noteTries; ; left -= 1) {
      try {
        return await note();
      } catch (error) {
        if ((error as { errcode?: number }).errcode !== 5 || left === 0) throw error;
        await systemClock.sleep(50);
      }
    }
  } finally {
    await kysely.destroy();
  }
};

const kyselyOn = (dialect: Dialect, onFailure?: OnFailure): Db =>
  new Kysely<Tables>(tellingFailures(dialect, onFailure));

const open = async (url: string, log: Log, clock: Clock, use: Use, opening?: Opening): Promise<Database> => {
  const place = placeOf(url);
  return place.kind === 'sqlite'
    ? openSqliteDatabase(place.path, log, clock, opening)
    : (await onPostgres()).openPostgresDatabase(url, log, clock, use, opening).catch((error: unknown) => {
        throw explained(error);
      });
};

/** Loaded where it is used: a bot on SQLite does without it and its libraries. */
const onPostgres = () => import('./open-postgres.ts');

/** By the system's or SQLite's code: what keeps a file from being the database. */
const unusable: Readonly<Record<string | number, string>> = {
  EISDIR: 'which is a folder',
  ENOTDIR: 'which is below a file, not a folder',
  EEXIST: 'which is below a file, not a folder',
  EACCES: 'which this user may not write',
  EPERM: 'which this user may not write',
  EROFS: 'which is on a file system that cannot be written',
  NOT_A_FILE: 'which is no file',
  ENXIO: 'which is no file',
  26: 'which is a file but no SQLite database',
};

/** @throws DatabaseUrlError if that cannot be a database, whoever tries */
const opened = (path: string, opening: (path: string) => SqliteDatabase): SqliteDatabase => {
  try {
    if (path !== ':memory:') checkDatabaseFile(path);
    return opening(path);
  } catch (error) {
    const { code, errcode } = error as { readonly code?: string; readonly errcode?: number };
    const why = unusable[errcode ?? code ?? ''];
    if (why === undefined) throw error;
    throw new DatabaseUrlError(databaseUrlMistake(`names ${path}, ${why}`), { cause: error });
  }
};

const openSqliteDatabase = async (
  path: string,
  log: Log,
  clock: Clock,
  { changes, onFailure }: Opening = {},
): Promise<Database> => {
  const openOwn = (file: string) => {
    if (file !== ':memory:' && isForeign(file, openSqliteUntouched)) throw notOurs();
    return openSqlite(file);
  };
  const kysely = kyselyOn(new SqliteDialect({ database: opened(path, openOwn) }), onFailure);
  const upgrade = async () => {
    const version = path === ':memory:' ? null : await versionBehind(kysely, changes);
    if (version !== null) await keepCopy(kysely, path, version, log);
    else if (path !== ':memory:') setCopiesAside(path);
    await migrate(kysely, changes);
  };
  await orClose(kysely, upgrade());
  // the file is ours alone, so every lease holder is dead: what was in flight continues at once
  await endLeases(kysely);
  await pullIn(kysely, clock.now());
  log.debug({ path }, 'opened the database');
  const transaction = groupCommits(kysely);
  return {
    kysely,
    transaction,
    write: transaction,
    now: async () => clock.now(),
    clock,
    scrub: () => scrubSqlite(kysely),
    // it is in this process, and the file is ours alone
    whyUnavailable: async () => null,
    tidy: async (now) => (path === ':memory:' ? undefined : deleteOldCopies(path, now, log)),
    instance: soleInstance(),
    close: () => kysely.destroy(),
  };
};

/** The end of every opening: closes the database again if it fails. */
const orClose = async (kysely: Db, last: Promise<unknown>) => {
  try {
    await last;
  } catch (error) {
    await kysely.destroy();
    throw explained(error);
  }
};
