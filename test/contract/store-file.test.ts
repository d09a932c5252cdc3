/** What the SQLite file promises: private rights, and one bot at a time. Of kill -9 see processes/killed-writer.test.ts. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { DatabaseInUseError } from '../../src/store/engine/in-use-lock.ts';
import { DatabaseUrlError } from '../../src/store/engine/place-of.ts';
import { openDatabase, openForReading } from '../../src/store/open.ts';

const log = createLog('silent');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-share-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const open = (path: string) => openDatabase(`sqlite:${path}`, { log });
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('folder and files are made for their owner only', async () => {
  const path = join(folder, 'data', 'bot.db');
  const database = await open(path);
  expect(modeOf(join(folder, 'data'))).toBe('700');
  for (const file of ['', '-wal', '-shm', '-lock']) expect(modeOf(`${path}${file}`), file).toBe('600');
  await database.close();
});

test('wider rights on what is there are narrowed, but not on a folder that holds other things', async () => {
  const path = join(folder, 'data', 'bot.db');
  await (await open(path)).close();
  chmodSync(path, 0o644);
  chmodSync(`${path}-lock`, 0o666);
  chmodSync(join(folder, 'data'), 0o755);
  await (await open(path)).close();
  expect([path, `${path}-lock`, join(folder, 'data')].map(modeOf)).toEqual(['600', '600', '700']);

  const mixed = join(folder, 'mixed');
  mkdirSync(mixed);
  chmodSync(mixed, 0o755);
  writeFileSync(join(mixed, 'other.txt'), '');
  await (await open(join(mixed, 'bot.db'))).close();
  expect([mixed, join(mixed, 'bot.db')].map(modeOf)).toEqual(['755', '600']);
});

test('a second opener is refused until the first closes', async () => {
  const path = join(folder, 'bot.db');
  const first = await open(path);
  await expect(open(path)).rejects.toThrow(DatabaseInUseError);
  await first.close();
  await (await open(path)).close();
});

test('a file opened again still has its rows', async () => {
  const path = join(folder, 'bot.db');
  const before = await open(path);
  await before.kysely.insertInto('keyv').values({ key: 'k', value: 'v', expiresAt: null }).execute();
  await before.close();
  const after = await open(path);
  expect(await after.kysely.selectFrom('keyv').select('value').execute()).toEqual([{ value: 'v' }]);
  await after.close();
});

test.each([
  ['mysql://bot:hunter2@db/images', 'mysql:'],
  ['data/bot.db', 'has no scheme'],
  ['sqlite:', 'has no path'],
])('%s is refused, and only its scheme is named', async (url, problem) => {
  const error = await openDatabase(url, { log }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DatabaseUrlError);
  expect(String(error)).toContain(problem);
  expect(String(error)).not.toContain('hunter2');
  expect(existsSync('data/bot.db')).toBe(false);
});

/** Files that are somebody else's, or none. */
const others: [string, (path: string) => void, RegExp][] = [
  ['a text', (path) => writeFileSync(path, 'a list of things to do\n'), /is a file but no SQLite database/],
  [
    'another application’s database',
    (path) => {
      const its = new DatabaseSync(path);
      its.exec("create table accounts (a); insert into accounts values ('theirs')");
      its.close();
    },
    /is not the bot’s/,
  ],
];
test.each(others)('%s is refused, and stays as it is', async (_, make, why) => {
  const path = join(folder, 'theirs');
  make(path);
  chmodSync(path, 0o644);
  const before = readFileSync(path);
  for (const opening of [open(path), openForReading(`sqlite:${path}`, { log })])
    await expect(opening).rejects.toThrow(why);
  expect(modeOf(path)).toBe('644');
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(folder)).toEqual(['theirs']);
});

test.each<[string, (path: string) => void, RegExp]>([
  ['a pipe', (path) => void execFileSync('mkfifo', [path]), /is no file/],
  ['a folder', (path) => void mkdirSync(path), /is a folder/],
])('%s is refused', async (_, make, why) => {
  const path = join(folder, 'it');
  make(path);
  const mode = modeOf(path);
  for (const opening of [open(path), openForReading(`sqlite:${path}`, { log })])
    await expect(opening).rejects.toThrow(why);
  expect(modeOf(path)).toBe(mode);
});
