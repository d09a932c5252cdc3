/** A connection to PostgreSQL for the locks that say which processes live: the server frees them however a process or its host ends. */
import { Client } from 'pg';
import { takeUseLock } from './use-lock.ts';

/** A server that answers later than this is taken for lost; it takes as long to notice that we are. */
const answerMs = 5_000;

/** Of the session, as far as the server has them: a dead host is noticed after some five seconds, and idling ends nothing. */
const settings: Readonly<Record<string, string>> = {
  tcp_keepalives_idle: '2',
  tcp_keepalives_interval: '1',
  tcp_keepalives_count: '3',
  // without it, what was sent and never acknowledged outlasts the keepalives
  tcp_user_timeout: '5000',
  idle_session_timeout: '0',
};

/** @throws DatabaseInUseError while an operator's command has the database */
export const openLockConnection = async (url: string, onLost: (error: Error) => void): Promise<Client> => {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    keepAlive: true,
  });
  client.on('error', onLost);
  await client.connect();
  try {
    await client.query(
      'select set_config("name", $1::jsonb ->> "name", false) from pg_settings where $1::jsonb ? "name"',
      [JSON.stringify(settings)],
    );
    await takeUseLock(client, 'bot');
    return client;
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
};
