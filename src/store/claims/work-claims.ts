/**
 * Which work at the clouds begins next: what is due in regions that have room. A region without room, or whose cloud the
 * operator removed, is skipped as a whole, along an index, so that it costs the same however much of its work waits.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Codec, Db } from '../schema/tables.ts';
import { cloudColumns, goneClouds } from './cloud-columns.ts';
import { type Claimed, type ClaimOptions, type Hold, leaseRows } from './leases.ts';

/** Their index is `…InRegion`. */
type WorkTable = 'offers' | 'shares' | 'withdrawals';

/** Leases up to `limit` rows that are due and not in `hold`, longest due first; `actor` is the column of the account that acts. */
export const leaseWork = async <T extends { dueAt: number | null }>(
  db: Db,
  table: WorkTable,
  codec: Codec<T>,
  { hold, ...options }: ClaimOptions & { readonly hold: readonly Hold[] },
  actor: RawBuilder<unknown>,
): Promise<Claimed<T>[]> => {
  const full = hold.filter((one) => one.actor === undefined);
  const gone = await goneClouds(db);
  const busy = hold.filter((one) => one.actor !== undefined);
  const spared = busy.map(
    (one) => sql`not (${actor} = ${one.actor} and "cloudId" = ${one.cloudId} and "region" = ${one.region})`,
  );
  const joined = cloudColumns(table);
  if (full.length === 0 && gone.size === 0) return leaseRows(db, table, codec, options, all(spared), joined);
  const claims: Claimed<T>[] = [];
  for (const { cloudId, region } of await placesOf(db, table)) {
    const limit = options.limit - claims.length;
    if (limit === 0) break;
    if (gone.has(cloudId) || full.some((one) => one.cloudId === cloudId && one.region === region)) continue;
    const here = sql`"cloudId" = ${cloudId} and "region" = ${region}`;
    const found = await leaseRows(db, table, codec, { ...options, limit }, all([here, ...spared]), joined);
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
