/** Sets what a database has aside before a backup takes its place: nothing is deleted. */
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { sql } from 'kysely';
import { settleSqlite } from '../../engine/sqlite.ts';
import type { Db, Tx } from '../../schema/tables.ts';
import { shapes } from '../copy-tables.ts';

/** As part of a name. @param at ms UTC */
const stamp = (at: number) => new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');

const sideFiles = ['-wal', '-shm'];

const flushFolder = (path: string) => {
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
};

/** They are left by a crash, and belong to the file beside them: without them, what was committed last is lost. */
const moveSideFiles = (from: string, to: string) => {
  for (const side of sideFiles) if (existsSync(from + side)) renameSync(from + side, to + side);
};

/**
 * Puts the SQLite file `whole` in the place of the one at `path`, which nobody has open and whose lock the caller holds. After a failure or a
 * crash either the one or the other is there.
 * @param at ms UTC, for the name of the file that was there
 * @returns that name; null if there was none
 */
export const replaceFile = (path: string, whole: string, at: number): string | null => {
  const aside = existsSync(path) ? `${path}-before-restore-${stamp(at)}` : null;
  try {
    if (aside !== null) {
      try {
        settleSqlite(path);
      } catch {
        // no database, or a full disk: its log goes with it
      }
      linkSync(path, aside);
      moveSideFiles(path, aside);
    }
    renameSync(whole, path);
  } catch (error) {
    if (aside !== null) {
      moveSideFiles(aside, path);
      rmSync(aside, { force: true });
    }
    throw error;
  }
  flushFolder(path);
  return aside;
};

/**
 * Moves the bot's tables of PostgreSQL's current schema into a new one, in the caller's transaction.
 * @returns the new schema's name
 */
export const moveTables = async (tx: Tx, at: number): Promise<string> => {
  const aside = `before_restore_${stamp(at).replace('-', '_')}`;
  await sql`create schema ${sql.id(aside)}`.execute(tx);
  const names = [
    ...(await shapes()).map(({ name }) => name),
    ...['copyOf', 'schemaVersion', 'kysely_migration', 'kysely_migration_lock'],
  ];
  const { rows } = await sql<{ name: string; kind: 'r' | 'S' }>`
    select "relname" as "name", "relkind" as "kind" from pg_class
    where "relnamespace" = current_schema()::regnamespace
      and ("relkind" = 'r' and "relname" in (${sql.join(names)}) or "relkind" = 'S' and "relname" = 'instanceNumbers')`.execute(
    tx,
  );
  for (const { name, kind } of rows)
    await sql`alter ${sql.raw(kind === 'r' ? 'table' : 'sequence')} ${sql.table(name)} set schema ${sql.id(aside)}`.execute(
      tx,
    );
  return aside;
};

/** So that the first claims are planned for what is there now. */
export const analyze = async (db: Db): Promise<void> => {
  await sql`analyze`.execute(db);
};
