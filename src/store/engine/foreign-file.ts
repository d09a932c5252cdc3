/** What a path names that is to be the SQLite database, before anything of it is changed: a mistyped one is somebody else's file. */
import { closeSync, constants, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { SqliteDatabase } from 'kysely';

const magic = 'SQLite format 3\0';

/** SQLite's own code for a file that is none of its databases. */
const notADatabase = 26;

/**
 * Makes sure that it is a database's file, an empty one, or not there.
 * @throws Error with the system's `code`, `NOT_A_FILE`, or SQLite's `errcode`
 */
export const checkDatabaseFile = (path: string): void => {
  if (!existsSync(path)) return;
  // opening a pipe that nobody writes to would never end
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (!found.isFile())
      throw Object.assign(new Error(`${path} is no file`), {
        code: found.isDirectory() ? 'EISDIR' : 'NOT_A_FILE',
      });
    const head = Buffer.alloc(magic.length);
    const size = readSync(file, head, 0, head.length, 0);
    if (size > 0 && head.toString('latin1') !== magic)
      throw Object.assign(new Error(`${path} is no database`), { errcode: notADatabase });
  } finally {
    closeSync(file);
  }
};

/** Whether the database has tables, and none that a bot made. @param open leaves the file as it is */
export const isForeign = (path: string, open: (path: string) => SqliteDatabase): boolean => {
  if (!existsSync(path) || statSync(path).size === 0) return false;
  const database = open(path);
  try {
    const tables = database.prepare(
      "select count(*) as \"all\", coalesce(sum(name glob 'kysely_*'), 0) as \"ours\" from sqlite_schema where type in ('table', 'view')",
    );
    const [counted] = tables.all([]) as { readonly all: number; readonly ours: number }[];
    return counted !== undefined && counted.all > 0 && counted.ours === 0;
  } finally {
    database.close();
  }
};
