/**
 * Deletes what has been over for long, with all that hangs on it. Each row goes whole or stays: an Offer only once all its Shares are
 * over, and a Share after the Offers and Withdrawals whose cards tell of it.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Card } from '../../model/card.ts';
import type { Timer } from '../../model/timer.ts';
import { type EndedTable, hasEnded, since } from '../schema/ended.ts';
import type { Db, Tx } from '../schema/tables.ts';

/** In the order in which they go. */
export const endedTables = ['withdrawals', 'offers', 'shares', 'pendingActs'] as const satisfies EndedTable[];

/** Rows in one transaction. */
const pageRows = 50;

/** Where a walk through a table has come to. */
export interface Place {
  readonly since: number;
  readonly id: string;
}

/** Over since `before` or longer, and nobody works on it. */
const isOver = (table: EndedTable, before: number, alias: string = table) =>
  sql<boolean>`(${hasEnded(table, alias)} and ${since(alias)} <= ${before}
    and ${sql.ref(`${alias}.leaseUntil`)} is null and ${also[table](alias, before)})`;

const nothingMore = () => sql`1 = 1`;

const also: Readonly<Record<EndedTable, (alias: string, before: number) => RawBuilder<unknown>>> = {
  withdrawals: (alias, before) => {
    const undoUntil = sql.ref(`${alias}.undoUntil`);
    return sql`(${undoUntil} is null or ${undoUntil} <= ${before})`;
  },
  offers: (alias, before) => sql`not exists (select 1 from "offerShares" as "link"
    join "shares" as "served" on "served"."id" = "link"."shareId"
    where "link"."offerId" = ${sql.ref(`${alias}.id`)} and not ${isOver('shares', before, 'served')})`,
  // an `absent` without a time is what no cloud has said, and `asOf` a question that waits since a restore
  shares: (alias) => sql`${sql.ref(`${alias}.unconfirmedWrites`)} = '[]'
    and ${sql.ref(`${alias}.statusAt`)} is not null and ${sql.ref(`${alias}.asOf`)} is null`,
  pendingActs: nothingMore,
};

/** Nothing whose cards tell of a Share is there, of what `counts`. */
const untold = (counts: (table: 'offers' | 'withdrawals', alias: string) => RawBuilder<unknown>) => sql`
  not exists (select 1 from "offerShares" as "ties" join "offers" as "offered" on "offered"."id" = "ties"."offerId"
    where "ties"."shareId" = "shares"."id" and ${counts('offers', 'offered')})
  and not exists (select 1 from "withdrawals" as "withdrawn" where "withdrawn"."teamId" = "shares"."teamId"
    and "withdrawn"."imageId" = "shares"."imageId" and "withdrawn"."cloudId" = "shares"."cloudId"
    and "withdrawn"."region" = "shares"."region" and ${counts('withdrawals', 'withdrawn')})`;

const goes = (table: EndedTable, before: number, counts: Parameters<typeof untold>[0] = nothingMore) =>
  table === 'shares' ? sql`${isOver(table, before)} and ${untold(counts)}` : isOver(table, before);

/** How many rows of each table would go if those over since `before` went. */
export const countEnded = async (db: Db, before: number): Promise<Readonly<Record<EndedTable, number>>> => {
  const count = async (table: EndedTable) => {
    const { rows } = await sql<{ n: number }>`select count(*) as "n" from ${sql.table(table)}
      where ${goes(table, before, (other, alias) => sql`not ${isOver(other, before, alias)}`)}`.execute(db);
    return Number(rows[0]?.n ?? 0);
  };
  return {
    withdrawals: await count('withdrawals'),
    offers: await count('offers'),
    shares: await count('shares'),
    pendingActs: await count('pendingActs'),
  };
};

/** Deletes Cards, and what was to wake them. */
const deleteCards = async (tx: Tx, kind: Card['kind'], subjects: readonly string[]) => {
  const gone = await tx
    .deleteFrom('cards')
    .where('kind', '=', kind)
    .where('subjectId', 'in', [...subjects])
    .returning('id')
    .execute();
  await deleteTimers(
    tx,
    ['wake'],
    gone.map(({ id }) => id),
  );
};

const deleteTimers = async (tx: Tx, kinds: readonly Timer['kind'][], subjects: readonly string[]) => {
  if (subjects.length === 0) return;
  await tx
    .deleteFrom('timers')
    .where('kind', 'in', [...kinds])
    .where('subjectId', 'in', [...subjects])
    .execute();
};

/** With the messages that tell of several Shares, once they tell of none that is left: they keep their last content. */
const deleteNotifications = async (tx: Tx, shares: readonly string[]) => {
  const told = await tx
    .deleteFrom('notifications')
    .where('subjectId', 'in', [...shares])
    .returning('digestId')
    .execute();
  const digests = new Set(told.flatMap(({ digestId }) => digestId ?? []));
  if (digests.size === 0) return;
  const live = await tx
    .selectFrom('notifications')
    .select('digestId')
    .where('digestId', 'in', [...digests])
    .execute();
  for (const { digestId } of live) if (digestId !== null) digests.delete(digestId);
  if (digests.size > 0) await deleteCards(tx, 'digest', [...digests]);
};

const timersOfShare = ['remind', 'warn-unanswered', 'end-unanswered', 'warn-end', 'end', 'redraw'] as const;

/** What hangs on these rows. */
const children: Readonly<Record<EndedTable, (tx: Tx, ids: readonly string[]) => Promise<void>>> = {
  withdrawals: async (tx, ids) => {
    await deleteCards(tx, 'withdrawal', ids);
    await deleteTimers(tx, ['redraw'], ids);
  },
  offers: async (tx, ids) => {
    await deleteCards(tx, 'offer', ids);
    await tx
      .deleteFrom('offerShares')
      .where('offerId', 'in', [...ids])
      .execute();
  },
  shares: async (tx, ids) => {
    await deleteCards(tx, 'share', ids);
    await deleteTimers(tx, timersOfShare, ids);
    await deleteNotifications(tx, ids);
  },
  pendingActs: (tx, ids) => deleteCards(tx, 'act', ids),
};

/**
 * Deletes, of the next rows after `after` that have ended, those that go, and what hangs on them first.
 * @param before ms UTC: what ended later stays
 * @returns how many went, and where to go on; null at the end
 */
export const deleteEnded = async (
  tx: Tx,
  table: EndedTable,
  before: number,
  after: Place | null,
): Promise<{ readonly deleted: number; readonly next: Place | null }> => {
  const from = after
    ? sql`and ${since(table)} >= ${after.since} and (${since(table)} > ${after.since} or "id" > ${after.id})`
    : sql``;
  const { rows } = await sql<Place>`
    select "id", ${since(table)} as "since" from ${sql.table(table)}
    where ${hasEnded(table, table)} and ${since(table)} <= ${before} ${from}
    order by ${since(table)}, "id" limit ${sql.lit(pageRows)}`.execute(tx);
  const last = rows.at(-1);
  if (last === undefined) return { deleted: 0, next: null };
  const { rows: going } = await sql<Pick<Place, 'id'>>`select "id" from ${sql.table(table)}
    where "id" in (${sql.join(rows.map(({ id }) => id))}) and ${goes(table, before)}`.execute(tx);
  const ids = going.map(({ id }) => id);
  if (ids.length > 0) {
    await children[table](tx, ids);
    await tx.deleteFrom(table).where('id', 'in', ids).execute();
  }
  return { deleted: ids.length, next: rows.length < pageRows ? null : last };
};
