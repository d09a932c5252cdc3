/** The tables as the migrations make them, read and written row by row, whatever they are: what a copy of a store consists of. */
import { Kysely, type RawBuilder, SqliteDialect, sql, type Transaction } from 'kysely';
import { isPostgres } from '../dialect.ts';
import { openSqlite } from '../engine/sqlite.ts';
import { migrate } from '../schema/schema-version.ts';
import type { Db, Tx } from '../schema/tables.ts';

/** What the copy needs to know of a table; `counter` is its auto-incremented column. */
export interface Shape {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly counter: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;
type AnyTables = Record<string, Row>;

/** How many values are written at once: some hundred rows, as fast as thousands and with little in memory. */
const valuesAtOnce = 5_000;

/** A lease belongs to the process that took it, which is gone; that it never gave the row back is copied. */
const leaseColumns: ReadonlySet<string> = new Set(['leaseUntil']);

/** Tables that grow at one end and may have lost the other: the target has lines of the source's, and lacks the newest. */
export const appendOnly: ReadonlySet<string> = new Set(['audit']);

/** About a database itself: what it was copied from, and its tables. */
const ownTables = ['copyOf', 'schemaVersion'];

export const refs = (columns: readonly string[], of?: string): RawBuilder<unknown> =>
  sql.join(columns.map((column) => sql.ref(of === undefined ? column : `${of}.${column}`)));

/** The tables as the migrations make them, read from an empty database so that none is forgotten; parents before children. */
export const shapes = async (): Promise<readonly Shape[]> => {
  const kysely: Db = new Kysely({ dialect: new SqliteDialect({ database: openSqlite(':memory:') }) });
  try {
    await migrate(kysely);
    const { rows: columns } = await sql<{ table: string; name: string; type: string; pk: number }>`
      select "t"."name" as "table", "c"."name", "c"."type", "c"."pk"
      from "sqlite_schema" as "t", pragma_table_info("t"."name") as "c"
      where "t"."type" = 'table' and "t"."name" not glob 'sqlite_*' and "t"."name" not glob 'kysely_*'
        and "t"."name" not in (${sql.join(ownTables)})`.execute(kysely);
    const { rows: links } = await sql<{ child: string; parent: string }>`
      select "t"."name" as "child", "f"."table" as "parent"
      from "sqlite_schema" as "t", pragma_foreign_key_list("t"."name") as "f"`.execute(kysely);
    const columnsOf = Map.groupBy(columns, ({ table }) => table);
    const ordered = new Set<string>();
    const place = (table: string) => {
      for (const { parent } of links.filter(({ child }) => child === table)) place(parent);
      ordered.add(table);
    };
    for (const table of columnsOf.keys()) place(table);
    return [...ordered].map((name) => {
      const all = columnsOf.get(name) ?? [];
      const key = all.filter(({ pk }) => pk > 0);
      return {
        name,
        columns: all.map((column) => column.name),
        key: key.toSorted((a, b) => a.pk - b.pk).map((column) => column.name),
        counter: key.find(({ type }) => type.toLowerCase() === 'integer')?.name,
      };
    });
  } finally {
    await kysely.destroy();
  }
};

/** All rows of a table after `first`, some hundred at a time, in the order of the key. */
const pages = async function* (
  db: Db,
  { name, columns, key }: Shape,
  first: Row | undefined,
): AsyncGenerator<readonly Row[]> {
  const limit = Math.floor(valuesAtOnce / columns.length);
  for (let last = first; ; ) {
    const after = last;
    const { rows } = await sql<Row>`
      select ${refs(columns)} from ${sql.table(name)}
      ${after ? sql`where (${refs(key)}) > (${sql.join(key.map((column) => after[column]))})` : sql``}
      order by ${refs(key)} limit ${limit}`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    last = rows.at(-1);
  }
};

const unleased = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, leaseColumns.has(column) ? null : value]),
  );

/** How many rows the table has. */
export const countOf = async (db: Db, table: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*) as "n" from ${sql.table(table)}`.execute(db);
  return rows[0]?.n ?? 0;
};

const atEnd = async (db: Db, { name, key }: Shape, end: 'asc' | 'desc'): Promise<Row | undefined> => {
  const order = sql.join(key.map((column) => sql`${sql.ref(column)} ${sql.raw(end)}`));
  const { rows } = await sql<Row>`
    select ${refs(key)} from ${sql.table(name)} order by ${order} limit 1`.execute(db);
  return rows[0];
};

/** What the source has removed from its old end since. */
const dropRemoved = async (from: Db, to: Tx, shape: Shape): Promise<void> => {
  const first = await atEnd(from, shape, 'asc');
  if (first === undefined) return;
  await sql`delete from ${sql.table(shape.name)}
    where (${refs(shape.key)}) < (${sql.join(shape.key.map((column) => first[column]))})`.execute(to);
};

/** Copies the rows of a table: all of them, or those after the last that an append-only one has. */
export const fill = async (
  from: Db,
  to: Tx,
  shape: Shape,
  onRows: (table: string, rows: number) => void,
): Promise<number> => {
  // Transaction is not generic over table names: which tables exist is known only at run time
  const target = to as unknown as Transaction<AnyTables> as Kysely<AnyTables>;
  const grows = appendOnly.has(shape.name);
  let rows = grows ? await countOf(to, shape.name) : 0;
  for await (const page of pages(from, shape, grows ? await atEnd(to, shape, 'desc') : undefined)) {
    await target.insertInto(shape.name).values(page.map(unleased)).execute();
    rows += page.length;
    onRows(shape.name, rows);
  }
  if (grows) await dropRemoved(from, to, shape);
  if (shape.counter !== undefined && isPostgres(to)) {
    await sql`select setval(pg_get_serial_sequence(${`"${shape.name}"`}, ${shape.counter}),
      (select coalesce(max(${sql.ref(shape.counter)}), 0) + 1 from ${sql.table(shape.name)}), false)`.execute(
      to,
    );
  }
  return grows ? countOf(to, shape.name) : rows;
};
