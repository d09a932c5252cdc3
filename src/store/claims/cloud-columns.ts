/** What a row's cloud adds to the row when it is read, and the clouds whose rows wait. */
import { sql } from 'kysely';
import { prepared } from '../engine/prepared.ts';
import type { Db } from '../schema/tables.ts';

type OnCloudTable = 'accounts' | 'offers' | 'shares' | 'withdrawals' | 'pendingActs';

/** The columns `cloudName` and `cloudGone` for a row of `table`, to select or return beside its own. */
export const cloudColumns = (table: OnCloudTable) => {
  const own = sql`from "clouds" where "clouds"."id" = ${sql.ref(`${table}.cloudId`)}`;
  return [
    sql<string>`(select "name" ${own})`.as('cloudName'),
    sql<number>`(select case when "goneSince" is null then 0 else 1 end ${own})`.as('cloudGone'),
  ] as const;
};

const selectGone = prepared((db) => db.selectFrom('clouds').select('id').where('goneSince', 'is not', null));

/** The clouds that the operator removed from the file. */
export const goneClouds = async (db: Db): Promise<ReadonlySet<string>> =>
  new Set((await selectGone(db)).map(({ id }) => id));
