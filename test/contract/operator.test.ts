/** The bot as a process: what it needs to start, what it says when that is missing, how it ends; and the operator's commands. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { type Cloud, startCloud } from '../../playground/cloud/server.ts';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import { fullText } from '../support/shown.ts';

type Env = Record<string, string | undefined>;

const [k1, k2] = [1, 2].map((byte) => `k${byte}:${Buffer.alloc(32, byte).toString('base64')}`);
const manifest = parse(readFileSync('manifest.yml', 'utf8'));

let folder: string;
let slack: Slack;
let cloud: Cloud;
let demo: ReturnType<typeof seedDemo>;
let enough: Env;
const children = new Set<ChildProcess>();

/** A process that is killed when the test ends, and all that it started with it. */
const begin = (command: string, words: readonly string[], options: { cwd: string; env: Env }) => {
  const child = spawn(command, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};

const kill = ({ pid }: ChildProcess, signal: NodeJS.Signals) => pid && process.kill(-pid, signal);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-share-operator-'));
  slack = await startSlack({
    manifest,
    users: ['alice', 'bob'].map((name) => ({ id: `U${name.toUpperCase()}`, name })),
  });
  cloud = await startCloud();
  demo = seedDemo(cloud);
  await writeFile(join(folder, 'clouds.yaml'), cloud.cloudsYaml);
  enough = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    OS_CLIENT_CONFIG_FILE: 'clouds.yaml',
    ENCRYPTION_KEYS: k1,
    DATABASE_URL: 'sqlite:bot.db',
  };
});
afterEach(async () => {
  const dead = [...children].map((child) => once(child, 'exit'));
  for (const child of children) kill(child, 'SIGKILL');
  await Promise.all(dead);
  await slack.close();
  await cloud.close();
  await rm(folder, { recursive: true });
});

/** One of the bot's entry points, in a process of its own that knows nothing but `env`. */
const launch = (words: readonly string[], env: Env) => {
  const [file = '', ...rest] = words;
  const child = begin(process.execPath, [resolve('src', file), ...rest], { cwd: folder, env });
  const output = { out: '', err: '' };
  child.stdout.on('data', (data) => (output.out += String(data)));
  child.stderr.on('data', (data) => (output.err += String(data)));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return { child, output, ended };
};

const run = (words: readonly string[], env: Env) => launch(words, env).ended;

/** A bot that is up; `port` is the one it listens on. */
const startBot = async (env: Env = enough) => {
  const bot = launch(['main.ts'], env);
  const up = () => /"port":(\d+).*image share is up/.exec(bot.output.out)?.[1];
  const port = await slack.until(() => up() ?? (bot.child.exitCode === null ? undefined : 'ended'), {
    timeoutMs: 15_000,
    what: 'the bot up',
  });
  expect(bot.output.err).toBe('');
  const terminate = () => {
    bot.child.kill('SIGTERM');
    return bot.ended;
  };
  return { ...bot, port, terminate };
};

const link = async (name: 'alice' | 'bob') => {
  const person = slack.person(`U${name.toUpperCase()}`);
  await person.command('/image-account', 'link');
  await slack.until(() => person.views.length > 0, { what: 'the modal' });
  const { id, secret } = demo.people[name].bot;
  await person.submit({ 'Application credential ID': id, 'Application credential secret': secret });
  await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked', { what: `${name} linked` });
  await person.close();
};

describe('what it cannot start with is named, without its value, and exits 78', () => {
  test.each<[string, Env, RegExp]>([
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
    const { code, out, err } = await run(['main.ts'], { ...enough, ...env });
    expect(err).toMatch(message);
    expect(out + err).not.toMatch(/leak|bGVhaw/);
    expect(code).toBe(78);
  });
});

test('a database that does not answer ends the start, without its password', async () => {
  const { code, out, err } = await run(['main.ts'], {
    ...enough,
    DATABASE_URL: 'postgres://leak:leak@127.0.0.1:1/db',
  });
  expect(err).toContain('ECONNREFUSED');
  expect(out + err).not.toContain('leak');
  expect(code).toBe(1);
});

test('a port that is taken ends the start', async () => {
  const other = createServer().listen(0);
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { code, err } = await run(['main.ts'], { ...enough, PORT: String(port) });
  other.close();
  expect(err).toContain(`EADDRINUSE`);
  expect(code).toBe(1);
});

test('it says when it is alive and ready, drains on SIGTERM and exits 0', async () => {
  const bot = await startBot();
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
});

