/** What is secret is sealed on its way to the database, and an outage is never taken for “nothing there”. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackUserId, TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createCredentials, createSealedRecords } from '../../src/store/secrets/credentials.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import { SealedRecordError } from '../../src/store/secrets/sealing.ts';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const k1 = parseKeys(`k1:${key(1)}`);
const both = parseKeys(`k2:${key(2)},k1:${key(1)}`);
const alice = { teamId: 'T1' as TeamId, userId: 'UALICE' as SlackUserId };
const secret = { secret: 'correct horse battery staple' };

let folder: string;
let database: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'image-share-'));
  database = await openDatabase(`sqlite:${folder}/bot.db`, { log: createLog('silent') });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const credentialsUnder = (keys: typeof k1) => {
  const { seal, get, remove } = createCredentials({ keyv: createKeyv(database.kysely), keys });
  return {
    put: async (...what: Parameters<typeof seal>) => (await seal(...what))(database.kysely),
    get,
    remove: (accountId: string, person: typeof alice) => remove(database.kysely, accountId, person),
  };
};

describe('keyv on the database', () => {
  test('keeps, replaces, tells and removes, one by one and many at once', async () => {
    const keyv = createKeyv(database.kysely);
    expect(await keyv.set('a', { x: 1 })).toBe(true);
    await keyv.set('a', { x: 2 });
    await keyv.setMany([
      { key: 'b', value: 'two' },
      { key: 'c', value: 'three' },
    ]);
    expect(await keyv.get('a')).toEqual({ x: 2 });
    expect(await keyv.get(['b', 'none', 'c'])).toEqual(['two', undefined, 'three']);
    expect(await keyv.has(['a', 'none'])).toEqual([true, false]);
    expect([await keyv.has('a'), await keyv.has('none')]).toEqual([true, false]);
    expect([await keyv.delete('a'), await keyv.delete('a')]).toEqual([true, false]);
    expect(await keyv.delete(['b', 'none'])).toEqual([true, false]);
    await keyv.clear();
    expect(await keyv.get('c')).toBeUndefined();
  });

  test('forgets what has expired, and iterates over more than a page', async () => {
    const keyv = createKeyv(database.kysely);
    await keyv.setMany(Array.from({ length: 250 }, (_, n) => ({ key: `k${n}`, value: n })));
    await keyv.set('old', 'gone', 60_000);
    await database.kysely.updateTable('keyv').set({ expiresAt: 1 }).where('key', '=', 'old').execute();
    await database.kysely
      .updateTable('keyv')
      .set({ value: JSON.stringify({ value: 'gone', expires: 1 }) })
      .where('key', '=', 'old')
      .execute();
    expect(await keyv.has('old')).toBe(false);
    const values = new Set<unknown>();
    for await (const [, value] of keyv.iterator()) values.add(value);
    expect(values.size).toBe(250);
    expect(await database.kysely.selectFrom('keyv').select('key').where('key', '=', 'old').execute()).toEqual(
      [],
    );
  });

  test('throws when the database fails', async () => {
    const keyv = createKeyv(database.kysely);
    await database.kysely.schema.dropTable('keyv').execute();
    await expect(keyv.get('a')).rejects.toThrow('no such table');
    await expect(keyv.get(['a', 'b'])).rejects.toThrow('no such table');
    await expect(keyv.set('a', 1)).rejects.toThrow('no such table');
    await expect(keyv.has('a')).rejects.toThrow('no such table');
    await expect(keyv.delete('a')).rejects.toThrow('no such table');
    await expect(keyv.iterator().next()).rejects.toThrow('no such table');
  });

  test('throws when a value cannot be read', async () => {
    await database.kysely.insertInto('keyv').values({ key: 'a', value: '{', expiresAt: null }).execute();
    await expect(createKeyv(database.kysely).get('a')).rejects.toThrow();
  });
});

describe('credentials', () => {
  test('come back to the person and account they are of, and to no other', async () => {
    const { put, get, remove } = credentialsUnder(both);
    await put('a1', alice, secret);
    expect(await get('a1', alice)).toEqual(secret);
    expect(await get('a2', alice)).toBeUndefined();
    expect(await get('a1', { ...alice, userId: 'UBOB' as SlackUserId })).toBeUndefined();
    expect(await get('a1', { ...alice, teamId: 'T2' as TeamId })).toBeUndefined();
    await remove('a1', alice);
    expect(await get('a1', alice)).toBeUndefined();
  });

  test('a record moved to another person does not open', async () => {
    const { put, get } = credentialsUnder(both);
    await put('a1', alice, secret);
    await database.kysely.updateTable('keyv').set({ key: 'credential:T1:UBOB:a1' }).execute();
    await expect(get('a1', { ...alice, userId: 'UBOB' as SlackUserId })).rejects.toThrow(SealedRecordError);
  });

  test('what an older key sealed still opens; without that key it throws', async () => {
    await credentialsUnder(k1).put('a1', alice, secret);
    expect(await credentialsUnder(both).get('a1', alice)).toEqual(secret);
    await expect(credentialsUnder(parseKeys(`k2:${key(2)}`)).get('a1', alice)).rejects.toThrow('no key k1');
  });

  test('no secret is in any byte on disk', async () => {
    await credentialsUnder(both).put('a1', alice, secret);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    expect(files.some((bytes) => bytes.includes('credential:T1:UALICE:a1'))).toBe(true);
    const forms = [secret.secret, 'horse', Buffer.from(secret.secret).toString('base64url').slice(4, 24)];
    for (const form of forms) expect(files.some((bytes) => bytes.includes(form))).toBe(false);
  });

  test('other records wait sealed, for a time', async () => {
    const records = createSealedRecords({ keyv: createKeyv(database.kysely), keys: both });
    await records.put('parked:1', { command: '/share-image' }, 60_000);
    expect(await records.get('parked:1')).toEqual({ command: '/share-image' });
    const [row] = await database.kysely.selectFrom('keyv').select('expiresAt').execute();
    expect(row?.expiresAt).toBeGreaterThan(Date.now());
  });
});
