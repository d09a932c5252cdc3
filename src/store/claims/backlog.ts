/** How much waits, since when, and how accounts fare: for whoever watches the bot. Read along the indexes that there are. */
import { sql } from 'kysely';
import { dayMs } from '../../core/durations.ts';
import { type Db, leasedTables } from '../schema/tables.ts';

/** Times are ms, UTC. Nobody and nothing is named in it but the operator's clouds. */
export interface Backlog {
  /** At most {@link maxCounted} rows are counted of each table. `oldestAt`: since when the first is due; null: none is. */
  readonly due: readonly {
    readonly table: string;
    readonly rows: number;
    readonly oldestAt: number | null;
  }[];
  /** Since when the first poll of a project of the cloud is due; null: none is. */
  readonly syncs: readonly { readonly cloud: string; readonly oldestAt: number | null }[];
  /** How many good accounts of the cloud have a credential that expires within a week. */
  readonly ending: readonly { readonly cloud: string; readonly count: number }[];
  readonly accounts: readonly { readonly cloud: string; readonly health: string; readonly count: number }[];
}

/** Counting more would hold up a SQLite file for as long as it takes. */
const maxCounted = 10_000;

/** A row that is being worked on counts until its step ends. */
export const readBacklog = async (db: Db, now: number): Promise<Backlog> => {
  const ofTable = (name: (typeof leasedTables)[number]) => {
    const table = sql.table(name);
    return sql`select ${sql.lit(name)} as "table",
      (select count(*) from (select 1 from ${table} where "dueAt" <= ${now} limit ${sql.lit(maxCounted)}) as "some") as "rows",
      (select min("dueAt") from ${table} where "dueAt" <= ${now}) as "oldestAt"`;
  };
  const { rows: due } = await sql<Backlog['due'][number]>`
    ${sql.join(leasedTables.map(ofTable), sql` union all `)}`.execute(db);
  const clouds = await db
    .selectFrom('clouds')
    .select(['id', 'name'])
    .where('joinedTo', 'is', null)
    .where('goneSince', 'is', null)
    .execute();
  const { rows: late } = await sql<{ cloudId: string; oldestAt: number }>`
    select "cloudId", min("dueAt") as "oldestAt" from
      (select "cloudId", "dueAt" from "projectSyncs" where "dueAt" <= ${now} order by "dueAt" limit ${sql.lit(maxCounted)}) as "late"
    group by "cloudId"`.execute(db);
  const healths = await db
    .selectFrom('accounts')
    .select(({ fn }) => ['cloudId', 'health', fn.countAll<number>().as('count')])
    .groupBy(['cloudId', 'health'])
    .execute();
  const ending = await db
    .selectFrom('accounts')
    .select(({ fn }) => ['cloudId', fn.countAll<number>().as('count')])
    .where('health', '=', 'good')
    .where('expiresAt', '<=', now + 7 * dayMs)
    .groupBy('cloudId')
    .execute();
  const nameOf = new Map<string, string>(clouds.map(({ id, name }) => [id, name]));
  return {
    due: due.map((one) => ({ ...one, rows: Number(one.rows) })),
    syncs: clouds.map(({ id, name }) => ({
      cloud: name,
      oldestAt: late.find(({ cloudId }) => cloudId === id)?.oldestAt ?? null,
    })),
    ending: clouds.map(({ id, name }) => ({
      cloud: name,
      count: Number(ending.find(({ cloudId }) => cloudId === id)?.count ?? 0),
    })),
    accounts: healths.flatMap(({ cloudId, health, count }) => {
      const cloud = nameOf.get(cloudId);
      return cloud === undefined ? [] : [{ cloud, health, count: Number(count) }];
    }),
  };
};
