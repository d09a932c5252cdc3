/** A real PostgreSQL for tests: each asks for a database of its own. */

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** How to get one; tests that need it say so when they are skipped. */
export const howToGetPostgres =
  'no PostgreSQL here: run `npm run setup:postgres`, or name one in IMAGE_SHARE_POSTGRES';

const ask = async (url: string, statement: string): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
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
    (await ask(url, 'select 1').then(
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
