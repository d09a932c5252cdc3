/** PostgreSQL behind Kysely, for several replicas: its pool, its clock, and what to do when two transactions collide. */
import { PostgresDialect, sql } from 'kysely';
import { Client, type ClientBase, DatabaseError, Pool, type PoolClient, types } from 'pg';
import { backoffMs } from '../../core/back-off.ts';
import { systemClock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Db } from '../schema/tables.ts';
import { withoutNul } from './postgres-text.ts';
import type { Use } from './use.ts';
import { takeUseLock } from './use-lock.ts';

/** `int8`, which all our times are; as a number it is exact for the next 285,000 years of milliseconds. */
const int8 = 20;

/** What is acknowledged has to be on disk, whatever the server does by default; what promises more stays. */
const commitsOnDisk = (client: ClientBase) =>
  client.query(
    "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
  );

/** What each new connection begins with. */
type Begin = (client: ClientBase) => Promise<unknown>;

const begin: Readonly<Record<Exclude<Use, 'bot'>, Begin>> = {
  operator: (client) => takeUseLock(client, 'operator'),
  reader: (client) => client.query('set default_transaction_read_only = on'),
};

interface Connections {
  readonly dialect: PostgresDialect;
  /** Cuts those that are open now; what is being asked on them fails. */
  cut(): void;
}

const poolConnections = 10;
/** One more holds the lock that it shares with other bots. */
export const connectionsPerReplica = poolConnections + 1;

/** Of each of a bot's sessions: a replica that hangs in a transaction must not hold up the others. */
export const sessionLimits = { idle_in_transaction_session_timeout: 10_000, statement_timeout: 20_000 };

/** @param mayBegin of a bot: resolves once it holds the lock that it shares with other bots */
export const postgresConnections = (
  url: string,
  log: Log,
  use: Use,
  mayBegin: () => Promise<unknown> = async () => {},
): Connections => {
  const open = new Set<ClientBase>();
  const beginBot: Begin = async (client) => {
    open.add(client);
    try {
      await mayBegin();
      await commitsOnDisk(client);
    } catch (error) {
      // the pool says nothing of a connection that did not come to be
      open.delete(client);
      throw error;
    }
  };
  const pool = new Pool({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    onConnect: use === 'bot' ? beginBot : begin[use],
    ...(use === 'bot'
      ? {
          max: poolConnections,
          ...sessionLimits,
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
  pool.on('remove', (client) => open.delete(client));
  return {
    dialect: withoutNul(new PostgresDialect({ pool })),
    cut: () => {
      for (const client of open) (client as PoolClient).connection.stream.destroy();
    },
  };
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

const lockNotAvailable = '55P03';

/** What VACUUM says of a table begins with how many deleted rows it kept, because somebody may still see them. */
const keptRows = /^(\d+) /;

/**
 * Writes the sealed records into a new file: a plain vacuum leaves the bytes of what it frees where they are until something else takes
 * their place. Nobody waits for the table for longer than that, as it gives up if it does not get it at once. On a connection of its own,
 * which hears what it says: whoever held it up, if only while connecting, may be gone before anybody could look.
 * @returns false if somebody had the table, or may still have seen what was deleted
 * @see https://www.postgresql.org/docs/current/sql-vacuum.html
 */
export const scrubPostgres = async (url: string): Promise<boolean> => {
  const client = new Client({ ...sessionLimits, connectionString: url, connectionTimeoutMillis: 5_000 });
  const kept: number[] = [];
  client.on('error', () => {}); // the statement that is lost with it says so
  client.on('notice', ({ detail = '' }) => {
    const [, rows] = keptRows.exec(detail) ?? [];
    if (rows !== undefined) kept.push(Number(rows));
  });
  await client.connect();
  try {
    await client.query("set lock_timeout = '200ms'");
    await client.query('vacuum (full, verbose) "keyv"');
  } catch (error) {
    if (error instanceof DatabaseError && error.code === lockNotAvailable) return false;
    throw error;
  } finally {
    await client.end();
  }
  return kept.length > 0 && kept.every((rows) => rows === 0);
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
