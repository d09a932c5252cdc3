/** Everything that is kept about one person, as one JSON value for them to read; what is sealed stays so. */
import { type Selectable, sql } from 'kysely';
import type { Db, Tables } from '../schema/tables.ts';
import { pagesOf } from './naming-rows.ts';
import { rowsNaming, type Who } from './persons.ts';
import { sealedRecordsOf } from './sealed-words.ts';

/** About the work on a row, not about anybody. */
const ofTheWork = new Set([
  'leaseToken',
  'leaseUntil',
  'touched',
  'heldIntents',
  'leftIntents',
  'finishedAt',
]);

const readable = (value: unknown): unknown => {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

const dayOf = (at: number) => new Date(at).toISOString();

/** The lines that name the person, but none by which others blocked them. */
const linesOf = async (db: Db, { teamId, userId }: Who): Promise<readonly object[]> => {
  const known = await db
    .selectFrom('people')
    .select('id')
    .where(({ and }) => and({ teamId, userId }))
    .executeTakeFirst();
  if (known === undefined) return [];
  const where = sql<boolean>`"teamId" = ${teamId} and (${known.id} in ("personId", "onBehalfOfId")
    or ("detail" like ${`%"${known.id}"%`} and "act" not in ('block-producer', 'unblock-producer')))`;
  const lines: object[] = [];
  for await (const page of pagesOf<Selectable<Tables['audit']>>(db, { name: 'audit', key: 'line' }, where))
    for (const { at, detail, ...line } of page)
      lines.push({ at: dayOf(at), ...line, detail: readable(detail) });
  return lines;
};

/** What is kept about a person in one team. Times are ms UTC where they are numbers. */
export interface PersonRecord {
  readonly team: Who['teamId'];
  readonly person: Who['userId'];
  readonly asOf: string;
  /** What is sealed: whose, and since or until when. */
  readonly sealed: readonly { readonly record: string; readonly is: string }[];
  /** Rows by table. */
  readonly rows: Readonly<Record<string, readonly object[]>>;
  readonly audit: readonly object[];
}

/** Reads it page by page, as it is at each, and changes nothing. @param now ms UTC */
export const personRecord = async (db: Db, who: Who, now: number): Promise<PersonRecord> => {
  const found = await rowsNaming(db, who);
  const since = new Map(found.get('accounts')?.map(({ id, createdAt }) => [String(id), Number(createdAt)]));
  const sealed = (await sealedRecordsOf(db, who)).map(({ key, expiresAt }) => {
    const at = since.get(key.split(':').at(-1) ?? '');
    return {
      record: key,
      is:
        at !== undefined
          ? `sealed, since ${dayOf(at)}`
          : `sealed${expiresAt === null ? '' : `, until ${dayOf(expiresAt)}`}`,
    };
  });
  const rows = [...found].map(([table, all]) => [
    table,
    all.map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([column]) => !ofTheWork.has(column))
          .map(([column, value]) => [column, readable(value)]),
      ),
    ),
  ]);
  return {
    ...{ team: who.teamId, person: who.userId, asOf: dayOf(now), sealed },
    rows: Object.fromEntries(rows),
    audit: await linesOf(db, who),
  };
};
