/**
 * Copies a whole store into another one, of either kind: every table that the migrations make, row by row, without the
 * leases. Sealed records are copied as they are, because they are bound to their keys and not to the database.
 */
import { Kysely, type RawBuilder, SqliteDialect, sql, type Transaction } from 'kysely';
import { isPostgres } from '../dialect.ts';
import type { Database } from '../engine/database.ts';
import { openSqlite } from '../engine/sqlite.ts';
import { migrate } from '../schema/schema-version.ts';
import type { Db, Tx } from '../schema/tables.ts';
import { checkKeys } from '../secrets/credentials.ts';
import type { Keys } from '../secrets/keys.ts';
import { createKeyv } from '../secrets/keyv-adapter.ts';
import { open } from '../secrets/sealing.ts';
import { copiedFrom, markAsCopy } from './copy-mark.ts';

/** What the copy needs to know of a table; `counter` is its auto-incremented column. */
interface Shape {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly counter: string | undefined;
}

/** What became of a table's rows in the target; `gone` were there before and are no longer in the source. */
export interface Moved {
  readonly table: string;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
}

type Row = Readonly<Record<string, unknown>>;
type AnyTables = Record<string, Row>;

/** How many values are written at once: some hundred rows, as fast as thousands and with little in memory. */
const valuesAtOnce = 5_000;

/** A lease belongs to the process that took it, which is gone. */
const leaseColumns: ReadonlySet<string> = new Set(['leaseToken', 'leaseUntil']);

/** Append-only tables: the target's rows are the beginning of the source's. */
const appendOnly: ReadonlySet<string> = new Set(['audit']);

/** Records what one database was copied from, so it is not copied. */
const markTable = 'copyOf';

const refs = (columns: readonly string[], of?: string): RawBuilder<unknown> =>
  sql.join(columns.map((column) => sql.ref(of === undefined ? column : `${of}.${column}`)));

