/** Node's SQLite, adapted to Kysely's SQLite dialect, and a lock that keeps a second bot off the file. */
import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { type SqliteDatabase, type SqliteStatement, sql } from 'kysely';
import type { Db } from '../schema/tables.ts';
import { makePrivate } from './file-rights.ts';
import { DatabaseInUseError, holdFile } from './in-use-lock.ts';

/** Keeps every other process off the database until the returned function is called. @throws DatabaseInUseError if one has it */
export const holdDatabase = (path: string): (() => void) => {
  const file = `${path}-lock`;
  makePrivate(file);
  const unlock = holdFile(file);
  if (unlock === null)
    throw new DatabaseInUseError(
      `${path} is in use by another running bot. Stop that one first, or give this one a DATABASE_URL of its own.`,
    );
  return unlock;
};

/** How many statements stay prepared: more than the bot has, apart from those with lists of any length. */
const maxPrepared = 200;

/**
 * A transaction that has read cannot wait for a writer any more: SQLite fails it. So that a command's short write beside the bot
 * holds its transactions up and fails none, each waits before it begins.
 * @see https://www.sqlite.org/rescode.html#busy_snapshot
 */
const writing = (sql: string) => (sql === 'begin' ? 'begin immediate' : sql);

/** Adapted to Kysely's dialect. Keeps prepared statements, because preparing takes longer than most statements do. */
const dressed = (
  opened: DatabaseSync,
  { close = () => opened.close(), spell = (sql: string) => sql } = {},
): SqliteDatabase => {
  const prepared = new Map<string, SqliteStatement>();
  const prepare = (sql: string): SqliteStatement => {
    const statement = opened.prepare(spell(sql));
    const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => statement.all(...values(parameters)),
      run: (parameters) => statement.run(...values(parameters)),
      iterate: (parameters) => statement.iterate(...values(parameters)),
    };
  };
  return {
    close,
    prepare: (sql) => {
      const statement = prepared.get(sql) ?? prepare(sql);
      // the most recently used comes last
      prepared.delete(sql);
      prepared.set(sql, statement);
      const [oldest] = prepared.keys();
      if (prepared.size > maxPrepared && oldest !== undefined) prepared.delete(oldest);
      return statement;
    },
  };
};

const busyMs = 5_000;

/** Opens the file for reading only, beside the bot that has it. */
export const openSqliteReadOnly = (path: string): SqliteDatabase =>
  dressed(new DatabaseSync(path, { readOnly: true, timeout: busyMs }));

/**
 * The same, without a trace: to read a file that nobody has open, SQLite would put its two side files there, which then belong to
 * whoever looked. For a moment only: a bot that starts meanwhile is not noticed.
 */
export const openSqliteUntouched = (path: string): SqliteDatabase => {
  if (existsSync(`${path}-wal`)) return openSqliteReadOnly(path);
  const url = pathToFileURL(path);
  url.search = '?immutable=1';
  return dressed(new DatabaseSync(url, { readOnly: true }));
};

/**
 * Opens the file beside the bot that has it, for one short write. Does not wait: what is held up here, in the bot's own process too, must be
 * tried again.
 */
export const openSqliteBeside = (path: string): SqliteDatabase => {
  const opened = new DatabaseSync(path, { timeout: 0 });
  opened.exec('pragma synchronous = full; pragma secure_delete = on;');
  return dressed(opened);
};

/** Moves the write-ahead log into the file and empties it. False if a reader beside the bot still needs it: nobody waits for that. */
export const scrubSqlite = (db: Db): Promise<boolean> =>
  db.connection().execute(async (connection) => {
    await sql`pragma busy_timeout = 0`.execute(connection);
    try {
      const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(connection);
      return rows[0]?.busy === 0;
    } finally {
      await sql`pragma busy_timeout = ${sql.lit(busyMs)}`.execute(connection);
    }
  });

/** Moves the write-ahead log into the file and empties it, because it still has what was deleted. Waits for no reader beside the bot. */
const emptyLog = (opened: DatabaseSync) => {
  opened.exec('pragma busy_timeout = 0');
  try {
    opened.exec('pragma wal_checkpoint(truncate)');
  } catch {
    // on a full disk, for instance: the log keeps what is committed, and the next start tries again
  }
  opened.exec(`pragma busy_timeout = ${busyMs}`);
};

/**
 * Moves what a crash left in the write-ahead log into the file, whose lock the caller holds.
 * @throws Error if it is no database, or cannot be written; its log is still there then
 */
export const settleSqlite = (path: string): void => {
  const opened = new DatabaseSync(path, { timeout: 0 });
  try {
    opened.exec('pragma wal_checkpoint(truncate)');
  } finally {
    opened.close();
  }
};

/**
 * Opens the file, or `:memory:`; every commit is on disk before it is answered (WAL, `synchronous=FULL`). What is deleted is
 * overwritten, and gone from every byte once it is closed.
 * @throws DatabaseInUseError, FileRightsError
 * @see https://www.sqlite.org/pragma.html
 */
export const openSqlite = (path: string): SqliteDatabase => {
  const inMemory = path === ':memory:';
  if (!inMemory) makePrivate(path);
  const unlock = inMemory ? () => {} : holdDatabase(path);
  let database: DatabaseSync | undefined;
  const close = () => {
    if (database?.isOpen) {
      emptyLog(database);
      database.close();
    }
    unlock();
  };
  try {
    const opened = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: busyMs });
    database = opened;
    opened.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;');
    // after a crash it has everything that was deleted since
    emptyLog(opened);
    return dressed(opened, { close, spell: writing });
  } catch (error) {
    close();
    throw error;
  }
};
