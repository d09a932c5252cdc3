/**
 * Backs a store up beside its bot: one moment of it, in one SQLite file, whatever it lies on. A backup has its name only once it is whole
 * and on the disk.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { systemClock } from '../../../core/clock.ts';
import { isPostgres } from '../../dialect.ts';
import { postgresNow } from '../../engine/postgres.ts';
import { openSqlite } from '../../engine/sqlite.ts';
import { checkKnown, migrate } from '../../schema/schema-version.ts';
import type { Db } from '../../schema/tables.ts';
import { fill, shapes } from '../copy-tables.ts';
import { type BackupFacts, bytesOf, contentOf, reading } from './backup-facts.ts';
import { backupName, type FreeBytes, factsBeside, inBackupFolder } from './backup-folder.ts';

export interface Backup {
  readonly file: string;
  readonly facts: BackupFacts;
  readonly takenAt: number;
}

/** SQLite reads while others write, and takes one moment of what is committed; nothing that was deleted is in the copy. */
const vacuumInto = async (source: Db, file: string): Promise<number> => {
  const takenAt = systemClock.now();
  // an empty file of ours: SQLite would make one that others can read
  writeFileSync(file, '', { mode: 0o600, flag: 'wx' });
  await sql`vacuum into ${file}`.execute(source);
  return takenAt;
};

/** Row by row, as they were at the transaction's first statement. */
const copyRows = async (source: Db, file: string): Promise<number> => {
  const tables = await shapes();
  const target: Db = new Kysely({ dialect: new SqliteDialect({ database: openSqlite(file) }) });
  try {
    // without a write-ahead log, which would take the same room again and could not be opened where nothing may be written
    await sql`pragma journal_mode = delete`.execute(target);
    await migrate(target);
    return await source
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (snapshot) => {
        const takenAt = await postgresNow(snapshot);
        await checkKnown(snapshot);
        await target.transaction().execute(async (tx) => {
          for (const shape of tables) await fill(snapshot, tx, shape, () => {});
        });
        return takenAt;
      });
  } finally {
    await target.destroy();
  }
};

/** The most that a backup takes, and the database's file if it is one. */
const sizeOf = async (source: Db): Promise<{ needsBytes: number; databaseFile: string | null }> => {
  if (isPostgres(source)) {
    const { rows } = await sql<{ bytes: string }>`
      select coalesce(sum(pg_total_relation_size("oid")), 0) as "bytes" from pg_class
      where "relkind" = 'r' and "relnamespace" = current_schema()::regnamespace`.execute(source);
    return { needsBytes: Number(rows[0]?.bytes ?? 0), databaseFile: null };
  }
  const { rows } = await sql<{ bytes: number; file: string }>`
    select "page_count" * "page_size" as "bytes", "file" from pragma_page_count, pragma_page_size, pragma_database_list
    where "name" = 'main'`.execute(source);
  return { needsBytes: rows[0]?.bytes ?? 0, databaseFile: rows[0]?.file || null };
};

const flush = async (path: string, flags: 'r' | 'r+'): Promise<void> => {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** The JSON first: a database of that name is a whole backup. */
const publish = async (partialFolder: string, folder: string, name: string, facts: BackupFacts) => {
  const beside = factsBeside(name);
  writeFileSync(join(partialFolder, beside), `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
  for (const file of [beside, name]) await flush(join(partialFolder, file), 'r+');
  for (const file of [beside, name]) renameSync(join(partialFolder, file), join(folder, file));
  await flush(folder, 'r');
};

/**
 * Writes a backup of `source` into `folder`, and the JSON beside it.
 * @param source opened for reading
 * @param its the source's name without its password, and the bot's version
 * @throws BackupFolderError, InUseError; whatever a full disk or a lost connection throws, with no backup made
 */
export const makeBackup = async (
  source: Db,
  folder: string,
  its: Pick<BackupFacts, 'source' | 'bot'>,
  freeBytes?: FreeBytes,
): Promise<Backup> => {
  const room = { ...(await sizeOf(source)), ...(freeBytes && { freeBytes }) };
  return inBackupFolder(folder, room, async (partialFolder) => {
    const making = join(partialFolder, 'making.db');
    const takenAt = await (isPostgres(source) ? copyRows : vacuumInto)(source, making);
    const content = await reading(making, contentOf);
    const facts: BackupFacts = {
      format: 1,
      ...its,
      takenAt: new Date(takenAt).toISOString(),
      ...content,
      ...(await bytesOf(making)),
    };
    const name = backupName(takenAt);
    renameSync(making, join(partialFolder, name));
    await publish(partialFolder, folder, name, facts);
    return { file: join(resolve(folder), name), facts, takenAt };
  });
};
