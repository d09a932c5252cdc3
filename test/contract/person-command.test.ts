/** `npm run person`: what is kept about somebody, beside the bot; and forgetting them, which is asked for first. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runOperator } from '../../src/operator/run.ts';
import { createDeployment, type Deployment, runCommand } from '../support/deployment.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';

const server = await postgresql('forgetting somebody');

let deployment: Deployment;
beforeEach(async () => {
  deployment = await createDeployment();
});
afterEach(() => deployment.close());

const person = (...words: string[]) => runCommand(['person', ...words], deployment.env);
/** The same for somebody who is asked and types this. */
const answered = async (answer: string, ...words: string[]) => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(answer);
  const code = await runOperator(['person', ...words], deployment.env, { stdin, stdout, stderr });
  stdout.end();
  return { code, out: await text(stdout) };
};
const isNamed = async () => {
  const names = await readdir(deployment.folder, { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile() && one.name.includes('.db'));
  const texts = await Promise.all(files.map((one) => readFile(join(one.parentPath, one.name), 'latin1')));
  expect(texts.length).toBeGreaterThan(0);
  return texts.some((content) => content.includes('UALICE'));
};

test('export beside the bot; forget without it, shown and asked for first', async () => {
  const bot = await deployment.startBot();
  await deployment.link('alice');
  const { code, out } = await person('export', 'UALICE');
  expect(code).toBe(0);
  const [{ rows, sealed, audit }] = JSON.parse(out);
  expect(rows.accounts).toMatchObject([{ userId: 'UALICE', method: 'application_credential' }]);
  expect(sealed).toMatchObject([{ is: expect.stringMatching(/^sealed, since 20\d\d-/) }]);
  expect(audit).toMatchObject([{ act: 'link-account' }]);
  expect(out).not.toContain(deployment.demo.people.alice.bot.secret);
  expect(await person('forget', 'UALICE', '--yes')).toMatchObject({ code: 75 });

  await bot.terminate();
  expect(await person('forget', 'UALICE')).toMatchObject({
    code: 1,
    err: expect.stringContaining('say --yes'),
  });
  const refused = await answered('no\n', 'forget', 'UALICE');
  expect(refused.out).toMatch(
    /UALICE of T\w+ has:\n {2}1 linked account\n[\s\S]*This cannot be undone\.[\s\S]*Nothing was changed/,
  );
  expect(await isNamed()).toBe(true);
  expect(await answered('yes\n', 'forget', 'UALICE')).toMatchObject({ code: 0 });
  expect(await isNamed()).toBe(false);
  expect(await person('export', 'UALICE')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Nothing is kept about UALICE'),
  });
  const again = await deployment.startBot();
  await deployment.link('alice');
  expect(deployment.slack.surprises).toEqual([]);
  await again.terminate();
});

describe.each(server === null ? [] : [server])('on a real PostgreSQL', (server) => {
  let made: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let client: Client;
  beforeEach(async () => {
    made = await createPostgresDatabase(server);
    client = new Client({ connectionString: made.url });
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await made.drop();
  });

  test('no byte of what was sealed is left in the file of the table', async () => {
    const env = { ...deployment.env, DATABASE_URL: made.url };
    const bot = await deployment.startBot(env);
    await deployment.link('alice');
    await bot.terminate();
    const { rows } = await client.query(
      `select "value" from "keyv" where "key" like 'credential:%:UALICE:%'`,
    );
    const [sealed] = rows.map(({ value }) => String(value).slice(0, 120));
    expect(sealed).toMatch(/ey\w+/);
    const isLeft = async () => {
      await client.query('checkpoint');
      const file = await client.query(
        `select pg_read_binary_file(pg_relation_filepath('"keyv"')) as "bytes"`,
      );
      return file.rows.some(({ bytes }) => bytes.includes(sealed));
    };
    expect(await isLeft()).toBe(true);
    const { code, out } = await runCommand(['person', 'forget', 'UALICE', '--yes'], env);
    expect(code).toBe(0);
    // another test's connection that is just being made may look at any database, and keeps it there
    if (!out.includes('Somebody else was reading')) expect(await isLeft()).toBe(false);
  });

  test('who reads the database meanwhile keeps it there, which is said', async () => {
    const env = { ...deployment.env, DATABASE_URL: made.url };
    const bot = await deployment.startBot(env);
    await deployment.link('alice');
    await bot.terminate();
    await client.query('begin isolation level repeatable read');
    await client.query('select count(*) from "keyv"');
    const { code, out } = await runCommand(['person', 'forget', 'UALICE', '--yes'], env);
    await client.query('rollback');
    expect(code).toBe(0);
    expect(out).toMatch(/Forgotten\.[\s\S]*\nSomebody else was reading the database meanwhile/);
  });
});

test.each([
  [[]],
  [['forget']],
  [['show', 'U1']],
  [['export', 'alice']],
  [['export', 'U1', 'U2']],
  [['export', 'U1', '--all']],
  [['export', 'U1', '--team', 'x']],
])('%j prints the usage', async (words) => {
  const { code, err } = await person(...words);
  expect(code).toBe(1);
  expect(err).toContain('npm run person -- export <user>');
});
