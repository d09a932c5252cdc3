/** Two releases on one database: the newer one changes the tables, the older one works beside it and can be started again, as long as the tables say so. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import { openDatabase, openForReading } from '../../src/store/open.ts';
import { ensureShare, findShare } from '../../src/store/repositories/shares.ts';
import { migrations } from '../../src/store/schema/migrations.ts';
import { migrate, SchemaVersionError, versionBehind } from '../../src/store/schema/schema-version.ts';
import { lastingPlaces, onEveryStore } from '../support/every-store.ts';
import { shareRow } from '../support/share-row.ts';

const log = createLog('silent');

/** What the next release does: it adds a column, and an older bot need not know. */
const later = {
  ...migrations,
  '0002-later': {
    up: async (db: Kysely<unknown>) => {
      await sql`alter table "shares" add column "later" text`.execute(db);
    },
    readableFrom: 1,
  },
};
/** And the one after that: it takes something away. */
const muchLater = {
  ...later,
  '0003-much-later': {
    up: async (db: Kysely<unknown>) => {
      await sql`alter table "offers" drop column "note"`.execute(db);
    },
    readableFrom: 2,
  },
};

await onEveryStore('an upgrade', (store) => {
  const versionOf = async () => {
    const { rows } = await sql`select "version", "readableFrom" from "schemaVersion"`.execute(
      store.database.kysely,
    );
    return rows;
  };

  test('the tables say their version, and from which version on they can be worked on', async () => {
    const { kysely } = store.database;
    expect(await versionOf()).toEqual([{ version: 1, readableFrom: 1 }]);
    expect(await versionBehind(kysely)).toBe(null);
    expect(await versionBehind(kysely, later)).toBe(1);
    await migrate(kysely, later);
    expect(await versionOf()).toEqual([{ version: 2, readableFrom: 1 }]);
  });

  test('an older bot goes on beside a newer one, and leaves the tables as they are', async () => {
    const { kysely } = store.database;
    await migrate(kysely, later);
    await migrate(kysely);
    expect(await versionOf()).toEqual([{ version: 2, readableFrom: 1 }]);
    const { id } = await ensureShare(kysely, shareRow());
    await sql`update "shares" set "later" = 'kept'`.execute(kysely);
    expect((await findShare(kysely, id))?.id).toBe(id);
    const { rows } = await sql`select "later" from "shares"`.execute(kysely);
    expect(rows).toEqual([{ later: 'kept' }]);
  });

  test('replicas that upgrade together take turns, and each change is made once', async () => {
    const { kysely } = store.database;
    await Promise.all([migrate(kysely, later), migrate(kysely, later), migrate(kysely, later)]);
    expect(await versionOf()).toEqual([{ version: 2, readableFrom: 1 }]);
  });
});

describe.each(await lastingPlaces())('on $name', ({ make }) => {
  test('an older bot opens what a newer one wrote, until it could no longer work on it', async () => {
    const { url, drop } = await make();
    await (await openDatabase(url, { log, changes: later })).close();
    const older = await openDatabase(url, { log });
    expect(await older.whyUnavailable()).toBe(null);
    await older.close();
    await (await openForReading(url, { log })).close();
    await (await openDatabase(url, { log, changes: muchLater })).close();
    for (const open of [openDatabase, openForReading]) {
      const error = await open(url, { log }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SchemaVersionError);
      expect(String(error)).toContain('made 0002-later, 0003-much-later. Update the bot.');
    }
    await drop();
  });
});

test('a bot that changes the tables of an SQLite file copies it before, for its owner alone, and deletes the copy after a week', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-upgrade-'));
  const path = join(folder, 'bot.db');
  const url = `sqlite:${path}`;
  const lines: string[] = [];
  const told = createLog('info', { write: (line) => lines.push(line) });
  await (await openDatabase(url, { log: told })).close();
  await (await openDatabase(url, { log: told })).close();
  const copy = `${path}-before-upgrade-from-1`;
  expect(lines.join('')).not.toContain(copy);

  const upgraded = await openDatabase(url, { log: told, changes: later });
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ copy, days: 7 }));
  expect((await stat(copy)).mode & 0o777).toBe(0o600);
  const reading = await openForReading(`sqlite:${copy}`, { log });
  const { rows } = await sql`select "version" from "schemaVersion"`.execute(reading.kysely);
  expect(rows).toEqual([{ version: 1 }]);
  await reading.close();

  const madeAt = (await stat(copy)).mtimeMs;
  await upgraded.tidy(madeAt + 6 * dayMs);
  expect(await readdir(folder)).toContain(basename(copy));
  await upgraded.tidy(madeAt + 8 * dayMs);
  expect((await readdir(folder)).filter((name) => name.includes('upgrade'))).toEqual([]);
  expect(lines.join('')).toContain('deleted the copy');
  await upgraded.close();
  await rm(folder, { recursive: true });
});

test('after a try that failed and work at the former release, the next try copies again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-upgrade-'));
  const url = `sqlite:${join(folder, 'bot.db')}`;
  const failing = {
    ...migrations,
    '0002-later': { up: () => Promise.reject(new Error('the disk is full')), readableFrom: 1 },
  };
  await (await openDatabase(url, { log })).close();
  for (let start = 0; start < 2; start += 1)
    await expect(openDatabase(url, { log, changes: failing })).rejects.toThrow('the disk is full');
  const former = await openDatabase(url, { log });
  await former.kysely.insertInto('keyv').values({ key: 'worked on', value: '{}' }).execute();
  await former.close();
  await (await openDatabase(url, { log, changes: later })).close();

  const copies = (await readdir(folder)).filter((name) => name.includes('upgrade'));
  expect(copies).toHaveLength(2);
  const newest = `sqlite:${join(folder, 'bot.db')}-before-upgrade-from-1`;
  const reading = await openForReading(newest, { log });
  expect(await reading.kysely.selectFrom('keyv').select('key').execute()).toEqual([{ key: 'worked on' }]);
  await reading.close();
  await rm(folder, { recursive: true });
});
