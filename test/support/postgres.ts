/** A real PostgreSQL for tests: each asks for a database of its own. */

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

/** How to get one; tests that need it say so when they are skipped. */
export const howToGetPostgres =
  'no PostgreSQL here: run `npm run setup:postgres`, or name one in IMAGE_SHARE_POSTGRES';

/** @param withinMs to connect; a server that is known to be there may take its time */
const ask = async (url: string, statement: string, withinMs = 0): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: withinMs });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/**
 * The server that `npm run setup:postgres` started, or that `IMAGE_SHARE_POSTGRES` names; null if none answers.
 * @throws Error none answers, and `CI` is set or `IMAGE_SHARE_POSTGRES` names one
 */
export const findPostgres = async (env: NodeJS.ProcessEnv = process.env): Promise<string | null> => {
  const folder = env.IMAGE_SHARE_POSTGRES_DIR ?? join(tmpdir(), 'image-share-postgres');
  const url =
    env.IMAGE_SHARE_POSTGRES ?? (await readFile(join(folder, 'url'), 'utf8').catch(() => null))?.trim();
  const answers =
    url !== undefined &&
    (await ask(url, 'select 1', 2_000).then(
      () => true,
      () => false,
    ));
  if (answers) return url;
  if (env.CI || env.IMAGE_SHARE_POSTGRES) throw new Error(howToGetPostgres);
  return null;
};

/** An empty database on that server, and how to be rid of it. */
export const createPostgresDatabase = async (
  server: string,
): Promise<{ url: string; drop: () => Promise<void> }> => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await ask(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => ask(server, `drop database ${name} with (force)`) };
};

/** A server of one's own, which may be restarted. */
export const startOwnPostgres = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-own-postgres-'));
  const port = await freePort();
  const setUp = (...words: string[]) =>
    promisify(execFile)('bash', ['test/support/postgres-setup.sh', ...words], {
      env: {
        ...process.env,
        IMAGE_SHARE_POSTGRES_DIR: join(folder, 'server'),
        IMAGE_SHARE_POSTGRES_PORT: String(port),
      },
    });
  await chmod(folder, 0o755);
  await setUp();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    restart: async () => {
      await setUp('--stop');
      await setUp();
    },
    stop: async () => {
      await setUp('--stop');
      await rm(folder, { recursive: true });
    },
  };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
