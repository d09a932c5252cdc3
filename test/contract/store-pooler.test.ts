/** Behind PgBouncer: the bot runs where a connection keeps its session, and says so where it does not. And what each session of it begins with. */
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { isTransactionPooled } from '../../src/store/engine/pooler.ts';
import { openAlone, openDatabase } from '../../src/store/open.ts';
import { hasPgbouncer, startPgbouncer } from '../support/pgbouncer.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';

const log = createLog('silent');
const server = await postgresql('behind a pooler');

describe.each(server === null ? [] : [server])('on a real PostgreSQL', (server) => {
  let made: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let pooler: Awaited<ReturnType<typeof startPgbouncer>> | undefined;
  beforeEach(async () => {
    made = await createPostgresDatabase(server);
  });
  afterEach(async () => {
    await pooler?.close();
    pooler = undefined;
    await made.drop();
  });

  describe.skipIf(!hasPgbouncer())('behind PgBouncer', () => {
    const start = async (...settings: readonly string[]) => {
      pooler = await startPgbouncer(made.url, settings);
      return pooler.url;
    };

    test.each([
      ['by transaction', ['pool_mode = transaction']],
      ['by statement', ['pool_mode = statement']],
      ['with a single session', ['pool_mode = transaction', 'default_pool_size = 1']],
      [
        'with two that take turns',
        ['pool_mode = transaction', 'default_pool_size = 2', 'server_round_robin = 1'],
      ],
      [
        'with three that take turns',
        ['pool_mode = transaction', 'default_pool_size = 3', 'min_pool_size = 3', 'server_round_robin = 1'],
      ],
      [
        'that takes what the bot asks of a session for granted',
        [
          'pool_mode = transaction',
          'ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout',
        ],
      ],
    ])('one that hands sessions on %s is refused, to bots and operators', async (_, settings) => {
      const url = await start(...settings);
      for (const open of [openDatabase, openAlone])
        await expect(open(url, { log })).rejects.toThrow(/pooler that .*\(pool_mode = session/);
    });

    test('one that keeps them is not', async () => {
      const url = await start(
        'pool_mode = session',
        'ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout',
      );
      expect(await isTransactionPooled(url)).toBe(false);
      const database = await openDatabase(url, { log });
      expect(await database.now()).toBeGreaterThan(0);
      await database.close();
    });
  });

  test('directly there is no pooler', async () => {
    expect(await isTransactionPooled(made.url)).toBe(false);
  });

  test.each([
    ['off', 'on'],
    ['local', 'local'],
    ['remote_apply', 'remote_apply'],
  ])('where synchronous_commit is %s by default, the bot commits with %s', async (byDefault, ours) => {
    const name = new URL(made.url).pathname.slice(1);
    const before = await openDatabase(made.url, { log });
    await sql`alter database ${sql.id(name)} set synchronous_commit = ${sql.lit(byDefault)}`.execute(
      before.kysely,
    );
    await before.close();
    const database = await openDatabase(made.url, { log });
    const { rows } = await sql`show synchronous_commit`.execute(database.kysely);
    expect(rows).toEqual([{ synchronous_commit: ours }]);
    await database.close();
  });
});

test('an address that nobody answers is no pooler, but an error', async () => {
  await expect(isTransactionPooled('postgres://127.0.0.1:1/none')).rejects.toThrow(/ECONNREFUSED/);
});
