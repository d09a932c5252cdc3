/**
 * Which work at the clouds is begun next: what is due in regions that have room. A region that has none is passed over as a
 * whole, along an index, so that it costs the same however much of its work waits.
 */
import { type RawBuilder, sql } from 'kysely';
import { type Claimed, type ClaimOptions, type Hold, leaseRows } from './leases.ts';
import type { Codec, Db } from './tables.ts';

/** Their index is `…InRegion`. */
type WorkTable = 'offers' | 'shares' | 'withdrawals';

/** Leases up to `limit` rows that are due and none of `hold`, longest due first; `actor` is the column that says who acts. */
export const leaseWork = async <T extends { dueAt: number | null }>(
  db: Db,
  table: WorkTable,
  codec: Codec<T>,
  { hold, ...options }: ClaimOptions & { readonly hold: readonly Hold[] },
  actor: RawBuilder<unknown>,
): Promise<Claimed<T>[]> => {
  const full = hold.filter((one) => one.actor === undefined);
  const busy = hold.filter((one) => one.actor !== undefined);
  const spared = busy.map(
    (one) => sql`not (${actor} = ${one.actor} and "cloud" = ${one.cloud} and "region" = ${one.region})`,
  );
  if (full.length === 0) return leaseRows(db, table, codec, options, all(spared));
  const claims: Claimed<T>[] = [];
  for (const { cloud, region } of await placesOf(db, table)) {
    const limit = options.limit - claims.length;
    if (limit === 0) break;
    if (full.some((one) => one.cloud === cloud && one.region === region)) continue;
    const here = sql`"cloud" = ${cloud} and "region" = ${region}`;
    claims.push(...(await leaseRows(db, table, codec, { ...options, limit }, all([here, ...spared]))));
  }
  return claims;
};

const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql.join([sql`1 = 1`, ...conditions], sql` and `);

/** Where there are rows that are due now or later; each found by a look or two into the index. */
const placesOf = async (db: Db, table: WorkTable): Promise<Pick<Hold, 'cloud' | 'region'>[]> => {
  const first = (beyond: RawBuilder<unknown>) => sql`(
    select "id" from ${sql.table(table)} where "dueAt" is not null and ${beyond} order by "cloud", "region" limit 1)`;
  // One comparison of both columns would be clearer, and SQLite would read all rows of the cloud for it.
  const { rows } = await sql<Pick<Hold, 'cloud' | 'region'>>`
    with recursive "place" ("cloud", "region") as (
      select "cloud", "region" from ${sql.table(table)} where "id" = ${first(sql`1 = 1`)}
      union all
      select "next"."cloud", "next"."region" from "place" join ${sql.table(table)} as "next" on "next"."id" = coalesce(
        ${first(sql`"cloud" = "place"."cloud" and "region" > "place"."region"`)},
        ${first(sql`"cloud" > "place"."cloud"`)})
    ) select * from "place"`.execute(db);
  return rows;
};
