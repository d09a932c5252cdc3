/** The doctor at a real PostgreSQL: nothing wrong with one that is as it should be, and the line for each that is not. */
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Environment } from '../../src/config.ts';
import { createLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createPatient, type Patient } from '../support/doctors-patient.ts';
import { hasPgbouncer, startPgbouncer } from '../support/pgbouncer.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';

const server = await postgresql('the doctor');

describe.each(server === null ? [] : [server])('on a real PostgreSQL', (server) => {
  let patient: Patient;
  let made: Awaited<ReturnType<typeof createPostgresDatabase>>;
  const cleanups: (() => unknown)[] = [];
  beforeEach(async () => {
    [patient, made] = await Promise.all([createPatient(), createPostgresDatabase(server)]);
  });
  afterEach(async () => {
    for (const clean of cleanups.splice(0).toReversed()) await clean();
    await patient.close();
    await made.drop();
  });

  const name = () => new URL(made.url).pathname.slice(1);
  const ask = async (...statements: readonly string[]) => {
    const client = new Client({ connectionString: made.url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const examine = async (url = made.url) => {
    const env: Environment = { ...patient.env, DATABASE_URL: url };
    const { ills, leaks, lines } = await patient.examine(env);
    expect(leaks).toEqual([]);
    return { ills: ills.map(({ check, level, says }) => `${level} ${check}: ${says}`), lines };
  };
  /** A role of its own, with a password that nobody must see. */
  const asRole = async () => {
    const role = `role_${name()}`;
    await ask(`create role ${role} login password 'hunter2-hunter2'`);
    cleanups.push(() => ask(`drop owned by ${role}`, `drop role ${role}`));
    const url = new URL(made.url);
    url.username = role;
    url.password = 'hunter2-hunter2';
    return { role, url: url.href };
  };

  test('an empty database, and one that a bot has used, beside it and after', async () => {
    expect((await examine()).ills).toEqual([]);
    const bot = await patient.startBot({ ...patient.env, DATABASE_URL: made.url });
    await patient.link('alice');
    const beside = await examine();
    expect(beside.ills).toEqual([]);
    expect(beside.lines.map(({ check }) => check)).toContain('account on playground');
    await bot.terminate();
    expect((await examine()).ills).toEqual([]);
  });

  test('a user without rights', async () => {
    await (await openDatabase(made.url, { log: createLog('silent') })).close();
    const { role, url } = await asRole();
    expect((await examine(url)).ills).toEqual([
      'failure database: PostgreSQL cannot be used: permission denied for table kysely_migration',
      `failure postgresql: ${role} may not create tables in the schema public`,
      expect.stringMatching(/^failure postgresql: role_\w+ may not read and write .*\bcards\b/),
    ]);
  });

  test('a password that is wrong, or a database that is not there', async () => {
    const { url } = await asRole();
    const elsewhere = new URL(url);
    elsewhere.pathname = '/none_of_ours';
    expect((await examine(elsewhere.href)).ills).toEqual([
      'failure database: PostgreSQL cannot be used: database "none_of_ours" does not exist',
    ]);
  });

  test.each([
    ['default_transaction_read_only = on', 'failure postgresql: sessions are read-only'],
    ['synchronous_commit = off', 'warning postgresql: synchronous_commit is off'],
  ])('with %s', async (setting, line) => {
    await ask(`alter database ${name()} set ${setting}`);
    expect((await examine()).ills).toEqual([expect.stringContaining(line)]);
  });

  test('too few connections for one replica', async () => {
    await ask(`alter database ${name()} connection limit 9`);
    expect((await examine()).ills).toEqual([
      'failure postgresql: the connection limit of the database leaves 9, and a replica uses up to 11',
    ]);
  });

  test('a table that nobody vacuums', async () => {
    await ask(
      'create table worn (n int) with (autovacuum_enabled = off)',
      'insert into worn select generate_series(1, 2000)',
      'delete from worn where n > 100',
      // the counts are of what has ended
      'select pg_stat_force_next_flush()',
    );
    const said = await examine();
    expect(said.ills).toEqual(['warning postgresql: the table worn has 1900 dead rows beside 100 live ones']);
  });

  describe.skipIf(!hasPgbouncer())('behind PgBouncer', () => {
    test.each([
      [['pool_mode = transaction'], /^failure pooler: DATABASE_URL leads to a pooler that shares sessions/],
      [['pool_mode = session'], /^failure pooler: the pooler refuses what the bot asks of each session/],
    ])('with %j', async (settings, line) => {
      const pooler = await startPgbouncer(made.url, settings);
      cleanups.push(pooler.close);
      expect((await examine(pooler.url)).ills).toEqual([expect.stringMatching(line)]);
    });
  });
});

test('a server that is not there is said once', async () => {
  const patient = await createPatient();
  const { ills } = await patient.examine({ ...patient.env, DATABASE_URL: 'postgres://bot@127.0.0.1:1/none' });
  expect(ills.map(({ check }) => check)).toEqual(['database']);
  await patient.close();
});