test('`npm start` hands SIGTERM on to the bot, and its exit code back', async () => {
  const { PATH, HOME } = process.env;
  const env = { ...enough, PATH, HOME, OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml') };
  const child = begin('npm', ['start'], {
    cwd: '.',
    env: { ...env, DATABASE_URL: `sqlite:${join(folder, 'bot.db')}` },
  });
  await slack.until(() => slack.sockets.count === 2, { timeoutMs: 15_000, what: 'the sockets of the bot' });
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const outcome = await ended;
  const left = slack.sockets.count;
  if (left > 0) kill(child, 'SIGKILL');
  expect([outcome, left]).toEqual([[0, null], 0]);
});

test('without an app token it takes signed requests', async () => {
  const bot = await startBot({ ...enough, SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: slack.signingSecret });
  slack.deliverTo(`http://127.0.0.1:${bot.port}/slack/events`);
  await link('alice');
  const forged = await fetch(`http://127.0.0.1:${bot.port}/slack/events`, {
    method: 'POST',
    body: 'command=/image-account',
  });
  expect(forged.status).toBe(401);
  expect((await bot.terminate()).code).toBe(0);
});

/** Linking shows bob what others offered before; this is the image that alice shares. */
const cardsOf = (imageId: string) =>
  slack
    .person('UBOB')
    .dm()
    .filter((message) => fullText(message).includes(imageId));

test('what was acknowledged before SIGTERM is done, by it or by the next one', async () => {
  const first = await startBot();
  await link('alice');
  await link('bob');
  const { id } = demo.images.unshared;
  await slack.person('UALICE').command('/share-image', `${id} ${demo.projects.consumer.id}`);
  expect((await first.terminate()).code).toBe(0);
  await startBot();
  await slack.until(() => cardsOf(id).length > 0, { what: 'the card of bob' });
  expect(cardsOf(id)).toHaveLength(1);
});

test('a second bot on the same file, and forget-key beside a running one, exit 78', async () => {
  await startBot();
  for (const words of [['main.ts'], ['operator.ts', 'forget-key', 'k9']]) {
    const { code, err } = await run(words, enough);
    expect(err).toMatch(/bot\.db is in use by another running bot/);
    expect(code).toBe(78);
  }
});

test('a lost key is named, given up, and its people are asked to link again', async () => {
  const first = await startBot();
  await link('alice');
  await link('bob');
  const { id } = demo.images.unshared;
  await slack.person('UALICE').command('/share-image', `${id} ${demo.projects.consumer.id}`);
  const card = () => cardsOf(id)[0];
  await slack.until(() => card() !== undefined, { what: 'the card of bob' });
  await first.terminate();

  const kept = await run(['operator.ts', 'forget-key', 'k1'], enough);
  expect([kept.code, kept.err]).toEqual([78, expect.stringContaining('ENCRYPTION_KEYS still has k1')]);

  const env = { ...enough, ENCRYPTION_KEYS: k2 };
  const refused = await run(['main.ts'], env);
  expect([refused.code, refused.err]).toEqual([
    78,
    expect.stringMatching(/sealed with k1\.[0-9a-f]{8}, which .*npm run forget-key -- k1\.[0-9a-f]{8}$/m),
  ]);

  const another = await run(['main.ts'], { ...enough, ENCRYPTION_KEYS: `k1:${k2?.slice(3)}` });
  expect([another.code, another.err]).toEqual([
    78,
    expect.stringMatching(/sealed with k1\.[0-9a-f]{8}, but the k1 in ENCRYPTION_KEYS is another key/),
  ]);

  const unknown = await run(['operator.ts', 'forget-key', 'k7'], env);
  expect([unknown.code, unknown.err]).toEqual([
    1,
    expect.stringMatching(/Nothing is sealed with k7\. The database knows: k1\.[0-9a-f]{8}\./),
  ]);

  const forgot = await run(['operator.ts', 'forget-key', 'k1'], env);
  expect([forgot.code, forgot.err]).toEqual([0, '']);
  expect(forgot.out).toContain('Accounts to be linked again: 2');
  for (const person of ['UALICE', 'UBOB'])
    expect(forgot.out).toContain(`team ${slack.team.id}, person ${person}:`);
  for (const person of ['alice', 'bob'] as const)
    expect(forgot.out).not.toContain(demo.people[person].bot.secret);

  await startBot(env);
  await slack.until(() => /can no longer be read\. Link it again/.test(fullText(card() ?? { text: '' })), {
    what: 'the card asks for linking again',
  });
  const asked = (person: string) =>
    slack
      .person(person)
      .dm()
      .filter((message) => /was given up\. Link it again/.test(fullText(message)));
  await slack.until(() => asked('UALICE').length > 0 && asked('UBOB').length > 0, {
    what: 'both asked to link again',
  });
  expect([asked('UALICE').length, asked('UBOB').length]).toEqual([1, 1]);
  await link('bob');
  await slack.until(() => asked('UBOB').length === 0, { what: 'bob is no longer asked' });
  await slack.until(() => !/Link it again/.test(fullText(card() ?? { text: '' })), {
    what: 'the card can be answered again',
  });
});

describe('audit', () => {
  test('prints who did what beside the running bot, as much as is asked for', async () => {
    await startBot();
    await link('alice');
    const { id } = demo.images.unshared;
    await slack.person('UALICE').command('/share-image', `${id} ${demo.projects.consumer.id}`);
    const audit = (...words: string[]) =>
      run(['operator.ts', 'audit', ...words], { DATABASE_URL: 'sqlite:bot.db' });
    const made = async () => {
      const { out } = await audit('--image', id);
      return out.includes(',add-member,') ? out : undefined;
    };
    let csv: string | undefined;
    while (csv === undefined) csv = await made();
    expect(csv.split('\r\n')).toEqual([
      'at,team,person,person_id,on_behalf_of,on_behalf_of_id,act,subject,cloud,region,project,account,account_id,outcome,from,request_id,detail',
      expect.stringMatching(
        /^\d{4}-\d\d-\d\dT[\d:.]+Z,T\w+,UALICE,[\w-]{36},,,offer,.*,command \/share-image,,/,
      ),
      expect.stringMatching(/,UALICE,[\w-]{36},,,add-member,.*,done,,req-/),
      '',
    ]);
    const { code, out, err } = await audit(
      '--since',
      '1h',
      '--person',
      'UALICE',
      '--act',
      'link-account',
      '--format',
      'json',
    );
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({
      act: 'link-account',
      person: 'UALICE',
      cloud: expect.any(String),
    });
    expect((await audit('--until', '2020-01-01')).out.split('\r\n')).toHaveLength(2);
  });

  test('says how it is asked, and what it does not understand', async () => {
    const help = await run(['operator.ts', 'audit', '--help'], {});
    expect([help.code, help.err]).toEqual([0, '']);
    expect(help.out).toContain('--since <time>');
    for (const words of [
      ['--since', 'tuesday'],
      ['--format', 'xml'],
      ['--who', 'me'],
    ]) {
      const { code, out, err } = await run(['operator.ts', 'audit', ...words], enough);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain(words[0]);
    }
    const away = await run(['operator.ts', 'audit'], { DATABASE_URL: 'sqlite:none.db' });
    expect([away.code, away.err]).toEqual([78, expect.stringContaining('none.db')]);
  });
});

describe('make-key', () => {
  const key = /^k(\d+):[A-Za-z0-9+/]{43}=\n$/;

  test('prints a key that the bot takes, and where to put it beside', async () => {
    const { code, out, err } = await run(['operator.ts', 'make-key'], {});
    expect(out).toMatch(key);
    expect(err).toContain('ENCRYPTION_KEYS');
    expect(code).toBe(0);
    expect((await run(['operator.ts', 'make-key'], {})).out).not.toBe(out);
    await startBot({ ...enough, ENCRYPTION_KEYS: out.trim() });
  });

  test.each([
    ['k1', k1, '2'],
    ['k2 and k1', `${k2},${k1}`, '3'],
    ['k2 alone', k2, '3'],
    ['a key of another name', `main:${k1?.slice(3)}`, '2'],
  ])('takes the next free name after %s', async (_, keys, number) => {
    const { out } = await run(['operator.ts', 'make-key'], { ENCRYPTION_KEYS: keys });
    expect(key.exec(out)?.[1]).toBe(number);
  });
});

test.each([[[]], [['make-keys']], [['forget-key']], [['forget-key', 'k1', 'k2']]])(
  '%j prints the usage and exits 1',
  async (words) => {
    const { code, err } = await run(['operator.ts', ...words], enough);
    expect(err).toContain('npm run forget-key -- <kid>');
    expect(code).toBe(1);
  },
);
