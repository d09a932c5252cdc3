/** A copy of the SQLite file as it was before a release changed its tables: the way back, kept for a week. */
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sql } from 'kysely';
import { dayMs } from '../../core/durations.ts';
import type { Log } from '../../core/log.ts';
import type { Db } from '../schema/tables.ts';
import { makePrivate } from './file-rights.ts';

const keptMs = 7 * dayMs;

/** Between the file's name and the version of its tables. */
const mark = '-before-upgrade-from-';

/**
 * Makes the copy beside the file; one that is there already, of a start that did not get through, stays.
 * @param version of the tables now
 * @see https://www.sqlite.org/lang_vacuum.html#vacuuminto
 */
export const keepCopy = async (db: Db, path: string, version: number, log: Log): Promise<void> => {
  const copy = `${path}${mark}${version}`;
  if (existsSync(copy)) return;
  const part = `${copy}-part`;
  rmSync(part, { force: true });
  makePrivate(part);
  await sql`vacuum into ${part}`.execute(db);
  renameSync(part, copy);
  log.info(
    { copy, days: 7 },
    'copied the database before changing its tables; the copy is deleted after a week',
  );
};

/**
 * For a start that changes nothing: work goes on at this version, so a copy that an earlier try made is no way back to it any more. It
 * keeps its week under a name with its time, and the next try makes one of its own.
 */
export const setCopiesAside = (path: string): void => {
  const [folder, prefix] = [dirname(path), `${basename(path)}${mark}`];
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix) || !/^\d+$/.test(name.slice(prefix.length))) continue;
    const copy = join(folder, name);
    renameSync(copy, `${copy}-${statSync(copy).mtime.toISOString().replaceAll(':', '-')}`);
  }
};

/** Deletes the copies of this file that are older than a week. @param now ms UTC */
export const deleteOldCopies = (path: string, now: number, log: Log): void => {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    const copy = join(folder, name);
    if (!name.startsWith(`${basename(path)}${mark}`) || now - statSync(copy).mtimeMs < keptMs) continue;
    rmSync(copy, { force: true });
    log.info({ copy }, 'deleted the copy of the database from before an upgrade');
  }
};
