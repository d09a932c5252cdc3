/** The bot from its start to its exit code: what it needs, what it says when that is missing, how it ends. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Environment } from '../../src/config.ts';
import { createDeployment, type Deployment } from '../support/deployment.ts';
import { fullText } from '../support/shown.ts';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await createDeployment();
});
afterEach(() => deployment.close());

describe('what it cannot start with is named, without its value, and exits 78', () => {
  test.each<[string, Environment, RegExp]>([
    ['no bot token', { SLACK_BOT_TOKEN: undefined }, /SLACK_BOT_TOKEN is missing/],
    ['another kind of token', { SLACK_BOT_TOKEN: 'xoxp-leak' }, /SLACK_BOT_TOKEN is not a bot token/],
    ['a token that Slack refuses', { SLACK_BOT_TOKEN: 'xoxb-leak' }, /Slack refuses SLACK_BOT_TOKEN/],
    ['an app token that Slack refuses', { SLACK_APP_TOKEN: 'xapp-leak' }, /Slack refuses SLACK_APP_TOKEN/],
    ['no way for Slack to reach it', { SLACK_APP_TOKEN: undefined }, /SLACK_SIGNING_SECRET is missing/],
    ['no keys', { ENCRYPTION_KEYS: undefined }, /ENCRYPTION_KEYS is missing.*make-key/],
    [
      'a key that is too short',
      { ENCRYPTION_KEYS: 'k1:bGVhaw==' },
      /ENCRYPTION_KEYS entry 1 is not 32 bytes/,
    ],
    ['MySQL', { DATABASE_URL: 'mysql://leak:leak@host/db' }, /DATABASE_URL has the scheme mysql:/],
    ['no clouds.yaml', { OS_CLIENT_CONFIG_FILE: 'none.yaml' }, /no clouds\.yaml: looked for .*none\.yaml/],
  ])('%s', async (_, env, message) => {
    const { code, out, err } = await deployment.refusal({ ...deployment.env, ...env });
    expect(err).toMatch(message);
    expect(out + err).not.toMatch(/leak|bGVhaw/);
    expect(code).toBe(78);
  });
});

test('a database that does not answer ends the start, without its password', async () => {
  const { code, out, err } = await deployment.refusal({
    ...deployment.env,
    DATABASE_URL: 'postgres://leak:leak@127.0.0.1:1/db',
  });
  expect(err).toContain('ECONNREFUSED');
  expect(out + err).not.toContain('leak');
  expect(code).toBe(1);
});

test('a port that is taken ends the start, and leaves nothing open', async () => {
  const other = createServer().listen(0);
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { code, err } = await deployment.refusal({ ...deployment.env, PORT: String(port) });
  other.close();
  expect(err).toContain(`EADDRINUSE`);
  expect(code).toBe(1);
  expect(deployment.slack.sockets.count).toBe(0);
  await deployment.startBot();
});

test('it says when it is alive and ready, drains on SIGTERM and exits 0', async () => {
  const bot = await deployment.startBot();
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${bot.port}${path}`);
    return [answer.status, await answer.json()];
  };
  expect(await ask('/healthz')).toEqual([200, { ok: true }]);
  expect(await ask('/readyz')).toEqual([
    200,
    { ready: true, checks: { database: true, slack: true, socket: true } },
  ]);
  expect(await ask('/slack/events')).toEqual([404, { ok: false }]);
  const { code, err } = await bot.terminate();
  expect(err).toBe('');
  expect(code).toBe(0);
  await deployment.slack.until(() => deployment.slack.sockets.count === 0, { what: 'its sockets closed' });
});

test.each(['unhandledRejection', 'uncaughtException'])(
  'an %s is one line of the log, and stops it with 1',
  async (kind) => {
    const bot = await deployment.startBot();
    bot.signals.emit(kind, new Error('nobody saw to this'));
    const { code, out, err } = await bot.ended;
    expect([code, err]).toEqual([1, '']);
    const lines = out.split('\n').filter((line) => line.includes('nobody saw to this'));
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 'error',
        err: expect.objectContaining({ message: 'nobody saw to this' }),
      }),
    ]);
  },
);

test('without an app token it takes signed requests', async () => {
  const { slack } = deployment;
  const bot = await deployment.startBot({
    ...deployment.env,
    SLACK_APP_TOKEN: '',
    SLACK_SIGNING_SECRET: slack.signingSecret,
  });
  slack.deliverTo(`http://127.0.0.1:${bot.port}/slack/events`);
  await deployment.link('alice');
  const forged = await fetch(`http://127.0.0.1:${bot.port}/slack/events`, {
    method: 'POST',
    body: 'command=/image-account',
  });
  expect(forged.status).toBe(401);
  expect((await bot.terminate()).code).toBe(0);
});

test('what was acknowledged before SIGTERM is done, by it or by the next one', async () => {
  const { slack, demo, link, startBot } = deployment;
  const first = await startBot();
  await link('alice');
  await link('bob');
  const { id } = demo.images.unshared;
  const cards = () =>
    slack
      .person('UBOB')
      .dm()
      .filter((message) => fullText(message).includes(id));
  await slack.person('UALICE').command('/share-image', `${id} ${demo.projects.consumer.id}`);
  expect((await first.terminate()).code).toBe(0);
  await startBot();
  await slack.until(() => cards().length > 0, { what: 'the card of bob' });
  expect(cards()).toHaveLength(1);
});

test('a second bot on the same file exits 78', async () => {
  await deployment.startBot();
  const { code, err } = await deployment.refusal(deployment.env);
  expect(err).toMatch(/bot\.db is in use by another running bot/);
  expect(code).toBe(78);
});

describe('clouds.yaml', () => {
  const entry = (name: string) => `  ${name}: { auth: { auth_url: 'https://${name}.example/v3' } }\n`;
  /** What it logged about the file. */
  const said = (output: string, words: string) =>
    output
      .split('\n')
      .filter((line) => line.includes(words))
      .map((line) => JSON.parse(line));

  const write = (...lines: readonly string[]) =>
    writeFile(String(deployment.env.OS_CLIENT_CONFIG_FILE), ['clouds:\n', ...lines].join(''));

  test('one bad entry of five: four clouds, one line of the log', async () => {
    await write(...['one', 'two', 'three', 'four'].map(entry), '  bad: { auth: { auth_url: leak } }\n');
    const bot = await deployment.startBot();
    expect(said(bot.output(), 'image share is up')).toMatchObject([
      { clouds: ['one', 'two', 'three', 'four'] },
    ]);
    expect(said(bot.output(), 'left out')).toMatchObject([
      {
        level: 'warn',
        file: deployment.env.OS_CLIENT_CONFIG_FILE,
        entry: 'bad',
        key: 'auth.auth_url',
        reason: 'must begin with http:// or https://',
      },
    ]);
    expect(bot.output()).not.toContain('leak');
  });

  test('SIGHUP reads it again: what is gone is gone, what is bad stays as it was, what is no YAML changes nothing', async () => {
    const { slack } = deployment;
    await write(entry('good'), entry('going'));
    const bot = await deployment.startBot();
    const reread = async (words: string, ...lines: readonly string[]) => {
      await write(...lines);
      const before = said(bot.output(), words).length;
      bot.signals.emit('SIGHUP');
      await slack.until(() => said(bot.output(), words).length > before, { what: words });
    };
    const offered = async () => {
      const alice = slack.person('UALICE');
      while (alice.views.length > 0) await alice.close();
      await alice.command('/image-account', 'link');
      await slack.until(() => alice.views.length > 0, { what: 'the form' });
      return JSON.stringify(alice.views);
    };
    await reread('was read again', '  good: leak\n', entry('new'));
    expect(said(bot.output(), 'stays as it was')).toMatchObject([{ entry: 'good', key: '' }]);
    expect(said(bot.output(), 'is no longer in clouds.yaml')).toMatchObject([{ cloud: 'going' }]);
    expect(await offered()).toMatch(/good.*new/);
    await reread('could not be read again', '  good: {\n');
    expect(await offered()).toMatch(/good.*new/);
    expect(await offered()).not.toContain('going');
    await reread('was read again', entry('going'));
    expect(await offered()).not.toContain('good');
  });
});