/** The tables as the migrations make them, read from an empty database so that none is forgotten; parents before children. */
const shapes = async (): Promise<readonly Shape[]> => {
  const kysely: Db = new Kysely({ dialect: new SqliteDialect({ database: openSqlite(':memory:') }) });
  try {
    await migrate(kysely);
    const { rows: columns } = await sql<{ table: string; name: string; type: string; pk: number }>`
      select "t"."name" as "table", "c"."name", "c"."type", "c"."pk"
      from "sqlite_schema" as "t", pragma_table_info("t"."name") as "c"
      where "t"."type" = 'table' and "t"."name" not glob 'sqlite_*' and "t"."name" not glob 'kysely_*'
        and "t"."name" <> ${markTable}`.execute(kysely);
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

const countOf = async (db: Db, table: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*) as "n" from ${sql.table(table)}`.execute(db);
  return rows[0]?.n ?? 0;
};

const endOf = async (db: Db, { name, key }: Shape): Promise<{ last: Row | undefined; count: number }> => {
  const { rows } = await sql<Row>`
    select ${refs(key)} from ${sql.table(name)} order by ${sql.join(key.map((column) => sql`${sql.ref(column)} desc`))} limit 1`.execute(
    db,
  );
  return { last: rows[0], count: await countOf(db, name) };
};

const before = (name: string) => `before_${name}`;

/** Sets a table's rows aside, to tell afterwards what is new. */
const keepAside = async (tx: Tx, { name, key }: Shape): Promise<void> => {
  await sql`create temporary table ${sql.table(before(name))} as select * from ${sql.table(name)}`.execute(
    tx,
  );
  await sql`create unique index ${sql.id(`${before(name)}_key`)} on ${sql.table(before(name))} (${refs(key)})`.execute(
    tx,
  );
};

const compare = async (tx: Tx, { name, columns, key }: Shape): Promise<Omit<Moved, 'table' | 'rows'>> => {
  const same = sql.join(
    key.map((column) => sql`${sql.ref(`now.${column}`)} = ${sql.ref(`old.${column}`)}`),
    sql` and `,
  );
  const missing = (side: string) => sql`${sql.ref(`${side}.${key[0]}`)} is null`;
  const { rows } = await sql<Omit<Moved, 'table' | 'rows'>>`
    select
      (select count(*) from ${sql.table(name)} as "now" left join ${sql.table(before(name))} as "old" on ${same}
        where ${missing('old')}) as "added",
      (select count(*) from ${sql.table(name)} as "now" join ${sql.table(before(name))} as "old" on ${same}
        where (${refs(columns, 'now')}) is distinct from (${refs(columns, 'old')})) as "changed",
      (select count(*) from ${sql.table(before(name))} as "old" left join ${sql.table(name)} as "now" on ${same}
        where ${missing('now')}) as "gone"`.execute(tx);
  await sql`drop table ${sql.table(before(name))}`.execute(tx);
  return rows[0] ?? { added: 0, changed: 0, gone: 0 };
};

const fill = async (
  from: Db,
  to: Tx,
  shape: Shape,
  onRows: (table: string, rows: number) => void,
): Promise<number> => {
  // Transaction is not generic over table names: which tables exist is known only at run time
  const target = to as unknown as Transaction<AnyTables> as Kysely<AnyTables>;
  const { last, count } = appendOnly.has(shape.name) ? await endOf(to, shape) : { last: undefined, count: 0 };
  let rows = count;
  for await (const page of pages(from, shape, last)) {
    await target.insertInto(shape.name).values(page.map(unleased)).execute();
    rows += page.length;
    onRows(shape.name, rows);
  }
  if (shape.counter !== undefined && isPostgres(to)) {
    await sql`select setval(pg_get_serial_sequence(${`"${shape.name}"`}, ${shape.counter}),
      (select coalesce(max(${sql.ref(shape.counter)}), 0) + 1 from ${sql.table(shape.name)}), false)`.execute(
      to,
    );
  }
  return rows;
};

const emptyOrCopyOf = async (tx: Tx, tables: readonly Shape[], source: string): Promise<boolean> => {
  const copied = await copiedFrom(tx);
  if (copied === source) return true;
  if (copied !== null)
    throw new Error(
      `The target is a copy of ${copied}. Give --to a database that is empty, or a copy of ${source}.`,
    );
  for (const { name } of tables) {
    if ((await countOf(tx, name)) > 0)
      throw new Error(
        `The target has rows of its own in ${name}: a bot has worked on it, so it may be newer than the source. Nothing was moved. Give --to an empty database.`,
      );
  }
  return false;
};

/**
 * Makes `to` the same as `from`, in one transaction. Repeatable until a bot has worked on `to`: rows that
 * changed or went away in the source do so in the target.
 * @param source the name of `from`
 * @throws Error if `to` contains anything but an untouched copy of that source
 */
export const migrateStore = async (
  from: Database,
  to: Database,
  { source, onRows = () => {} }: { source: string; onRows?: (table: string, rows: number) => void },
): Promise<readonly Moved[]> => {
  const tables = await shapes();
  const at = await to.now();
  const moved = await from.transaction((reading) =>
    to.transaction(async (tx) => {
      const again = await emptyOrCopyOf(tx, tables, source);
      if (again) for (const shape of tables) await keepAside(tx, shape);
      for (const { name } of tables.toReversed())
        if (!appendOnly.has(name)) await sql`delete from ${sql.table(name)}`.execute(tx);
      const counts: Moved[] = [];
      for (const shape of tables) {
        const rows = await fill(reading, tx, shape, onRows);
        const difference = again ? await compare(tx, shape) : { added: rows, changed: 0, gone: 0 };
        counts.push({ table: shape.name, rows, ...difference });
      }
      await markAsCopy(tx, source, at);
      return counts;
    }),
  );
  // so that the first claims are planned for what is there now
  await sql`analyze`.execute(to.kysely);
  return moved;
};

/**
 * Makes sure that the keys decrypt every sealed record.
 * @throws UnknownKeyError, SealedRecordError
 */
export const checkOpens = async (db: Db, keys: Keys): Promise<void> => {
  await checkKeys(db, keys);
  for await (const [recordKey, sealed] of createKeyv(db).iterator())
    await open(keys, recordKey, String(sealed));
};
