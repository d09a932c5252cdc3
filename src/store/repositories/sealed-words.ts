/** Sealed records by whom they are about: a person's own, and those in which others' words may name them. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../schema/tables.ts';
import type { Who } from './naming-rows.ts';

/** The keys of sealed records that are the person's. */
const keysOf = ({ teamId, userId }: Who): RawBuilder<boolean> =>
  sql<boolean>`("key" like ${`%:${teamId}:${userId}`} or "key" like ${`%:${teamId}:${userId}:%`})`;

/** Their sealed records by key, and until when they are kept, ms UTC; null: until they are removed. */
export const sealedRecordsOf = async (
  db: Db,
  who: Who,
): Promise<{ readonly key: string; readonly expiresAt: number | null }[]> =>
  db.selectFrom('keyv').select(['key', 'expiresAt']).where(keysOf(who)).orderBy('key').execute();

export const dropRecordsOf = async (tx: Tx, who: Who): Promise<void> => {
  await tx.deleteFrom('keyv').where(keysOf(who)).execute();
};

/** What people of the team typed or are told. */
const wordsOf = ({ teamId }: Pick<Who, 'teamId'>): RawBuilder<boolean> => {
  const kinds = ['link-requests', 'command', 'draft'].map((kind) => `${kind}:${teamId}:%`);
  return sql<boolean>`(${sql.join(
    [...kinds, 'reply:%'].map((pattern) => sql`"key" like ${pattern}`),
    sql` or `,
  )})`;
};

/** The keys of the sealed records in which words of anybody of the team may name the person. */
export const wordKeys = async (db: Db, who: Who): Promise<readonly string[]> =>
  (await db.selectFrom('keyv').select('key').where(wordsOf(who)).orderBy('key').execute()).map(
    ({ key }) => key,
  );

/** Deletes all of these, whatever they say. */
export const dropWords = async (tx: Tx, who: Who): Promise<void> => {
  await tx.deleteFrom('keyv').where(wordsOf(who)).execute();
};
