/** Node's SQLite, adapted to Kysely's SQLite dialect, and a lock that keeps a second bot off the file. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { makePrivate } from './file-rights.ts';
import { DatabaseInUseError } from './in-use-lock.ts';

/**
 * Takes the side file `path-lock` while this process lives or until the returned function is called. The lock
 * is SQLite's own on an open transaction, so the system frees it however the process ends.
 * @throws DatabaseInUseError if another process holds it
 */
const lock = (path: string): (() => void) => {
  const file = `${path}-lock`;
  makePrivate(file);
  const side = new DatabaseSync(file);
  try {
    side.exec('begin exclusive');
  } catch (error) {
    side.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error;
    throw new DatabaseInUseError(
      `${path} is in use by another running bot. Stop that one first, or give this one a DATABASE_URL of its own.`,
    );
  }
  return () => side.close();
};

/** How many statements stay prepared: more than the bot has, apart from those with lists of any length. */
const maxPrepared = 200;

/** Adapted to Kysely's dialect. Keeps prepared statements, because preparing takes longer than most statements do. */
const dressed = (opened: DatabaseSync, close = () => opened.close()): SqliteDatabase => {
  const prepared = new Map<string, SqliteStatement>();
  const prepare = (sql: string): SqliteStatement => {
    const statement = opened.prepare(sql);
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
 * Opens the file, or `:memory:`; every commit is on disk before it is answered (WAL, `synchronous=FULL`). What is deleted is
 * overwritten, and gone from every byte once it is closed.
 * @throws DatabaseInUseError, FileRightsError
 * @see https://www.sqlite.org/pragma.html
 */
export const openSqlite = (path: string): SqliteDatabase => {
  const inMemory = path === ':memory:';
  if (!inMemory) makePrivate(path);
  const unlock = inMemory ? () => {} : lock(path);
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
    return dressed(opened, close);
  } catch (error) {
    close();
    throw error;
  }
};
