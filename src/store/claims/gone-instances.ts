/** Which instances hold leases and live no longer: their leases run, and nobody has the lock on their number. */
import { leasedTables } from '../schema/tables.ts';
import { holderMark } from './leases.ts';

/** The first key of the locks on numbers; any number, the same in each process. */
export const instanceLock = 7_164_203;

const [, markEnd] = holderMark(0);
const now = '(extract(epoch from statement_timestamp()) * 1000)::bigint';
const holders = leasedTables.map(
  (table) =>
    `select split_part("leaseToken", '${markEnd}', 1) as "instance" from "${table}"
     where "leaseUntil" > ${now} and "leaseToken" like '%${markEnd}%'`,
);

/** Reads the locks and takes none: `gone`, and for how long the server has been up. */
export const lookForGone = `
  select extract(epoch from statement_timestamp() - pg_postmaster_start_time()) * 1000 as "upMs", array(
    select distinct "instance"::integer from (${holders.join(' union all ')}) as "holders"
    where "instance" not in (
      select "objid"::text from pg_locks
      where "locktype" = 'advisory' and "classid" = ${instanceLock} and "objsubid" = 2 and "granted"
        and "database" = (select "oid" from pg_database where "datname" = current_database())
    )
  ) as "gone"`;

/** How long a number must have been seen without its lock. */
export const goneAfterMs = 1_000;

/** All locks are free for a moment when the server has restarted, or another one has taken its place. */
export const regroupMs = 5_000;

/** Remembers since when a number has been without its lock, by any clock. Pure but for that. */
export const createGoneWatch = () => {
  let since: ReadonlyMap<number, number> = new Map();
  /** @returns those that are gone for good */
  return (missing: readonly number[], at: number): number[] => {
    since = new Map(missing.map((instance) => [instance, since.get(instance) ?? at]));
    return missing.filter((instance) => at - (since.get(instance) ?? at) >= goneAfterMs);
  };
};
