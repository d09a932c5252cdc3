/**
 * Copies a whole store into another one, of either kind: every table that the migrations make, row by row, without the
 * leases. Sealed records are copied as they are, because they are bound to their keys and not to the database.
 */
import { sql } from 'kysely';
import type { Database } from '../engine/database.ts';
import { checkKnown } from '../schema/schema-version.ts';
import type { Db, Tx } from '../schema/tables.ts';
import { checkKeys } from '../secrets/credentials.ts';
import type { Keys } from '../secrets/keys.ts';
import { openings } from '../secrets/sealed-by.ts';
import { copiedFrom, markAsCopy } from './copy-mark.ts';
import { appendOnly, countOf, fill, refs, type Shape, shapes } from './copy-tables.ts';

/** What became of a table's rows in the target; `gone` were there before and are no longer in the source. */
export interface Moved {
  readonly table: string;
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
}

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
  for (const { kysely } of [from, to]) await checkKnown(kysely);
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
  for await (const { why } of openings(db, keys)) if (why) throw why;
};
