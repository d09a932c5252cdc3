/** A backup is one moment of the store, whatever it lies on; it can be opened as a store, and says whether it is whole. */
import {
  appendFileSync,
  copyFileSync,
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
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { noteBackup, openDatabase, openForReading } from '../../src/store/open.ts';
import { inBackupFolder, keepNewest } from '../../src/store/operator/backup/backup-folder.ts';
import { checkBackup } from '../../src/store/operator/backup/check-backup.ts';
import { makeBackup } from '../../src/store/operator/backup/make-backup.ts';
import { deleteAccount, insertAccount } from '../../src/store/repositories/accounts.ts';
import { appendAudit } from '../../src/store/repositories/audit-lines.ts';
import { lastBackupAt } from '../../src/store/repositories/last-backup.ts';
import { createCredentials } from '../../src/store/secrets/credentials.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import { contentOf, insertEverywhere } from '../support/every-row.ts';
import { lastingPlaces } from '../support/every-store.ts';
import { insertLab } from '../support/on-lab.ts';
import { account, alice, auditLine, bob, teamId } from '../support/store-rows.ts';

const log = createLog('silent');
const keysOf = (byte: number) => parseKeys(`k${byte}:${Buffer.alloc(32, byte).toString('base64')}`);
const its = { source: 'here', bot: '1.2.3' };

describe.each(await lastingPlaces())('of $name', ({ make }) => {
  let folder: string;
  let place: Awaited<ReturnType<typeof make>>;
  let database: Database;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'image-share-backups-'));
    place = await make();
    database = await openDatabase(place.url, { log });
  });
  afterEach(async () => {
    await database.close();
    await place.drop();
    rmSync(folder, { recursive: true });
  });

  const backUp = async (freeBytes?: () => Promise<number>) => {
    const { kysely, close } = await openForReading(place.url, { log });
    return makeBackup(kysely, folder, its, freeBytes).finally(close);
  };
  /** What a bot finds that starts on a copy of the backup. */
  const restored = async (file: string) => {
    const at = mkdtempSync(join(folder, 'restored-'));
    copyFileSync(file, join(at, 'bot.db'));
    const opened = await openDatabase(`sqlite:${join(at, 'bot.db')}`, { log });
    return contentOf(opened.kysely, { leases: false }).finally(opened.close);
  };
  const backups = () => readdirSync(folder).filter((name) => name.startsWith('image-share-'));
  const keep = (id: string, keys = keysOf(1)) =>
    createCredentials({ keyv: createKeyv(database.kysely), keys })
      .seal(id, { teamId, userId: alice }, { secret: 'correct horse' })
      .then((put) => put(database.kysely));

  test('every row of every table is in it, and nothing but it and its JSON is left', async () => {
    await insertEverywhere(database.kysely, 1);
    await insertEverywhere(database.kysely, 2);
    const { file, facts } = await backUp();
    expect(await restored(file)).toEqual(await contentOf(database.kysely, { leases: false }));
    expect(backups()).toEqual(
      [file, file.replace('.db', '.json')].map((path) => path.slice(folder.length + 1)),
    );
    expect(backups().map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8))).toEqual([
      '600',
      '600',
    ]);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
    expect(JSON.parse(readFileSync(file.replace('.db', '.json'), 'utf8'))).toEqual(facts);
    expect(facts).toMatchObject({ ...its, rows: { accounts: 2, audit: 2, cards: 2, keyv: 2 } });
  });

  test('taken at every commit, it is that commit', async () => {
    await insertLab(database.kysely);
    const commits: (() => Promise<unknown>)[] = [
      () => database.transaction((tx) => insertAccount(tx, account({ id: 'a1' }))),
      () => keep('a1'),
      () => appendAudit(database.kysely, auditLine({ by: alice, subject: 'one' })),
      () => database.transaction((tx) => insertAccount(tx, account({ id: 'a2', userId: bob }))),
      () => database.transaction((tx) => deleteAccount(tx, 'a1')),
    ];
    for (const commit of commits) {
      await commit();
      const { file } = await backUp();
      expect(await restored(file)).toEqual(await contentOf(database.kysely, { leases: false }));
    }
    expect(backups()).toHaveLength(2 * commits.length);
  });

  test('it is whole, and says what opens it', async () => {
    await keep('a1');
    await keep('a2', keysOf(2));
    const { file, facts } = await backUp();
    const [one, other] = [keysOf(1), keysOf(2)];
    expect(facts.keys).toEqual({ [one.kid]: 1, [other.kid]: 1 });
    expect(await checkBackup(file, null)).toEqual(facts);
    const both = { kid: one.kid, byKid: new Map([...one.byKid, ...other.byKid]) };
    expect(await checkBackup(file, both)).toEqual(facts);
    await expect(checkBackup(file, one)).rejects.toThrow(`It also needs ${other.kid} (1 records).`);
  });

  test('a record that was changed is found by whoever has the key', async () => {
    await keep('a1');
    await sql`update "keyv" set "value" = replace("value", '"}', 'x"}')`.execute(database.kysely);
    const { file } = await backUp();
    await checkBackup(file, null);
    await expect(checkBackup(file, keysOf(1))).rejects.toThrow('credential:T1:UALICE:a1 does not open');
  });

  test('what is no sealed record at all is counted, and stops no backup', async () => {
    await database.kysely.insertInto('keyv').values({ key: 'k', value: 'v', expiresAt: null }).execute();
    const { file, facts } = await backUp();
    expect(facts.keys).toEqual({ unreadable: 1 });
    await checkBackup(file, null);
  });

  test('one that was changed, cut or left alone is not whole', async () => {
    const { file } = await backUp();
    const whole = readFileSync(file);
    appendFileSync(file, 'x');
    await expect(checkBackup(file, null)).rejects.toThrow(
      `it has ${whole.length + 1} bytes, and ${whole.length}`,
    );
    const changed = Buffer.from(whole);
    changed[changed.length - 1] = 1 + (changed.at(-1) ?? 0);
    writeFileSync(file, changed);
    await expect(checkBackup(file, null)).rejects.toThrow('its content has changed');
    writeFileSync(file, whole);
    const beside = file.replace('.db', '.json');
    const facts = JSON.parse(readFileSync(beside, 'utf8'));
    writeFileSync(beside, JSON.stringify({ ...facts, rows: { ...facts.rows, shares: 7 } }));
    await expect(checkBackup(file, null)).rejects.toThrow('its rows differ');
    writeFileSync(beside, JSON.stringify({ ...facts, sha256: 7 }));
    await expect(checkBackup(file, null)).rejects.toThrow('does not say what a backup says');
    writeFileSync(beside, '{');
    await expect(checkBackup(file, null)).rejects.toThrow('does not say what a backup says');
    rmSync(beside);
    await expect(checkBackup(file, null)).rejects.toThrow('.json is not there');
    rmSync(file);
    writeFileSync(beside, JSON.stringify(facts));
    await expect(checkBackup(file, null)).rejects.toThrow('it cannot be read');
  });

  test('no room is said before anything is written', async () => {
    await expect(backUp(async () => 1024)).rejects.toThrow('0 MiB free, and a backup needs up to 1 MiB');
    expect(backups()).toEqual([]);
  });

  test('what an interrupted one left is cleared away, and a second one at a time is refused', async () => {
    const { file } = await backUp();
    mkdirSync(join(folder, '.image-share-partial-dead'));
    writeFileSync(join(folder, 'image-share-2026-01-01T00-00-00.000Z.json'), '{}');
    writeFileSync(join(folder, 'other.json'), '{}');
    await inBackupFolder(folder, { databaseFile: null, needsBytes: 0 }, async () => {
      await expect(backUp()).rejects.toThrow(`Another backup is being written to ${folder}.`);
    });
    expect(readdirSync(folder).filter((name) => !file.includes(name.replace('.json', '')))).toEqual([
      '.image-share-backup-lock',
      'other.json',
    ]);
  });

  test('the oldest go once there are more than wanted, and nothing that is not whole counts', async () => {
    const files = [await backUp(), await backUp(), await backUp()].map(({ file }) => file);
    writeFileSync(join(folder, 'image-share-2026-01-01T00-00-00.000Z.db'), 'left alone');
    writeFileSync(join(folder, 'other.db'), '');
    expect(keepNewest(folder, 2)).toEqual([files[0]?.slice(folder.length + 1)]);
    expect(files.map((file) => existsSync(file))).toEqual([false, true, true]);
    expect(keepNewest(folder, 2)).toEqual([]);
    expect(existsSync(join(folder, 'other.db'))).toBe(true);
  });

  test('its time is a row, written beside the bot while the bot is in a transaction', async () => {
    expect(await lastBackupAt(database.kysely)).toBeNull();
    const { takenAt } = await backUp();
    await noteBackup(place.url, 1, { log });
    let noted: Promise<void> | undefined;
    await database.transaction(async (tx) => {
      await tx.selectFrom('accounts').selectAll().execute();
      noted ??= noteBackup(place.url, takenAt, { log });
      await insertLab(tx);
    });
    await noted;
    expect(await lastBackupAt(database.kysely)).toBe(takenAt);
  });
});
