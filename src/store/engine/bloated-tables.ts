/** Tables that PostgreSQL does not clean up. */
import { sql } from 'kysely';
import type { Db } from '../schema/tables.ts';

/** Of so few rows, one more vacuum changes nothing. */
const fewRows = 1_000;

/** Tables with more dead rows than live ones: autovacuum is off, or does not keep up. */
export const bloatedTables = async (
  db: Db,
): Promise<readonly { readonly table: string; readonly live: number; readonly dead: number }[]> => {
  const { rows } = await sql<{ table: string; live: number; dead: number }>`
    select "relname"::text as "table", "n_live_tup" as "live", "n_dead_tup" as "dead"
    from "pg_stat_user_tables"
    where "schemaname" = current_schema() and "n_dead_tup" > greatest("n_live_tup", ${sql.lit(fewRows)})
    order by "n_dead_tup" desc`.execute(db);
  return rows;
};
