/**
 * One claimant at a time works on a row that is due: it leases the row for a while, and what it returns after the
 * lease was lost is discarded. The rows are the queue, ordered by `dueAt`; there is no other.
 * Every `now` is the database's clock, so that replicas with clocks of their own agree on who holds what.
 */

import { type AliasedRawBuilder, type RawBuilder, sql } from 'kysely';
import type { CloudId } from '../../core/ids.ts';
import { isPostgres } from '../dialect.ts';
import { isKnown } from '../schema/known-values.ts';
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

/** What a claim does beside leasing. */
export interface Beside {
  /** Returned with the row. */
  readonly joined?: readonly AliasedRawBuilder<unknown, string>[];
  /** Assignments to further columns; what they read is the row as it was before. */
  readonly kept?: readonly RawBuilder<unknown>[];
}

/** Leases up to `limit` rows that are due and free, longest due first; `also` is a further condition on the row "due". */
export const leaseRows = async <T extends { dueAt: number | null }>(
  db: Db,
  table: LeasedTable,
  { read }: Codec<T>,
  { now, limit, leaseMs, token }: ClaimOptions,
  also: RawBuilder<unknown> = sql`1 = 1`,
  { joined = [], kept = [] }: Beside = {},
): Promise<Claimed<T>[]> => {
  const { rows } = await sql<object>`
    update ${sql.table(table)} set ${sql.join([sql`"leaseToken" = ${token}`, sql`"leaseUntil" = ${now + leaseMs}`, ...kept])}
    where "id" in (
      select "id" from ${sql.table(table)} as "due"
      where "dueAt" <= ${now} and ("leaseUntil" is null or "leaseUntil" <= ${now}) and ${isKnown(db, table)} and ${also}
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
      sql`"finishedAt" = ${now}`,
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

/** Gives a row back on which no step was begun: it is due as it was. The token stays, and with it what a dead holder may have left. */
export const giveBack = async (db: Db, table: LeasedTable, { row, leaseToken }: Lease): Promise<void> => {
  await db
    .updateTable(table)
    .set({ leaseUntil: null })
    .where(({ and }) => and({ id: row.id, leaseToken }))
    .execute();
};

/** The part of a lease token that says who holds it. */
export const holderMark = (instance: number) => `${instance}:`;

/**
 * Ends leases whose holders did not give them back: those of the instances that are gone or, on a database that nobody else is using,
 * all. The tokens stay, as they do when a lease runs out: nobody knows what their holders had begun.
 * @returns how many
 */
export const endLeases = async (db: Db, gone?: readonly number[]): Promise<number> => {
  let ended = 0n;
  for (const table of leasedTables) {
    const held = db.selectFrom(table).select('id').where('leaseUntil', 'is not', null);
    const ofGone = held.where(({ or, eb }) =>
      or((gone ?? []).map((instance) => eb('leaseToken', 'like', `${holderMark(instance)}%`))),
    );
    const { numUpdatedRows } = await db
      .updateTable(table)
      .set({ leaseUntil: null })
      // another instance may be ending the same leases
      .where('id', 'in', gone === undefined ? held : ofGone.forUpdate().skipLocked())
      .executeTakeFirst();
    ended += numUpdatedRows;
  }
  return Number(ended);
};

/** The longest that one of these rows waits without an intent. */
const longestWaitMs = 5 * 60_000;

/** Pulls in rows that a wrong clock, since corrected, pushed too far off. A row that others work on gets its time from them. */
export const pullIn = async (db: Db, now: number): Promise<void> => {
  for (const table of ['offers', 'shares', 'withdrawals'] as const) {
    await db
      .updateTable(table)
      .set({ dueAt: now })
      .where('dueAt', '>', now + longestWaitMs)
      .execute();
  }
};

export interface WhatIsDue {
  /** The tables with rows that are due and free, though some of them may have to wait for another reason. */
  readonly tables: ReadonlySet<string>;
  /**
   * The earliest time at which a claim may find something that it does not find now; null if nothing waits. A leased row counts when
   * its lease ends.
   */
  readonly next: number | null;
}

/** Asks all tables at once, along their indexes: in an `exists`, PostgreSQL would drop the order and with it the index. */
export const whatIsDue = async (db: Db, now: number): Promise<WhatIsDue> => {
  const of = (name: LeasedTable) => {
    const table = sql.table(name);
    return sql`select ${sql.lit(name)} as "name",
      (select 1 from ${table} where "dueAt" <= ${now} and ("leaseUntil" is null or "leaseUntil" <= ${now}) order by "dueAt" limit 1) as "due",
      (select min("dueAt") from ${table} where "dueAt" > ${now}) as "dueAt",
      (select min("leaseUntil") from ${table} where "leaseUntil" > ${now}) as "freeAt"`;
  };
  const { rows } = await sql<{ name: string; due: unknown; dueAt: number | null; freeAt: number | null }>`
    ${sql.join(leasedTables.map(of), sql` union all `)}`.execute(db);
  const times = rows.flatMap(({ dueAt, freeAt }) => [dueAt, freeAt]).filter((at) => at !== null);
  return {
    tables: new Set(rows.filter(({ due }) => due).map(({ name }) => name)),
    next: times.length > 0 ? Math.min(...times) : null,
  };
};
