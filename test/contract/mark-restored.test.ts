/** What was forgotten since the backup is forgotten again as it was, and nobody else is touched. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { everything } from '../../src/accounts/forget-person.ts';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import { markRestored } from '../../src/operator/restore/mark-restored.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createCredentials, credentialKey, sealedRecords } from '../../src/store/secrets/credentials.ts';
import { forgottenSince, lostRecord, markKept, noteForgotten } from '../../src/store/secrets/forget-list.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import { lastingPlaces } from '../support/every-store.ts';
import { insertLab } from '../support/on-lab.ts';
import { storeOf } from '../support/repositories.ts';
import { account, alice, bob, teamId } from '../support/store-rows.ts';

const log = createLog('silent');
const keys = parseKeys(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
const policy = {
  remindAfterMs: [],
  quietHours: null,
  syncInterval: { minMs: 1, maxMs: 1 },
  syncRequestsPerMinute: 30,
};
const asOf = Date.parse('2026-11-29T03:00:00Z');
const at = asOf + hourMs;

describe.each(await lastingPlaces())('on $name', ({ make }) => {
  let place: Awaited<ReturnType<typeof make>>;
  let database: Database;
  let folder: string;
  beforeEach(async () => {
    place = await make();
    database = await openDatabase(place.url, { log });
    await insertLab(database.kysely);
    folder = mkdtempSync(join(tmpdir(), 'image-share-marked-'));
    const credentials = createCredentials({ keyv: createKeyv(database.kysely), keys });
    for (const [id, userId] of [
      ['a1', alice],
      ['b1', bob],
    ] as const) {
      const seal = await credentials.seal(id, { teamId, userId }, 'secret');
      await database.transaction(async (tx) => {
        await storeOf(database).accounts.insertAccount(tx, account({ id, userId, name: id }));
        await seal(tx);
      });
    }
  });
  afterEach(async () => {
    await database.close();
    await place.drop();
    rmSync(folder, { recursive: true });
  });

  const of = { teamId, userId: alice };
  const list = () => ({ path: join(folder, 'list'), keys });
  /** The list was kept all the time, and `recordKey` is noted on it. */
  const restored = async (recordKey: string, when: number) => {
    await markKept(list().path, asOf - dayMs);
    if (when < asOf) await noteForgotten(list(), [recordKey], when);
    for (let hour = asOf - dayMs; hour < at; hour += hourMs) await markKept(list().path, hour);
    if (when > asOf) await noteForgotten(list(), [recordKey], when);
    const forgotten = await forgottenSince(list(), asOf, at);
    const marked = await database.transaction((tx) =>
      markRestored(
        { store: storeOf(database), tx, now: at, policy },
        { asOf, how: 'restore', keys, forgotten },
      ),
    );
    return { ...marked, whole: forgotten.whole };
  };
  const sealed = async () => (await sealedRecords(database.kysely)).map(({ recordKey }) => recordKey);
  const find = (id: string) => storeOf(database).accounts.findAccount(database.kysely, id);

  test('an account that was unlinked is unlinked as by its owner', async () => {
    expect(await restored(credentialKey('a1', of), asOf + 1)).toEqual({
      ...{ dropped: 1, unconfirmed: 0, whole: true },
    });
    expect(await find('a1')).toBeNull();
    expect(await find('b1')).toMatchObject({ health: 'good', asOf: null });
    expect(await sealed()).toEqual([credentialKey('b1', { teamId, userId: bob })]);
    const lines = await database.kysely.selectFrom('audit').select(['act', 'subject']).execute();
    expect(lines).toContainEqual({ act: 'remove-account', subject: 'a1' });
    const timers = await database.kysely.selectFrom('timers').select(['kind', 'dueAt']).execute();
    expect(timers).toEqual([{ kind: 'leaver', dueAt: at + hourMs }]);
  });

  test('of one whose key was given up, the owner is asked to link it again', async () => {
    expect(await restored(lostRecord(credentialKey('a1', of)), asOf + 1)).toMatchObject({ dropped: 0 });
    expect(await find('a1')).toMatchObject({ health: 'lost' });
    expect(await sealed()).toEqual([credentialKey('b1', { teamId, userId: bob })]);
    const cards = await database.kysely.selectFrom('cards').select(['kind', 'subjectId', 'dueAt']).execute();
    expect(cards).toContainEqual({ kind: 'account', subjectId: 'a1', dueAt: at });
  });

  test('who was forgotten since the backup is forgotten again', async () => {
    await restored(credentialKey(everything, of), asOf + 1);
    expect(await find('a1')).toBeNull();
    expect(await sealed()).toEqual([credentialKey('b1', { teamId, userId: bob })]);
  });

  test('who was forgotten before, and came back, is not', async () => {
    await restored(credentialKey(everything, of), asOf - 2 * hourMs);
    expect(await find('a1')).toMatchObject({ health: 'good' });
  });
});
