/**
 * Statements that are compiled once. Compiling with Kysely's builder takes longer than running them, and every intent,
 * for which somebody waits, runs these.
 */
import { type Compilable, CompiledQuery, type DialectAdapter, type InsertObject } from 'kysely';
import type { Db, Tables } from '../schema/tables.ts';

/** Each database writes them its own way. */
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
 * A query whose parameters are its arguments, in the order in which they appear in it.
 * @param build is called with the arguments of the first call, so what it builds must not depend on them
 */
export const prepared =
  <Row, P extends readonly unknown[]>(build: (db: Db, ...parameters: P) => Compilable<Row>) =>
  async (db: Db, ...parameters: P): Promise<Row[]> => {
    const sql = statement(db, build, () => build(db, ...parameters));
    return (await db.executeQuery<Row>(CompiledQuery.raw(sql, [...parameters]))).rows;
  };

/**
 * Inserts a row.
 * @param row the columns as the database stores them
 * @param unless columns that are unique together: an existing row with these values stays as it is
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
