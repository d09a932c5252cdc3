/** The two entry files and `npm start` as processes of their own: `.env`, signals and exit codes, end to end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Environment } from '../../src/config.ts';
import { createDeployment, type Deployment } from '../support/deployment.ts';

let deployment: Deployment;
const children = new Set<ChildProcess>();

beforeEach(async () => {
  deployment = await createDeployment();
});
afterEach(async () => {
  const dead = [...children].map((child) => once(child, 'exit'));
  for (const child of children) kill(child, 'SIGKILL');
  await Promise.all(dead);
  await deployment.close();
});

/** A process that is killed when the test ends, and all that it started with it. */
const begin = (
  command: string,
  words: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
) => {
  const child = spawn(command, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const output = { out: '', err: '' };
  child.stdout.on('data', (data) => (output.out += String(data)));
  child.stderr.on('data', (data) => (output.err += String(data)));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...output }));
  /** The bot is up, by its own word. */
  const isUp = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    child.stdout.on('data', () => /"port":\d+.*image share is up/.test(output.out) && resolve());
    child.once('exit', () => reject(new Error(`The bot did not start: ${output.err}`)));
    return promise;
  };
  return { child, ended, isUp };
};

const kill = ({ pid }: ChildProcess, signal: NodeJS.Signals) => pid && process.kill(-pid, signal);

/** An entry file, run in the deployment's folder by a process that knows nothing but `env`. */
const launch = (file: 'main.ts' | 'operator.ts', words: readonly string[], env: Environment) =>
  begin(process.execPath, [resolve('src', file), ...words], { cwd: deployment.folder, env });

test('main.ts reads .env, runs the bot until SIGTERM, and exits 0', async () => {
  const { folder, env } = deployment;
  const lines = Object.entries({
    ...env,
    OS_CLIENT_CONFIG_FILE: 'clouds.yaml',
    DATABASE_URL: 'sqlite:bot.db',
  });
  await writeFile(join(folder, '.env'), lines.map(([name, value]) => `${name}=${value}`).join('\n'), {
    mode: 0o644,
  });
  const { child, ended, isUp } = launch('main.ts', [], {});
  await isUp();
  child.kill('SIGTERM');
  const { code, out, err } = await ended;
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('chmod 600 .env');
});

test('main.ts says what is missing and exits 78', async () => {
  const { code, out, err } = await launch('main.ts', [], {}).ended;
  expect([code, out]).toEqual([78, '']);
  expect(err).toContain('Nothing is set yet');
});

test('a second bot on the same file waits for the first to end, and a command exits 75', async () => {
  const { env } = deployment;
  const first = launch('main.ts', [], env);
  await first.isUp();
  const { code, err } = await launch('operator.ts', ['forget-key', 'k9'], env).ended;
  expect(err).toMatch(/bot\.db is in use by another running bot/);
  expect(code).toBe(75);
  const second = launch('main.ts', [], env);
  const up = second.isUp();
  first.child.kill('SIGTERM');
  expect((await first.ended).code).toBe(0);
  await up;
});

test('operator.ts reads .env, prints and exits 0', async () => {
  await writeFile(join(deployment.folder, '.env'), `ENCRYPTION_KEYS=${deployment.env.ENCRYPTION_KEYS}`);
  const { code, out, err } = await launch('operator.ts', ['make-key'], {}).ended;
  expect(out).toMatch(/^k2:\S{44}\n$/);
  expect(err).toContain('in front of the keys in ENCRYPTION_KEYS');
  expect(code).toBe(0);
});

test('operator.ts exits 1 with the usage', async () => {
  const { code, out, err } = await launch('operator.ts', ['make-keys'], {}).ended;
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('npm run forget-key -- <kid>');
});

test('`npm start` hands SIGTERM on to the bot, and its exit code back', async () => {
  const { slack, env } = deployment;
  const { PATH, HOME } = process.env;
  const { child, ended, isUp } = begin('npm', ['start'], { cwd: '.', env: { ...env, PATH, HOME } });
  await isUp();
  child.kill('SIGTERM');
  const { code, signal } = await ended;
  const left = slack.sockets.count;
  if (left > 0) kill(child, 'SIGKILL');
  expect([code, signal, left]).toEqual([0, null, 0]);
});

const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: { start: string } };
/** What `npm start` runs, with the Node of a folder: npm would put that of node_modules in front. */
const startWith = (bin: string, env: Environment) =>
  begin('sh', ['-c', scripts.start], { cwd: '.', env: { ...env, PATH: `${bin}:/usr/bin:/bin` } });

test('no signal makes the bot open a debugger', async () => {
  const { child, ended, isUp } = startWith(dirname(process.execPath), deployment.env);
  await isUp();
  for (const signal of ['SIGUSR1', 'SIGTERM'] as const) child.kill(signal);
  const { code, err } = await ended;
  expect([code, err]).toEqual([0, '']);
});

test('under an old Node, which refuses a flag, `npm start` ends in one line and 78', async () => {
  const bin = join(deployment.folder, 'bin');
  await mkdir(bin);
  const asOld =
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })";
  await writeFile(join(bin, 'old.cjs'), asOld);
  const oldNode = [
    '#!/bin/sh',
    'case "$*" in *--disable-sigusr1*) echo "bad option" >&2; exit 9;; esac',
    `exec ${process.execPath} --require ${join(bin, 'old.cjs')} "$@"`,
  ].join('\n');
  await writeFile(join(bin, 'node'), oldNode, { mode: 0o755 });
  const { code, out, err } = await startWith(bin, {}).ended;
  expect(err).toMatch(/^image-share: Node 24\.12 or newer is needed, but \S+ is 20\.20\.2\. .+\n$/);
  expect([code, out]).toEqual([78, '']);
});
