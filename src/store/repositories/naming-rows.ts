/** Which rows name a person, whatever the tables are: found page by page, so that a long table holds up nobody. */
import { type RawBuilder, sql } from 'kysely';
import type { Person, SlackUserId } from '../../core/ids.ts';
import type { Db, Tables } from '../schema/tables.ts';

export type Who = Pick<Person, 'teamId' | 'userId'>;
export type Row = Readonly<Record<string, unknown>>;

/** A table whose rows may name a person, and the columns that may. */
export interface NamingTable {
  readonly name: keyof Tables & string;
  readonly columns: readonly string[];
}

export const tablesOf = async (db: Db): Promise<readonly NamingTable[]> => {
  const tables = await db.introspection.getTables();
  return tables
    .filter(({ name, columns }) => name !== 'audit' && columns.some((column) => column.name === 'teamId'))
    .map(({ name, columns }) => ({
      name: name as keyof Tables,
      columns: columns.filter(({ dataType }) => /text/i.test(dataType)).map((column) => column.name),
    }));
};

/** As the value of a column, in JSON, or as Slack writes a mention. */
export const names = (columns: readonly string[], userId: SlackUserId): RawBuilder<boolean> =>
  sql<boolean>`(${sql.join(
    columns.flatMap((column) => [
      sql`${sql.ref(column)} = ${userId}`,
      ...[`%"${userId}"%`, `%<@${userId}>%`, `%<@${userId}|%`].map(
        (text) => sql`${sql.ref(column)} like ${text}`,
      ),
    ]),
    sql` or `,
  )})`;

/** How many rows one statement looks at. */
const pageRows = 1_000;

/**
 * The rows of a table that `where` finds, along a unique column, a page at a time; others have their turn after each.
 * Outside a transaction, rows that change meanwhile are found as they were or as they are.
 */
export async function* pagesOf<Found extends object = Row>(
  db: Db,
  { name, key }: { readonly name: keyof Tables & string; readonly key: string },
  where: RawBuilder<boolean>,
): AsyncGenerator<readonly Found[]> {
  const [table, along] = [sql.table(name), sql.ref(key)];
  for (let from = sql`1 = 1`; ; await new Promise(setImmediate)) {
    const { rows: ends } = await sql<{ last: string | number | null }>`select max("along") as "last" from
      (select ${along} as "along" from ${table} where ${from} order by ${along} limit ${sql.lit(pageRows)}) as "page"`.execute(
      db,
    );
    const last = ends[0]?.last ?? null;
    if (last === null) return;
    const { rows } = await sql<Found>`select * from ${table}
      where ${from} and ${along} <= ${last} and ${where} order by ${along}`.execute(db);
    if (rows.length > 0) yield rows;
    from = sql`${along} > ${last}`;
  }
}

/** The same for any table that may name people: one without an id has a few rows for each of them, which are one page. */
export const pagesOfTable = async function* (
  db: Db,
  { name, columns }: NamingTable,
  where: RawBuilder<boolean>,
): AsyncGenerator<readonly Row[]> {
  if (columns.includes('id')) return yield* pagesOf(db, { name, key: 'id' }, where);
  const { rows } = await sql<Row>`select * from ${sql.table(name)} where ${where}`.execute(db);
  if (rows.length > 0) yield rows;
};
