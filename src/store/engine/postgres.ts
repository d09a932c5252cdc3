/** PostgreSQL behind Kysely, for several replicas: its pool, its clock, and what to do when two transactions collide. */
import { PostgresDialect, sql } from 'kysely';
import { Client, type ClientBase, DatabaseError, Pool, types } from 'pg';
import { backoffMs } from '../../core/back-off.ts';
import { systemClock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Db } from '../schema/tables.ts';
import { DatabaseInUseError } from './in-use-lock.ts';

/** `int8`, which all our times are; as a number it is exact for the next 285,000 years of milliseconds. */
const int8 = 20;

/**
 * Why a process opens the database: a `bot` is one of several, an `operator` is alone, a `reader` changes nothing
 * and disturbs nobody.
 */
export type Use = 'bot' | 'operator' | 'reader';

/** Any number, the same in each process. */
const useLock = 7_164_202;

/** The server frees a lock some time after its process has ended: how long to keep trying, without queueing in front of others. */
const lockTries = 20;
const lockRetryMs = 100;

const takeLock = async (client: ClientBase, lock: 'pg_try_advisory_lock' | 'pg_try_advisory_lock_shared') => {
  for (let left = lockTries; left > 0; left--) {
    const { rows } = await client.query(`select ${lock}($1) as "taken"`, [useLock]);
    if (rows[0]?.taken) return true;
    await systemClock.sleep(lockRetryMs);
  }
  return false;
};

/**
 * What each new connection begins with. Bots share a lock that an operator takes alone; the server frees it however a
 * process ends.
 * @throws DatabaseInUseError
 */
const begin: Readonly<Record<Use, (client: ClientBase) => Promise<void>>> = {
  bot: async (client) => {
    if (!(await takeLock(client, 'pg_try_advisory_lock_shared')))
      throw new DatabaseInUseError(
        'The database is in use by an operator’s command. Start the bot once the command has ended.',
      );
  },
  operator: async (client) => {
    if (!(await takeLock(client, 'pg_try_advisory_lock')))
      throw new DatabaseInUseError('The database is in use by a running bot. Stop every replica first.');
  },
  reader: async (client) => {
    await client.query('set default_transaction_read_only = on');
  },
};

export const postgresDialect = (url: string, log: Log, use: Use): PostgresDialect => {
  const pool = new Pool({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    onConnect: begin[use],
    ...(use === 'bot'
      ? {
          max: 10,
          // a replica that hangs in a transaction must not hold up the others
          idle_in_transaction_session_timeout: 10_000,
          statement_timeout: 20_000,
        }
      : // one connection, kept: the operator's lock belongs to it
        { max: 1, idleTimeoutMillis: 0 }),
    types: {
      getTypeParser: ((oid: number, format) =>
        oid === int8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
  });
  const lost = (error: Error) =>
    log.warn(
      { code: (error as { code?: string }).code },
      'lost a database connection; the next query opens another',
    );
  // an idle connection that the server closed; the next query opens another one
  pool.on('error', lost);
  // one in use, between two statements of a transaction: the next statement fails, and nothing else does
  pool.on('connect', (client) => client.on('error', lost));
  return new PostgresDialect({ pool });
};

/** Identifies the database, without user and password. */
export const postgresName = (url: string): string => {
  const { host, port, database } = new Client({ connectionString: url });
  return `postgres://${host}:${port}/${database}`;
};

/** The server's clock, ms UTC. */
export const postgresNow = async (db: Db): Promise<number> => {
  const { rows } = await sql<{
    now: string;
  }>`select floor(extract(epoch from clock_timestamp()) * 1000) as "now"`.execute(db);
  return Number(rows[0]?.now);
};

/** `serialization_failure` and `deadlock_detected`: nothing was written. @see https://www.postgresql.org/docs/15/mvcc-serialization-failure-handling.html */
const collisions = new Set(['40001', '40P01']);
const maxTries = 20;

/** Runs a transaction that may be repeated as a whole, until no other one comes between. */
export const repeatably = async <T>(run: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof DatabaseError && collisions.has(error.code ?? '')) || attempt === maxTries)
        throw error;
      await systemClock.sleep(backoffMs(attempt, { firstMs: 2, maxMs: 100 }, Math.random()));
    }
  }
};
