/**
 * Statements that are put together once. With Kysely's builder that takes longer than to carry them out, and these are on the way
 * of every intent, for which somebody waits.
 */
import { type Compilable, CompiledQuery, type DialectAdapter, type InsertObject } from 'kysely';
import type { Db, Tables } from '../schema/tables.ts';

/** Each database has its own way of writing them. */
const statements = new WeakMap<DialectAdapter, Map<unknown, string>>();

const statement = (db: Db, key: unknown, build: () => Compilable): string => {
  const { adapter } = db.getExecutor();
  const known = statements.get(adapter) ?? new Map<unknown, string>();
  statements.set(adapter, known);
  const sql = known.get(key) ?? build().compile().sql;
  known.set(key, sql);
  return sql;
};

/**
 * A query whose parameters are its arguments, in the order in which they stand in it.
 * @param build is called with arguments of the first call, so what it builds must not depend on them
 */
export const prepared =
  <Row, P extends readonly unknown[]>(build: (db: Db, ...parameters: P) => Compilable<Row>) =>
  async (db: Db, ...parameters: P): Promise<Row[]> => {
    const sql = statement(db, build, () => build(db, ...parameters));
    return (await db.executeQuery<Row>(CompiledQuery.raw(sql, [...parameters]))).rows;
  };

/**
 * Inserts a row.
 * @param row the columns as they lie in the database
 * @param unless columns of which no two rows have the same values: where one has these already, it stays as it is
 */
export const insertRow = async <T extends keyof Tables>(
  db: Db,
  table: T,
  row: InsertObject<Tables, T>,
  unless: readonly (keyof Tables[T] & string)[] = [],
): Promise<void> => {
  const sql = statement(db, `${table} ${Object.keys(row)} ${unless}`, () => {
    const insert = db.insertInto(table).values(row);
    return unless.length === 0 ? insert : insert.onConflict((on) => on.columns(unless).doNothing());
  });
  await db.executeQuery(CompiledQuery.raw(sql, Object.values(row)));
};
