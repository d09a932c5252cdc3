/**
 * Which work at the clouds begins next: what is due in regions that have room. A region without room, or whose cloud the
 * operator removed, is skipped as a whole, along an index, so that it costs the same however much of its work waits.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Codec, Db, Tx } from '../schema/tables.ts';
import { cloudColumns, goneClouds } from './cloud-columns.ts';
import { type Beside, type Claimed, type ClaimOptions, type Hold, leaseRows } from './leases.ts';

/** Their index is `…InRegion`. */
type WorkTable = 'offers' | 'shares' | 'withdrawals';

/** A row that a transaction has just made due. */
export interface NewWork extends Required<Hold> {
  readonly id: string;
}

/**
 * Leases that row in the transaction that made it due at `now`: null if somebody has it, if the operator removed its cloud, or if
 * other work in its region was due before it and waits for a claim.
 */
export const leaseNew = async <T extends { dueAt: number | null }>(
  tx: Tx,
  table: WorkTable,
  codec: Codec<T>,
  { id, cloudId, region }: NewWork,
  options: Omit<ClaimOptions, 'limit'>,
  { joined = [], kept = [] }: Beside = {},
): Promise<Claimed<T> | null> => {
  const { now } = options;
  const first = sql`"id" = ${id} and not exists (
    select 1 from ${sql.table(table)} as "older" where "cloudId" = ${cloudId} and "region" = ${region}
    and "dueAt" < ${now} and ("leaseUntil" is null or "leaseUntil" <= ${now}) and "id" <> ${id}
  ) and not exists (select 1 from "clouds" where "id" = ${cloudId} and "goneSince" is not null)`;
  const beside = { joined: [...cloudColumns(table), ...joined], kept };
  const [claimed = null] = await leaseRows(tx, table, codec, { ...options, limit: 1 }, first, beside);
  return claimed;
};

/** Leases up to `limit` rows that are due and not in `hold`, longest due first; `actor` is the column of the account that acts. */
export const leaseWork = async <T extends { dueAt: number | null }>(
  db: Db,
  table: WorkTable,
  codec: Codec<T>,
  { hold, ...options }: ClaimOptions & { readonly hold: readonly Hold[] },
  actor: RawBuilder<unknown>,
  { joined = [], kept = [] }: Beside = {},
): Promise<Claimed<T>[]> => {
  const full = hold.filter((one) => one.actor === undefined);
  const gone = await goneClouds(db);
  const busy = hold.filter((one) => one.actor !== undefined);
  const spared = busy.map(
    (one) => sql`not (${actor} = ${one.actor} and "cloudId" = ${one.cloudId} and "region" = ${one.region})`,
  );
  const beside = { joined: [...cloudColumns(table), ...joined], kept };
  if (full.length === 0 && gone.size === 0) return leaseRows(db, table, codec, options, all(spared), beside);
  const claims: Claimed<T>[] = [];
  for (const { cloudId, region } of await placesOf(db, table)) {
    const limit = options.limit - claims.length;
    if (limit === 0) break;
    if (gone.has(cloudId) || full.some((one) => one.cloudId === cloudId && one.region === region)) continue;
    const here = sql`"cloudId" = ${cloudId} and "region" = ${region}`;
    const found = await leaseRows(db, table, codec, { ...options, limit }, all([here, ...spared]), beside);
    claims.push(...found);
  }
  return claims;
};

const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql.join([sql`1 = 1`, ...conditions], sql` and `);

/** The regions with rows that are due now or later; each is found by a lookup or two in the index. */
const placesOf = async (db: Db, table: WorkTable): Promise<Pick<Hold, 'cloudId' | 'region'>[]> => {
  const first = (beyond: RawBuilder<unknown>) => sql`(
    select "id" from ${sql.table(table)} where "dueAt" is not null and ${beyond} order by "cloudId", "region" limit 1)`;
  // Comparing both columns at once would be clearer, but SQLite would read all rows of the cloud for it.
  const { rows } = await sql<Pick<Hold, 'cloudId' | 'region'>>`
    with recursive "place" ("cloudId", "region") as (
      select "cloudId", "region" from ${sql.table(table)} where "id" = ${first(sql`1 = 1`)}
      union all
      select "next"."cloudId", "next"."region" from "place" join ${sql.table(table)} as "next" on "next"."id" = coalesce(
        ${first(sql`"cloudId" = "place"."cloudId" and "region" > "place"."region"`)},
        ${first(sql`"cloudId" > "place"."cloudId"`)})
    ) select * from "place"`.execute(db);
  return rows;
};
