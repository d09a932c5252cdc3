/** Opens the database on PostgreSQL: for one of several bots, for an operator's command, or for reading. */
import { Kysely } from 'kysely';
import type { Clock } from '../core/clock.ts';
import { dayMs } from '../core/durations.ts';
import type { Log } from '../core/log.ts';
import { createSeldom } from '../core/seldom.ts';
import { openInstance } from './claims/instance.ts';
import { pullIn } from './claims/leases.ts';
import { bloatedTables } from './engine/bloated-tables.ts';
import type { Database } from './engine/database.ts';
import { isTransactionPooled, TransactionPoolerError } from './engine/pooler.ts';
import { postgresConnections, postgresNow, repeatably, scrubPostgres } from './engine/postgres.ts';
import { whyPostgresUnavailable } from './engine/postgres-errors.ts';
import { soleInstance } from './engine/sole-instance.ts';
import { tellingFailures } from './engine/told-failures.ts';
import type { Use } from './engine/use.ts';
import type { Opening } from './open-options.ts';
import { migrate } from './schema/schema-version.ts';
import type { Tables } from './schema/tables.ts';

export { postgresConnections, postgresName } from './engine/postgres.ts';

/** @throws DatabaseInUseError; what connecting throws */
export const openPostgresDatabase = async (
  url: string,
  log: Log,
  own: Clock,
  use: Use,
  { changes, onFailure }: Opening = {},
): Promise<Database> => {
  if (await isTransactionPooled(url)) throw new TransactionPoolerError();
  const instance = use === 'bot' ? await openInstance(url, log) : null;
  const { dialect, cut } = postgresConnections(url, log, use, instance?.held);
  const kysely = new Kysely<Tables>(tellingFailures(dialect, onFailure));
  const close = async () => {
    const destroy = () => kysely.destroy();
    await (instance?.close(destroy) ?? destroy());
  };
  /** How far the server's clock is ahead of ours. */
  let aheadMs = 0;
  const now = async () => {
    const at = await postgresNow(kysely);
    aheadMs = at - own.now();
    return at;
  };
  const isNews = createSeldom(own);
  const warnOfBloat = async () => {
    for (const { table, live, dead } of await bloatedTables(kysely))
      if (isNews(table, dayMs))
        log.warn({ table, live, dead }, 'a table has more dead rows than live ones, which makes it slow');
  };
  try {
    await migrate(kysely, changes);
    await pullIn(kysely, await now());
    await instance?.begin(kysely, cut);
  } catch (error) {
    await close();
    throw error;
  }
  log.debug('opened the database');
  return {
    kysely,
    transaction: (work) =>
      repeatably(() => kysely.transaction().setIsolationLevel('repeatable read').execute(work)),
    write: (statement) => statement(kysely),
    now,
    clock: { ...own, now: () => own.now() + aheadMs },
    whyUnavailable: () => whyPostgresUnavailable(kysely),
    tidy: warnOfBloat,
    instance: instance ?? soleInstance(),
    scrub: () => scrubPostgres(url),
    close,
  };
};
