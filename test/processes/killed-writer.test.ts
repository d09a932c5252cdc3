/** What the SQLite file promises when its process is killed: nothing that was committed is lost, and the file is free. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { DatabaseInUseError } from '../../src/store/engine/in-use-lock.ts';
import { openDatabase } from '../../src/store/open.ts';
import { readAudit } from '../../src/store/repositories/audit-lines.ts';

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

const open = (path: string) => openDatabase(`sqlite:${path}`, { log: createLog('silent') });

/** A process that opens `path` and writes one audit line after the other, telling each `at` once it is committed. */
const startWriter = (path: string) => {
  const script = `
    import { createLog } from ${source('core/log.ts')};
    import { appendAudit } from ${source('store/repositories/audit-lines.ts')};
    import { openDatabase } from ${source('store/open.ts')};
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
