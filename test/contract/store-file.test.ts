/** What the SQLite file promises: private rights, one bot at a time, and nothing lost to kill -9. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { readAudit } from '../../src/store/audit.ts';
import { DatabaseUrlError, openDatabase } from '../../src/store/database.ts';
import { DatabaseInUseError } from '../../src/store/in-use.ts';

const log = createLog('silent');
const source = (file: string) => JSON.stringify(new URL(`../../src/${file}`, import.meta.url).href);

let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-share-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const open = (path: string) => openDatabase(`sqlite:${path}`, { log });
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** A process that opens `path` and writes one audit line after the other, telling each `at` once it is committed. */
const startWriter = (path: string) => {
  const script = `
    import { createLog } from ${source('core/log.ts')};
    import { appendAudit } from ${source('store/audit.ts')};
    import { openDatabase } from ${source('store/database.ts')};
    const { kysely } = await openDatabase(${JSON.stringify(`sqlite:${path}`)}, { log: createLog('silent') });
    for (let at = 1; ; at++) {
      await appendAudit(kysely, { at, teamId: 'T1', by: null, onBehalfOf: null, people: [], act: 'offer', subject: '', detail: {}, requestId: null });
      process.stdout.write(at + '\\n');
    }`;
  child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return child;
};

/** Kills it with -9 once it has told of `lines` lines; returns all that it told. */
const killAfter = async (writer: ChildProcess, lines: number): Promise<string[]> => {
  let told = '';
  writer.stdout?.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (told.split('\n').length > lines) writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  return told.split('\n').slice(0, -1);
};

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

test('kill -9 loses nothing that was committed and frees the file', async () => {
  const path = join(folder, 'bot.db');
  const writer = startWriter(path);
  const [first] = (await once(writer.stdout ?? writer, 'data')) as [Buffer];
  await expect(open(path)).rejects.toThrow(DatabaseInUseError);
  const told = [...String(first).trim().split('\n'), ...(await killAfter(writer, 200))];
  const database = await open(path);
  const lines = await readAudit(database.kysely, { teamId: 'T1' as TeamId, limit: 1_000_000 });
  const stored = new Set(lines.map(({ at }) => String(at)));
  expect(told.length).toBeGreaterThan(200);
  expect(told.filter((at) => !stored.has(at))).toEqual([]);
  await database.close();
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
