/** Every row of every table that the bot has, whatever they are: written, and read for comparison. */
import type { Kysely } from 'kysely';
import type { Database } from '../../src/store/engine/database.ts';

type AnyDb = Kysely<Record<string, Record<string, unknown>>>;

/** The bot's tables as the database itself lists them. */
const tablesOf = async (db: Database['kysely']) =>
  (await db.introspection.getTables())
    .filter(
      ({ name, schema }) =>
        !['copyOf', 'schemaVersion'].includes(name) && !name.startsWith('sqlite_') && schema !== 'pg_temp',
    )
    .toSorted((a, b) => a.name.localeCompare(b.name));

/** Every row of every table; `leases: false` reads those as not held. */
export const contentOf = async (db: Database['kysely'], { leases = true } = {}) => {
  const content: Record<string, readonly string[]> = {};
  for (const { name, columns } of await tablesOf(db)) {
    const rows = await (db as unknown as AnyDb).selectFrom(name).selectAll().execute();
    const sorted = columns.map((column) => column.name).toSorted();
    const shown = (row: Record<string, unknown>, column: string) =>
      column === 'leaseUntil' && !leases ? null : row[column];
    content[name] = rows
      .map((row) => JSON.stringify(sorted.map((column) => [column, shown(row, column)])))
      .toSorted();
  }
  return content;
};

/** The `n`th row of each table, with a value in each column. */
export const insertEverywhere = async (db: Database['kysely'], n: number) => {
  const tables = await tablesOf(db);
  const links = (name: string) => Number(name === 'offerShares');
  for (const { name, columns } of tables.toSorted((a, b) => links(a.name) - links(b.name))) {
    const row = Object.fromEntries(
      columns.map((column) => [column.name, column.dataType.toLowerCase() === 'text' ? `“x${n}”` : n]),
    );
    await (db as unknown as AnyDb).insertInto(name).values(row).execute();
  }
};
