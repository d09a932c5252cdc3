/** What a restore promises when the command is killed: the database is the one that was there or the one of the backup, and the next goes through. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { openDatabase, openForReading } from '../../src/store/open.ts';
import { makeBackup } from '../../src/store/operator/backup/make-backup.ts';
import { newKeys } from '../support/bot-process.ts';

const log = createLog('silent');
let folder: string;
let data: string;
let url: string;
let backup: string;

const put = async (key: string) => {
  const { kysely, close } = await openDatabase(url, { log });
  const value = 'x'.repeat(20_000);
  const rows = Array.from({ length: 500 }, (_, n) => ({ key: `${key}${n}`, value, expiresAt: null }));
  await kysely.insertInto('keyv').values(rows).execute();
  await close();
};
/** How many rows there are of the backup's, and of those that came since. */
const found = async () => {
  const { kysely, close } = await openDatabase(url, { log });
  const keys = await kysely.selectFrom('keyv').select('key').execute().finally(close);
  return ['old', 'new'].map((begins) => keys.filter(({ key }) => key.startsWith(begins)).length);
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'image-share-killed-restore-'));
  data = join(folder, 'data');
  url = `sqlite:${data}/bot.db`;
  await put('old');
  const { kysely, close } = await openForReading(url, { log });
  backup = (await makeBackup(kysely, folder, { source: 'here', bot: '1' }).finally(close)).file;
  await put('new');
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = () =>
  spawn(process.execPath, ['src/operator.ts', 'restore', '--from', backup, '--replace', '--yes'], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: url,
      FORGET_LIST: 'none',
      ENCRYPTION_KEYS: newKeys(),
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });

/** With -9, at the `n`th change in the folder; false if it ended before. */
const killedAt = async (n: number) => {
  const command = start();
  let changes = 0;
  const watcher = watch(data, () => {
    changes += 1;
    if (changes === n) command.kill('SIGKILL');
  });
  const [, signal] = await once(command, 'close');
  watcher.close();
  return signal === 'SIGKILL';
};

test('at each of several steps', async () => {
  for (let n = 1; await killedAt(n); n += 3)
    expect([
      [500, 500],
      [500, 0],
    ]).toContainEqual(await found());
  expect(await found()).toEqual([500, 0]);
  const names = readdirSync(data);
  expect(names.filter((name) => name.includes('restoring'))).toEqual([]);
  expect(names.filter((name) => name.includes('before-restore')).length).toBeGreaterThan(0);
});
