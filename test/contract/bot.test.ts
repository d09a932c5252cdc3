/** The bot from its start to its exit code: what it needs, what it says when that is missing, how it ends. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Environment } from '../../src/config.ts';
import { createDeployment, type Deployment, hurriedClock } from '../support/deployment.ts';
import { fullText } from '../support/shown.ts';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await createDeployment();
});
afterEach(() => deployment.close());

describe('what it cannot start with is named, without its value, and exits 78', () => {
  test.each<[string, Environment, RegExp]>([
    ['no bot token', { SLACK_BOT_TOKEN: undefined }, /SLACK_BOT_TOKEN is missing/],
    ['another kind of token', { SLACK_BOT_TOKEN: 'xoxp-leak' }, /SLACK_BOT_TOKEN holds a user token/],
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

test('a port that is taken for half a minute ends the start with 78, and leaves nothing open', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { code, err } = await deployment.refusal({ ...deployment.env, PORT: String(port) }, hurriedClock());
  other.close();
  expect(err).toContain(`PORT ${port} is taken by another process`);
  expect(code).toBe(78);
  expect(deployment.slack.sockets.count).toBe(0);
  await deployment.startBot();
});

test('a port that is taken and then free is used', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const starting = deployment.startBot({ ...deployment.env, PORT: String(port) });
  await new Promise((closed) => other.close(closed));
  expect((await starting).port).toBe(String(port));
});

test.each<[string, (folder: string) => Promise<string>, RegExp]>([
  ['a folder', async (folder) => folder, /DATABASE_URL names .*, which is a folder\./],
  [
    'a file that is no database',
    async (folder) => {
      const file = join(folder, 'notes.txt');
      await writeFile(file, 'These are notes, and more than a hundred bytes of them. '.repeat(10));
      return file;
    },
    /DATABASE_URL names .*notes\.txt, which is a file but no SQLite database\./,
  ],
  [
    'a file below a file',
    async (folder) => join(folder, 'clouds.yaml', 'bot.db'),
    /DATABASE_URL names .*, which is below a file, not a folder\./,
  ],
])('%s as the database ends the start with 78', async (_, make, message) => {
  const path = await make(deployment.folder);
  const { code, err } = await deployment.refusal({ ...deployment.env, DATABASE_URL: `sqlite:${path}` });
  expect(err).toMatch(message);
  expect(code).toBe(78);
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
    { ready: true, checks: { database: true, slack: true, socket: true }, lastSlackRequest: null },
  ]);
  expect(await ask('/slack/events')).toEqual([404, { ok: false }]);
  const { code, err } = await bot.terminate();
  expect(err).toBe('');
  expect(code).toBe(0);
  await deployment.slack.until(() => deployment.slack.sockets.count === 0, { what: 'its sockets closed' });
});

test('what exposes something is a warning at every start', async () => {
  for (let start = 0; start < 2; start += 1) {
    const bot = await deployment.startBot();
    const { out } = await bot.terminate();
    const warned = out.split('\n').filter((line) => line.includes('auth_url is http'));
    expect(warned.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'warn', cloud: 'playground' }),
    ]);
  }
});

test('a cloud that gives no answer is named by the port, and the bot stays ready', async () => {
  const bot = await deployment.startBot();
  await deployment.link('alice');
  await deployment.cloud.close();
  const { id } = deployment.demo.images.unshared;
  await deployment.slack.person('UALICE').command('/show-image', id);
  const body = async () => (await fetch(`http://127.0.0.1:${bot.port}/readyz`)).json();
  await expect.poll(async () => ((await body()) as { degraded?: object }).degraded).toBeDefined();
  expect(await body()).toMatchObject({
    ready: true,
    degraded: { 'playground IAD': expect.stringMatching(/^no answer since 20/) },
  });
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

test('a second bot on the same file gives up after 15 s with 75, which a supervisor repeats', async () => {
  await deployment.startBot();
  const { code, out, err } = await deployment.refusal(deployment.env, hurriedClock());
  expect(err).toMatch(/bot\.db is in use by another running bot/);
  expect(out.match(/waiting for the other process to end/g)).toHaveLength(1);
  expect(code).toBe(75);
});

test('a second bot takes over from the first, which is still finishing its work', async () => {
  const first = await deployment.startBot();
  const second = deployment.startBot();
  expect((await first.terminate()).code).toBe(0);
  expect((await (await second).terminate()).code).toBe(0);
});
