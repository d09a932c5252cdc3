/** On SQLite what is written at the same time shares a commit, and stays as apart as if it did not. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { appendAudit, readAudit } from '../../src/store/repositories/audit-lines.ts';
import type { Db } from '../../src/store/schema/tables.ts';
import { auditLine, teamId } from '../support/store-rows.ts';

let folder: string;
let database: Database;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-share-commit-'));
  database = await openDatabase(`sqlite:${join(folder, 'bot.db')}`, { log: createLog('silent') });
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const line = (subject: string) => async (db: Db) => {
  await appendAudit(db, auditLine({ by: null, subject }));
};
const subjects = async () =>
  (await readAudit(database.kysely, { teamId })).map(({ subject }) => subject).toReversed();
const logBytes = async () => (await stat(join(folder, 'bot.db-wal'))).size;

it('one that throws leaves nothing, and those beside it stand', async () => {
  const ends = await Promise.allSettled([
    database.transaction(line('first')),
    database.transaction(async (tx) => {
      await line('second')(tx);
      throw new Error('changed my mind');
    }),
    database.transaction(async (tx) => {
      await line('third')(tx);
      return 3;
    }),
    database.write(line('fourth')),
  ]);
  expect(ends).toEqual([
    { status: 'fulfilled', value: undefined },
    { status: 'rejected', reason: new Error('changed my mind') },
    { status: 'fulfilled', value: 3 },
    { status: 'fulfilled', value: undefined },
  ]);
  expect(await subjects()).toEqual(['first', 'third', 'fourth']);
});

it('a later one sees what an earlier one wrote', async () => {
  const [, seen] = await Promise.all([
    database.transaction(line('first')),
    database.transaction((tx) => readAudit(tx, { teamId })),
  ]);
  expect(seen.map(({ subject }) => subject)).toEqual(['first']);
});

it('many at once cost one commit', async () => {
  const before = await logBytes();
  await database.transaction(line('alone'));
  const one = (await logBytes()) - before;
  const names = Array.from({ length: 20 }, (_, n) => `at once ${n}`);
  const start = await logBytes();
  await Promise.all(names.map((name) => database.transaction(line(name))));
  expect(await subjects()).toEqual(['alone', ...names]);
  expect((await logBytes()) - start).toBeLessThan(3 * one);
});

it('one that cannot be committed is not answered, and takes nobody with it', async () => {
  const ends = await Promise.allSettled([
    database.transaction(line('first')),
    database.transaction(async (tx) => {
      const orphan = { offerId: 'none', shareId: 'none', role: 'asked', revision: 1 } as const;
      await sql`pragma defer_foreign_keys = on`.execute(tx);
      await tx.insertInto('offerShares').values(orphan).execute();
    }),
  ]);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(await subjects()).toEqual(['first']);
});
