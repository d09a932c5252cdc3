/**
 * One claimant at a time works on a row that is due: it leases the row for a while, and what it returns after the
 * lease was lost is discarded. The rows are the queue, ordered by `dueAt`; there is no other.
 * Every `now` is the database's clock, so that replicas with clocks of their own agree on who holds what.
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

/** The part of a {@link Claimed} that a finish function needs. */
export type Lease = Claimed<{ readonly id: string }>;

/** `token` must be new for each claim: rows claimed together share it. */
export interface ClaimOptions {
  readonly now: number;
  readonly limit: number;
  readonly leaseMs: number;
  readonly token: string;
}

/** Work that must not be claimed now: everything in a region of a cloud, or what one actor does there. */
export interface Hold {
  readonly cloudId: CloudId;
  readonly region: string;
  /** The account that does it. */
  readonly actor?: string;
}

/** Leases up to `limit` rows that are due and free, longest due first; `also` is a further condition on the row "due", `joined` what is returned beside it. */
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
 * Writes what a step found and gives the lease back; `again` is an SQL condition that makes the row due at once.
 * False, and nothing written, if the lease was lost.
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
  // due at once, and ahead of rows that became due later
  const atOnce = nextDueAt !== null && nextDueAt < now ? nextDueAt : now;
  const set = Object.entries(columns).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  // The casts are for PostgreSQL, which takes a bare parameter in a case as text.
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
 * Makes a row due no later than `at`. If a step is running, the row is due again as soon as the step ends:
 * what the step read may be older than the reason for this call. In an upsert the columns need their `table`'s name.
 */
export const touched = (at: number, table?: LeasedTable) => {
  const column = (name: string) => sql.ref(table === undefined ? name : `${table}.${name}`);
  return {
    dueAt: sql<number>`case when ${column('dueAt')} < ${at} then ${column('dueAt')} else cast(${at} as bigint) end`,
    touched: sql<number>`case when ${column('leaseUntil')} > ${at} then 1 else ${column('touched')} end`,
  };
};

/** Ends every lease; only for a database that nobody else is using. */
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

/** Pulls in rows that a wrong clock, since corrected, pushed too far off; only for a database that nobody else is using. */
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
 * The earliest time after `after` at which a claim may find something, or null if nothing waits. Whatever was due by then
 * and not claimed was held back, and the caller who held it back knows until when. A leased row counts when its lease ends.
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
