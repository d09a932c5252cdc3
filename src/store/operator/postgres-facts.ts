/** What a PostgreSQL server says of itself, for whoever checks a set-up; asks in one connection that changes nothing. */
import { sql } from 'kysely';
import { postgresNow } from '../engine/postgres.ts';
import { type Db, leasedTables } from '../schema/tables.ts';

export interface PostgresFacts {
  readonly version: string;
  /** Such as 150018. */
  readonly versionNumber: number;
  readonly user: string;
  /** Where new tables go; null: the search path leads nowhere. */
  readonly schema: string | null;
  readonly mayCreate: boolean;
  /** Tables of the bot that this user may not read and write. */
  readonly closedTables: readonly string[];
  /** A standby, which repeats what another server does. */
  readonly standby: boolean;
  readonly readOnly: boolean;
  readonly maxConnections: number;
  /** Of them, for superusers and the like. */
  readonly reservedConnections: number;
  /** Of the user and of the database; -1: none. */
  readonly userLimit: number;
  readonly databaseLimit: number;
  readonly fsync: boolean;
  readonly fullPageWrites: boolean;
  /** What a session begins with. */
  readonly synchronousCommit: string;
  /** How far the server's clock is ahead of ours, at least; negative: behind. */
  readonly aheadMs: number;
}

const tables = [...leasedTables, 'clouds', 'accounts', 'audit', 'people', 'keyv'];

/** Sessions begin with these, whatever this one has set since. */
const byDefault = (name: string) =>
  sql<string>`(select "reset_val" from "pg_settings" where "name" = ${name})`;

/** @param ourNow ms UTC */
export const postgresFacts = async (db: Db, ourNow: () => number): Promise<PostgresFacts> => {
  const { rows } = await sql<Omit<PostgresFacts, 'aheadMs'>>`select
    current_setting('server_version') as "version",
    current_setting('server_version_num')::int as "versionNumber",
    current_user::text as "user",
    current_schema()::text as "schema",
    coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as "mayCreate",
    array(
      select "relname"::text from "pg_class"
      where "relnamespace" = quote_ident(current_schema())::regnamespace and "relname" in (${sql.join(tables)})
        and not (has_table_privilege("oid", 'SELECT') and has_table_privilege("oid", 'INSERT')
          and has_table_privilege("oid", 'UPDATE')
          and ("relname" in ('audit', 'people') or has_table_privilege("oid", 'DELETE')))
      order by "relname"
    ) as "closedTables",
    pg_is_in_recovery() as "standby",
    ${byDefault('default_transaction_read_only')} = 'on' as "readOnly",
    current_setting('max_connections')::int as "maxConnections",
    current_setting('superuser_reserved_connections')::int
      + coalesce(current_setting('reserved_connections', true)::int, 0) as "reservedConnections",
    (select "rolconnlimit" from "pg_roles" where "rolname" = current_user) as "userLimit",
    (select "datconnlimit" from "pg_database" where "datname" = current_database()) as "databaseLimit",
    current_setting('fsync') = 'on' as "fsync",
    current_setting('full_page_writes') = 'on' as "fullPageWrites",
    ${byDefault('synchronous_commit')} as "synchronousCommit"`.execute(db);
  const [facts] = rows as [Omit<PostgresFacts, 'aheadMs'>];
  const before = ourNow();
  const theirs = await postgresNow(db);
  const after = ourNow();
  // it was read at some time between the two
  const aheadMs = theirs < before ? theirs - before : Math.max(0, theirs - after);
  return { ...facts, aheadMs };
};
