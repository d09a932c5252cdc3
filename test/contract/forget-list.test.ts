/** The forget list: what is on it, for which time it is whole, and what it says to nobody. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hourMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import {
  forgetListPath,
  forgottenSince,
  markKept,
  noteForgotten,
} from '../../src/store/secrets/forget-list.ts';
import { createKeepList } from '../../src/store/secrets/kept-lists.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';

const key = (name: string, byte: number) => `${name}:${Buffer.alloc(32, byte).toString('base64')}`;
const keys = parseKeys(key('k1', 1));
const start = Date.parse('2026-11-01T10:00:00Z');
const [gone, kept] = ['credential:T0NAME:U0NAME:a', 'credential:T0NAME:U0NAME:b'];

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forget-list-'));
  path = join(folder, 'beside', 'list');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A line an hour from `from` on, up to and with `until`. */
const hours = async (from: number, until: number) => {
  for (let at = from; at <= until; at += hourMs) await markKept(path, at);
};

describe('a list that is whole', () => {
  test('says which records were forgotten, and names none of them', async () => {
    await markKept(path, start);
    await noteForgotten({ path, keys }, [gone], start + hourMs);
    const forgotten = await forgottenSince({ path, keys }, start, start + hourMs);
    expect([forgotten.whole, forgotten.has(gone), forgotten.has(kept)]).toEqual([true, true, false]);
    const text = readFileSync(path, 'utf8');
    for (const word of ['credential', 'T0NAME', 'U0NAME']) expect(text).not.toContain(word);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('is still read after its keys were rotated, as long as they are there', async () => {
    await markKept(path, start);
    await noteForgotten({ path, keys }, [gone], start + 1);
    const rotated = parseKeys(`${key('k2', 2)},${key('k1', 1)}`);
    expect((await forgottenSince({ path, keys: rotated }, start, start)).has(gone)).toBe(true);
    const without = await forgottenSince({ path, keys: parseKeys(key('k2', 2)) }, start, start + 1);
    expect([without.whole, without.has(gone)]).toEqual([false, false]);
  });
});

test('what is on a list counts, also where it is not whole', async () => {
  await markKept(path, start);
  await noteForgotten({ path, keys }, [gone], start);
  const forgotten = await forgottenSince({ path, keys }, start - hourMs, start);
  expect([forgotten.whole, forgotten.has(gone)]).toEqual([false, true]);
});

test.each([
  ['after it', 1, true],
  ['just before it, and may not have been done by then', -hourMs + 1, true],
  ['an hour before it', -hourMs, false],
])('what was forgotten %s counts since then: %s ms, %s', async (_, afterMs, counts) => {
  await noteForgotten({ path, keys }, [gone], start + afterMs);
  const forgotten = await forgottenSince({ path, keys }, start, start + hourMs);
  expect([forgotten.has(gone), forgotten.hasSince(gone)]).toEqual([true, counts]);
});

describe('a list that is not whole for the time', () => {
  test('it is as old as the database', async () => {
    await hours(start - 3 * hourMs, start);
    const forgotten = await forgottenSince({ path, keys }, start, start + hourMs);
    expect(forgotten.whole).toBe(false);
  });

  test('a line of it cannot be read, and was written at any time until the next', async () => {
    await markKept(path, start);
    appendFileSync(path, '{"at":"2026-');
    await markKept(path, start + 1.5 * hourMs);
    const wholeSince = async (since: number) =>
      (await forgottenSince({ path, keys }, since, start + 2 * hourMs)).whole;
    expect(await wholeSince(start)).toBe(false);
    expect(await wholeSince(start + hourMs)).toBe(false);
    await markKept(path, start + 2 * hourMs);
    expect(await wholeSince(start + 1.5 * hourMs)).toBe(true);
  });

  test.each([
    ['there is none', async () => {}],
    ['it began later', () => hours(start + 1, start + 5 * hourMs)],
    [
      'no bot kept it for a while',
      async () => {
        await hours(start, start + hourMs);
        await hours(start + 4 * hourMs, start + 5 * hourMs);
      },
    ],
    ['no bot keeps it any more', () => hours(start, start + 2 * hourMs)],
    [
      'a line of it cannot be read',
      async () => {
        await hours(start, start + 2 * hourMs);
        appendFileSync(path, '{"at":"2026-');
        await hours(start + 3 * hourMs, start + 5 * hourMs);
      },
    ],
  ])('%s', async (_, write) => {
    await write();
    expect((await forgottenSince({ path, keys }, start, start + 5 * hourMs)).whole).toBe(false);
  });

  test('but it is for what is after that', async () => {
    await hours(start, start);
    appendFileSync(path, '{"at":"2026-');
    await hours(start + hourMs, start + 5 * hourMs);
    const since = start + hourMs;
    expect((await forgottenSince({ path, keys }, since, start + 5 * hourMs)).whole).toBe(true);
  });
});

describe('bots on one database', () => {
  let database: Database;
  beforeEach(async () => {
    database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  });
  afterEach(() => database.close());
  let warned = 0;
  const log = { warn: () => (warned += 1) };
  const keeping = (where: string | null) => createKeepList(database, where, log);
  const other = () => join(folder, 'elsewhere');
  const wholeSince = async (since: number, now: number) =>
    (await forgottenSince({ path, keys }, since, now)).whole;

  test('that share a list have it whole', async () => {
    warned = 0;
    const both = [keeping(path), keeping(path)];
    for (let at = start; at <= start + 3 * hourMs; at += hourMs) for (const keep of both) await keep(at);
    expect(await wholeSince(start + 1, start + 3 * hourMs)).toBe(true);
    expect(warned).toBe(0);
  });

  test.each([
    ['another list', () => other()],
    ['none', () => null],
  ])(
    'of which one keeps %s have none that is whole, until it has been gone for two hours',
    async (_, where) => {
      warned = 0;
      const [ours, theirs] = [keeping(path), keeping(where())];
      await ours(start);
      await theirs(start + hourMs / 2);
      const unlinked = start + hourMs / 2 + 1;
      for (let at = start + hourMs; at <= start + 4 * hourMs; at += hourMs) await ours(at);
      expect(warned).toBeGreaterThan(1);
      // an unlink of theirs lies in that time
      expect(await wholeSince(unlinked - 1, start + 4 * hourMs)).toBe(false);
      // a line of ours changes nothing
      await noteForgotten({ path, keys }, [gone], start + 4 * hourMs + 1);
      expect(await wholeSince(unlinked - 1, start + 4 * hourMs + 1)).toBe(false);
      expect(await wholeSince(start + 3 * hourMs, start + 4 * hourMs + 1)).toBe(true);
    },
  );

  test('that begin at once: one at least notes the other', async () => {
    warned = 0;
    await Promise.all([keeping(path)(start), keeping(other())(start)]);
    expect(warned).toBeGreaterThan(0);
  });
});

test('a file that cannot be written is said, with the variable that names it', async () => {
  writeFileSync(join(folder, 'beside'), '');
  await expect(markKept(path, start)).rejects.toThrow(/FORGET_LIST/);
  await expect(noteForgotten({ path, keys }, [gone], start)).rejects.toThrow(/FORGET_LIST/);
});

test('without a list nothing is written, and nothing is known', async () => {
  await noteForgotten({ path: null, keys }, [gone], start);
  await markKept(null, start);
  expect((await forgottenSince({ path: null, keys }, start, start)).whole).toBe(false);
});

test.each([
  [null, 'sqlite:/srv/bot/data/image-share.db', '/srv/bot/data-forgotten'],
  [null, 'sqlite::memory:', null],
  [null, 'postgres://bot@db/bot', null],
  ['none', 'sqlite:/srv/bot/data/image-share.db', null],
  ['/mnt/list', 'postgres://bot@db/bot', '/mnt/list'],
])('%s beside %s is %s', (typed, url, where) => {
  expect(forgetListPath(typed, url)).toBe(where);
});
