/** What a bot loads on SQLite in Socket Mode: each package costs memory and time at every start. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeployment, type Deployment } from '../support/deployment.ts';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await createDeployment();
});
afterEach(() => deployment.close());

/** Of our own dependencies, what a bot needs that has neither PostgreSQL nor an operator's command. */
const own = ['@slack/bolt', 'dotenv', 'jose', 'keyv', 'kysely', 'pino', 'undici', 'yaml', 'zod'];

/** The package, and all that it brings along. */
const withDependencies = async (name: string, found = new Set<string>()): Promise<ReadonlySet<string>> => {
  if (found.has(name)) return found;
  found.add(name);
  const { dependencies = {} } = JSON.parse(await readFile(`node_modules/${name}/package.json`, 'utf8')) as {
    readonly dependencies?: object;
  };
  for (const each of Object.keys(dependencies)) await withDependencies(each, found);
  return found;
};

const loaded = async () => {
  const list = join(deployment.folder, 'loaded');
  const bot = spawn(process.execPath, ['--import', './test/support/list-loaded.ts', 'src/main.ts'], {
    env: { ...deployment.env, LIST_LOADED: list },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of bot.stdout) if (String(line).includes('image share is up')) break;
  bot.kill('SIGKILL');
  await once(bot, 'exit');
  return (await readFile(list, 'utf8')).split('\n');
};

test('a bot loads only what belongs there', async () => {
  const urls = await loaded();
  const packages = new Set(
    urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []),
  );
  const belong = new Set(
    (await Promise.all(own.map((name) => withDependencies(name)))).flatMap((all) => [...all]),
  );
  expect([...packages].filter((name) => !belong.has(name))).toEqual([]);
  // the parts of it that seal and open, not the whole
  expect(urls.filter((url) => url.endsWith('/jose/dist/webapi/index.js'))).toEqual([]);
  expect(
    urls.filter((url) => url.includes('/src/operator/') || url.includes('/src/store/operator/copy.ts')),
  ).toEqual([]);
});
