/** What a backup says of itself, in the JSON beside it: enough to know whether it is whole, how old it is, and which keys it needs. */
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { z } from 'zod';
import { openSqliteReadOnly } from '../../engine/sqlite.ts';
import { schemaVersion } from '../../schema/schema-version.ts';
import type { Db } from '../../schema/tables.ts';
import { sealedBy } from '../../secrets/sealed-by.ts';
import { countOf } from '../copy-tables.ts';

const count = z.number().int().nonnegative();

/** Of the file's content. */
const contentShape = z.object({
  /** The last migration that made its tables. */
  schema: z.string(),
  rows: z.record(z.string(), count),
  /** How many records each key sealed. */
  keys: z.record(z.string(), count),
});

const factsShape = contentShape.extend({
  format: z.literal(1),
  /** The bot's version. */
  bot: z.string(),
  source: z.string(),
  /** By the database's clock. Everything that was committed until then is in it. */
  takenAt: z.iso.datetime(),
  sizeBytes: count,
  sha256: z.string(),
});

type Content = z.infer<typeof contentShape>;
export type BackupFacts = z.infer<typeof factsShape>;

/** Undefined if the text is nothing that a backup says of itself. */
export const readFacts = (text: string): BackupFacts | undefined => {
  try {
    return factsShape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** Runs `work` on a backup's file, which it cannot change. */
export const reading = async <T>(path: string, work: (db: Db) => Promise<T>): Promise<T> => {
  const db: Db = new Kysely({ dialect: new SqliteDialect({ database: openSqliteReadOnly(path) }) });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
};

const firstOf = async (db: Db, check: 'integrity_check' | 'foreign_key_check'): Promise<string | null> => {
  const { rows } = await sql<
    Record<string, unknown>
  >`select * from ${sql.table(`pragma_${check}`)} limit 1`.execute(db);
  const found = rows[0] && Object.values(rows[0]).join(' ');
  return found === undefined || found === 'ok' ? null : found;
};

/**
 * What the file contains, read from the file itself.
 * @throws Error if its pages, indexes or references are broken; SchemaVersionError
 */
export const contentOf = async (db: Db): Promise<Content> => {
  const broken = (await firstOf(db, 'integrity_check')) ?? (await firstOf(db, 'foreign_key_check'));
  if (broken !== null) throw new Error(`SQLite finds it broken: ${broken}`);
  const { rows: tables } = await sql<{ name: string }>`
    select "name" from "sqlite_schema" where "type" = 'table' and "name" not glob 'sqlite_*' and "name" not glob 'kysely_*'
    order by "name"`.execute(db);
  const rows: Record<string, number> = {};
  for (const { name } of tables) rows[name] = await countOf(db, name);
  return { schema: await schemaVersion(db), rows, keys: Object.fromEntries(await sealedBy(db)) };
};

/** The file's size and hash. */
export const bytesOf = async (path: string): Promise<Pick<BackupFacts, 'sizeBytes' | 'sha256'>> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { sizeBytes: statSync(path).size, sha256: hash.digest('hex') };
};
