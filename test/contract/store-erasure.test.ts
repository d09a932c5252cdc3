/** What is deleted from the SQLite file is gone from its bytes once it is closed, whoever else has it open. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { openDatabase, openForReading } from '../../src/store/open.ts';

const log = createLog('silent');

let folder: string;
let url: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-share-'));
  url = `sqlite:${folder}/bot.db`;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Values that fit nowhere else, in sizes that move rows from page to page and, some, over several. */
const values = Array.from({ length: 300 }, (_, n) =>
  `<${n}>`.repeat(n % 17 === 0 ? 2_000 : 20 + ((n * 37) % 150)),
);
const key = (n: number) => `k${(n * 7919) % 300}`;

/** Which of the values a piece of is in a file. */
const found = (which: (n: number) => boolean, where = folder) => {
  const files = readdirSync(where).map((name) => readFileSync(join(where, name), 'latin1'));
  return values.flatMap((value, n) =>
    which(n) && files.some((text) => text.includes(value.slice(0, 16))) ? [n] : [],
  );
};

const isKept = (n: number) => n % 3 === 0;

const writeAndDelete = async ({ transaction }: Awaited<ReturnType<typeof openDatabase>>) => {
  await transaction(async (tx) => {
    for (const [n, value] of values.entries())
      await tx
        .insertInto('keyv')
        .values({ key: key(n), value, expiresAt: null })
        .execute();
  });
  expect(found(() => true).length).toBe(values.length);
  await transaction(async (tx) => {
    for (const n of values.keys())
      if (!isKept(n)) await tx.deleteFrom('keyv').where('key', '=', key(n)).execute();
  });
};

test('nothing that was deleted is left in any file after a clean stop, and everything else is', async () => {
  const database = await openDatabase(url, { log });
  await writeAndDelete(database);
  await database.close();
  expect(found((n) => !isKept(n))).toEqual([]);
  expect(found(isKept).length).toBe(100);
});

test('also when somebody reads beside it: then the write-ahead log stays, and is empty', async () => {
  const database = await openDatabase(url, { log });
  const reader = await openForReading(url, { log });
  await reader.kysely.selectFrom('keyv').selectAll().execute();
  await writeAndDelete(database);
  await database.close();
  expect(found((n) => !isKept(n))).toEqual([]);
  await reader.close();
});

test('and after a crash, once it is open again', async () => {
  const crashed = await openDatabase(url, { log });
  await writeAndDelete(crashed);
  const left = mkdtempSync(join(folder, 'left-'));
  for (const end of ['', '-wal']) copyFileSync(`${folder}/bot.db${end}`, `${left}/bot.db${end}`);
  await crashed.close();
  const database = await openDatabase(`sqlite:${left}/bot.db`, { log });
  expect(found((n) => !isKept(n), left)).toEqual([]);
  expect(await database.kysely.selectFrom('keyv').select('key').execute()).toHaveLength(100);
  await database.close();
});
