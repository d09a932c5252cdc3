/** After an unlink no byte of the sealed credential is left in the database while the bot runs, nor in a backup that is made then. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase, openForReading } from '../../src/store/open.ts';
import { makeBackup } from '../../src/store/operator/backup/make-backup.ts';
import { lastingPlaces } from '../support/every-store.ts';

const log = createLog('silent');
const text = (n: number) => `<sealed ${n}>`.repeat(40);
const isIn = (bytes: Buffer, n: number) => bytes.includes(`<sealed ${n}><sealed`);

describe.each(await lastingPlaces())('on $name', ({ name, make }) => {
  let place: Awaited<ReturnType<typeof make>>;
  let database: Database;
  beforeEach(async () => {
    place = await make();
    database = await openDatabase(place.url, { log });
  });
  afterEach(async () => {
    await database.close();
    await place.drop();
  });

  /** The bytes in which the sealed records lie. */
  const files = async (): Promise<readonly Buffer[]> => {
    if (name.startsWith('SQLite')) {
      const folder = dirname(place.url.slice('sqlite:'.length));
      return readdirSync(folder).map((file) => readFileSync(join(folder, file)));
    }
    await sql`checkpoint`.execute(database.kysely);
    const { rows } = await sql<{
      bytes: Buffer;
    }>`select pg_read_binary_file(pg_relation_filepath('"keyv"')) as "bytes"`.execute(database.kysely);
    return rows.map(({ bytes }) => bytes);
  };
  /** As often as it takes: whoever looks at the database at that moment, even another test's connection, keeps a row for one more time. */
  const scrubbed = (n: number) =>
    expect.poll(async () => (await database.scrub()) && !(await left(n))).toBe(true);
  const left = async (n: number) => (await files()).some((bytes) => isIn(bytes, n));
  const put = async (n: number) => {
    await database.kysely
      .insertInto('keyv')
      .values({ key: `k${n}`, value: text(n), expiresAt: null })
      .execute();
  };
  const unlink = (n: number) =>
    database.transaction((tx) => tx.deleteFrom('keyv').where('key', '=', `k${n}`).execute());

  test('what was deleted is gone, and the rest is there', async () => {
    for (let n = 0; n < 60; n += 1) await put(n);
    await unlink(59);
    await unlink(7);
    expect(await left(59)).toBe(true);
    await scrubbed(59);
    expect([await left(59), await left(7), await left(8)]).toEqual([false, false, true]);
    const folder = mkdtempSync(join(tmpdir(), 'image-share-backups-'));
    const { kysely, close } = await openForReading(place.url, { log });
    const { file } = await makeBackup(kysely, folder, { source: 'here', bot: '1' }).finally(close);
    const backup = readFileSync(file);
    expect([59, 7, 8].map((n) => isIn(backup, n))).toEqual([false, false, true]);
    rmSync(folder, { recursive: true });
  });

  test('so is what was replaced', async () => {
    await put(1);
    await database.kysely
      .updateTable('keyv')
      .set({ value: text(2) })
      .execute();
    await scrubbed(1);
    expect(await left(2)).toBe(true);
  });

  test('whoever reads beside it delays that, and nobody else', async () => {
    await put(1);
    await put(2);
    const { kysely, close } = await openForReading(place.url, { log });
    const begun = kysely.transaction();
    const snapshot = name.startsWith('SQLite') ? begun : begun.setIsolationLevel('repeatable read');
    await snapshot.execute(async (reading) => {
      await reading.selectFrom('keyv').select('key').execute();
      await unlink(1);
      expect(await database.scrub()).toBe(false);
      await put(3);
    });
    await close();
    await scrubbed(1);
    expect([await left(1), await left(2), await left(3)]).toEqual([false, true, true]);
  });
});
