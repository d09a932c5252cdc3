/** Puts a backup in the place of a database. What was there is set aside, and a command that is killed leaves either the one or the other. */
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { createLog } from '../../core/log.ts';
import type { Database } from '../../store/engine/database.ts';
import { placeOf } from '../../store/engine/place-of.ts';
import { holdDatabase } from '../../store/engine/sqlite.ts';
import { openAlone, openForALook } from '../../store/open.ts';
import { countOf, fill, shapes } from '../../store/operator/copy-tables.ts';
import { analyze, moveTables, replaceFile } from '../../store/operator/restore/set-aside.ts';
import { makeTables, SchemaVersionError, schemaState } from '../../store/schema/schema-version.ts';
import type { Db } from '../../store/schema/tables.ts';

const log = createLog('silent');

const isFilled = async (db: Db): Promise<boolean> => {
  if ((await schemaState(db)) === 'none') return false;
  for (const { name } of await shapes()) if ((await countOf(db, name)) > 0) return true;
  return false;
};

/** Whether there is a database with anything in it, also one that this version cannot read. */
export const hasRows = async (url: string): Promise<boolean> => {
  const place = placeOf(url);
  if (place.kind === 'sqlite' && !existsSync(place.path)) return false;
  const { kysely, close } = await openForALook(url, log);
  try {
    return await isFilled(kysely);
  } catch (error) {
    if (place.kind === 'sqlite' || error instanceof SchemaVersionError) return true;
    throw error;
  } finally {
    await close();
  }
};

/** Runs `mark` on the backup's tables, brought up to date, in a file of ours. */
type Mark<T> = (database: Database) => Promise<T>;

/** Works on a copy, because opening a file as a database changes it. */
const onCopy = async <T>(file: string, copy: string, mark: Mark<T>): Promise<T> => {
  copyFileSync(file, copy);
  chmodSync(copy, 0o600);
  const database = await openAlone(`sqlite:${copy}`, { log });
  return mark(database).finally(database.close);
};

/** What is left beside a file that was opened, or of a command that was killed. */
const clear = (path: string) => {
  for (const name of readdirSync(dirname(path)))
    if (name.startsWith(basename(path))) rmSync(join(dirname(path), name));
};

interface PutBack<T> {
  readonly marked: T;
  /** Where what was there is now; null if there was nothing. */
  readonly aside: string | null;
}

const intoFile = async <T>(
  file: string,
  path: string,
  mark: (now: number) => Mark<T>,
): Promise<PutBack<T>> => {
  const release = holdDatabase(path);
  const making = `${path}-restoring`;
  try {
    clear(making);
    const at = Date.now();
    const marked = await onCopy(file, making, mark(at));
    return { marked, aside: replaceFile(path, making, at) };
  } finally {
    clear(making);
    release();
  }
};

const intoPostgres = async <T>(
  file: string,
  url: string,
  mark: (now: number) => Mark<T>,
): Promise<PutBack<T>> => {
  const folder = mkdtempSync(join(tmpdir(), 'image-share-restoring-'));
  const target = await openAlone(url, { log, existing: false });
  try {
    const at = await target.now();
    const making = join(folder, 'restoring.db');
    const marked = await onCopy(file, making, mark(at));
    const source = await openAlone(`sqlite:${making}`, { log });
    const aside = await target
      .transaction(async (tx) => {
        const moved = (await isFilled(tx)) ? await moveTables(tx, at) : null;
        if (moved !== null) await makeTables(tx);
        for (const shape of await shapes()) await fill(source.kysely, tx, shape, () => {});
        return moved;
      })
      .finally(source.close);
    await analyze(target.kysely);
    return { marked, aside: aside && `the schema ${aside}` };
  } finally {
    await target.close();
    rmSync(folder, { recursive: true });
  }
};

/**
 * @param mark given the time by the clock of the database that goes on, what to do to the backup before it is anybody's database
 * @throws DatabaseInUseError while a bot has it; SchemaVersionError if a newer version made the backup
 */
export const putBack = <T>(
  file: string,
  url: string,
  mark: (now: number) => Mark<T>,
): Promise<PutBack<T>> => {
  const place = placeOf(url);
  return place.kind === 'sqlite' ? intoFile(file, resolve(place.path), mark) : intoPostgres(file, url, mark);
};
