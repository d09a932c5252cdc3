/** What a start compiled is kept for the next one, however the process ends; where it cannot be kept, the bot starts all the same. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeployment, type Deployment } from '../support/deployment.ts';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await createDeployment();
});
afterEach(() => deployment.close());

/** Starts a bot, and kills it once it is up. */
const startAndKill = async (folder: string) => {
  const bot = spawn(process.execPath, ['src/main.ts'], {
    env: { ...deployment.env, NODE_COMPILE_CACHE: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let up = false;
  bot.stdout.on('data', (data) => {
    up ||= String(data).includes('image share is up');
    // what is written in that turn is on the disk by the next
    if (up) setImmediate(() => bot.kill('SIGKILL'));
  });
  await once(bot, 'exit');
  return up;
};

test('a bot that is killed leaves what it compiled in the folder that NODE_COMPILE_CACHE names', async () => {
  const folder = join(deployment.folder, 'cache');
  expect(await startAndKill(folder)).toBe(true);
  const kept = await readdir(folder, { recursive: true });
  expect(kept.length).toBeGreaterThan(500);
});

test('a folder that cannot be written is no error', async () => {
  expect(await startAndKill(join('package.json', 'cache'))).toBe(true);
});
