/**
 * A row that is due is worked on by one claimant at a time: it is leased for a while, and what comes back after the
 * lease was lost is thrown away. The rows are the queue, ordered by `dueAt`; nothing is queued beside them.
 * All `now` are the database's clock, so that replicas with clocks of their own agree on who holds what.
 */

import { type AliasedRawBuilder, type RawBuilder, sql } from 'kysely';
import type { CloudId } from '../../core/ids.ts';
import { isPostgres } from '../dialect.ts';
import { type Codec, type Db, leasedTables } from '../schema/tables.ts';

type LeasedTable = (typeof leasedTables)[number];

/** A row as it was when claimed, and the token that proves the claim. */
export interface Claimed<T> {
  readonly row: T;
  readonly leaseToken: string;
}

/** What a finish function needs of a {@link Claimed}. */
export type Lease = Claimed<{ readonly id: string }>;

/** `token` must be new for each claim: rows claimed together share it. */
export interface ClaimOptions {
  readonly now: number;
  readonly limit: number;
  readonly leaseMs: number;
  readonly token: string;
}

/** Work that is not to be claimed now: all of a region of a cloud, or what one actor does there. */
export interface Hold {
  readonly cloudId: CloudId;
  readonly region: string;
  /** Whose account it is done with. */
  readonly actor?: string;
}

/** Leases up to `limit` rows that are due and free, longest due first; `also` is one more condition on the row "due", `joined` what is returned beside it. */
export const leaseRows = async <T extends { dueAt: number | null }>(
  db: Db,
  table: LeasedTable,
  { read }: Codec<T>,
  { now, limit, leaseMs, token }: ClaimOptions,
  also: RawBuilder<unknown> = sql`1 = 1`,
  joined: readonly AliasedRawBuilder<unknown, string>[] = [],
): Promise<Claimed<T>[]> => {
  const { rows } = await sql<object>`
    update ${sql.table(table)} set "leaseToken" = ${token}, "leaseUntil" = ${now + leaseMs}
    where "id" in (
      select "id" from ${sql.table(table)} as "due"
      where "dueAt" <= ${now} and ("leaseUntil" is null or "leaseUntil" <= ${now}) and ${also}
      order by "dueAt", "id" limit ${limit} ${isPostgres(db) ? sql`for update skip locked` : sql``}
    ) returning ${sql.join([sql`*`, ...joined])}`.execute(db);
  return rows
    .map((row) => ({ row: read(row), leaseToken: token }))
    .sort((a, b) => Number(a.row.dueAt) - Number(b.row.dueAt));
};

/**
 * Writes what a step found and gives the lease back; `again` is an SQL condition under which the row is due at once.
 * False, and nothing written, when the lease is no longer ours.
 */
export const finishRow = async (
  db: Db,
  table: LeasedTable,
  { row, leaseToken }: Lease,
  columns: Readonly<Record<string, unknown>>,
  {
    now,
    nextDueAt,
    again = sql`1 = 0`,
  }: { now: number; nextDueAt: number | null; again?: RawBuilder<unknown> },
): Promise<boolean> => {
  // due at once, and with no row that became due later before it
  const atOnce = nextDueAt !== null && nextDueAt < now ? nextDueAt : now;
  const set = Object.entries(columns).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  // The casts are for PostgreSQL, which takes a bare parameter in a case for text.
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set ${sql.join([
      ...set,
      sql`"dueAt" = case when "touched" = 1 or ${again} then cast(${atOnce} as bigint) else cast(${nextDueAt} as bigint) end`,
      sql`"touched" = 0`,
      sql`"leaseToken" = null`,
      sql`"leaseUntil" = null`,
    ])}
    where "id" = ${row.id} and "leaseToken" = ${leaseToken} and "leaseUntil" > ${now}`.execute(db);
  return numAffectedRows === 1n;
};

/**
 * Makes a row due no later than `at`. If a step is at work on it then, the row is due again as soon as the step ends:
 * what the step saw may be older than the reason for looking. In an upsert the columns need their `table`'s name.
 */
export const touched = (at: number, table?: LeasedTable) => {
  const column = (name: string) => sql.ref(table === undefined ? name : `${table}.${name}`);
  return {
    dueAt: sql<number>`case when ${column('dueAt')} < ${at} then ${column('dueAt')} else cast(${at} as bigint) end`,
    touched: sql<number>`case when ${column('leaseUntil')} > ${at} then 1 else ${column('touched')} end`,
  };
};

/** Ends every lease; only for a database that nobody else works on. */
export const freeLeases = async (db: Db): Promise<void> => {
  for (const table of leasedTables) {
    await db
      .updateTable(table)
      .set({ leaseToken: null, leaseUntil: null })
      .where('leaseUntil', 'is not', null)
      .execute();
  }
};

/** The longest that one of these rows waits without an intent. */
const longestWaitMs = 5 * 60_000;

/** Brings back what a clock that was since put right has pushed too far off; only for a database that nobody else works on. */
export const pullIn = async (db: Db, now: number): Promise<void> => {
  for (const table of ['offers', 'shares', 'withdrawals'] as const) {
    await db
      .updateTable(table)
      .set({ dueAt: now })
      .where('dueAt', '>', now + longestWaitMs)
      .execute();
  }
};

/**
 * The earliest time after `after` at which a claim may find something, or null if nothing waits. What was due by then
 * and was not claimed, was held back, and whoever held it back knows until when. A leased row counts when its lease ends.
 */
export const nextDue = async (db: Db, after: number): Promise<number | null> => {
  const of = (table: LeasedTable) => sql`
    select min("dueAt") as "at" from ${sql.table(table)} where "dueAt" > ${after}
    union all
    select min("leaseUntil") as "at" from ${sql.table(table)} where "leaseUntil" > ${after}`;
  const { rows } = await sql<{ at: number | null }>`
    select min("at") as "at" from (${sql.join(leasedTables.map(of), sql` union all `)}) as "times"`.execute(
    db,
  );
  return rows[0]?.at ?? null;
};
