/** Whether a pooler hands out another of the server's sessions for each transaction: then locks and settings land in the sessions of others. */
import { Client, type ClientConfig, DatabaseError } from 'pg';
import { SetupError } from '../../core/setup-error.ts';
import { sessionLimits } from './postgres.ts';

/** The bot's locks would be taken and freed in any session, so nothing would keep an operator's command or another step out. */
export class TransactionPoolerError extends SetupError {
  override readonly name = 'TransactionPoolerError';

  constructor() {
    super(
      'DATABASE_URL leads to a pooler that shares sessions between transactions, which breaks the bot’s locks. Connect to PostgreSQL directly, or have the pooler keep a session per connection (pool_mode = session in PgBouncer).',
    );
  }
}

const connectionTimeoutMillis = 5_000;
const queryTimeoutMs = 10_000;

/** A busy pooler may give the same session again by chance. */
const rounds = 3;

const connectionTo = (connectionString: string, more: ClientConfig = {}) => {
  const client = new Client({
    ...more,
    connectionString,
    connectionTimeoutMillis,
    query_timeout: queryTimeoutMs,
  });
  client.on('error', () => {}); // the query that is lost with it says so
  return client;
};

const sessionOf = async (client: Client): Promise<unknown> =>
  (await client.query('select pg_backend_pid() as "pid"')).rows[0]?.pid;

/** Whether it worked; false if a pooler said no: `protocol_violation`, which PostgreSQL itself says to nothing of this. */
const unlessRefused = (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => true,
    (error: unknown) => {
      if (error instanceof DatabaseError && error.code === '08P01') return false;
      throw error;
    },
  );

/** @returns false where transactions are not handed on at all, but each statement */
const begun = (client: Client): Promise<boolean> => unlessRefused(client.query('begin'));

/** One is in a transaction meanwhile: to a connection with a session of its own that makes no difference. */
const changesSession = async (watched: Client, busy: Client): Promise<boolean> => {
  const session = await sessionOf(watched);
  if (!(await begun(busy))) return true;
  const taken = await sessionOf(busy);
  if (taken === session) return true;
  const after = await sessionOf(watched);
  await busy.query('rollback');
  // twice: of two sessions that take turns, one comes again with every second statement
  return after !== session || (await sessionOf(watched)) !== session;
};

/**
 * Asks over two connections, and writes nothing.
 * @throws whatever pg throws if it cannot connect
 */
export const isTransactionPooled = async (url: string): Promise<boolean> => {
  const clients = [connectionTo(url), connectionTo(url)] as const;
  try {
    for (const client of clients) await client.connect();
    for (let left = rounds; left > 0; left -= 1) if (await changesSession(...clients)) return true;
    return false;
  } finally {
    await Promise.allSettled(clients.map((client) => client.end()));
  }
};

/**
 * Whether a session can begin as the bot's do: PgBouncer refuses what it was not told to ignore.
 * @throws whatever pg throws if it cannot connect
 */
export const takesSessionLimits = async (url: string): Promise<boolean> => {
  const client = connectionTo(url, sessionLimits);
  try {
    return await unlessRefused(client.connect());
  } finally {
    await client.end().catch(() => {});
  }
};
