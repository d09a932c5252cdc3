/** A backup put back is the store that it was taken of, on either database; what was there is set aside, and a bot keeps its database. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import type { Share } from '../../src/model/share.ts';
import { markRestored } from '../../src/operator/restore/mark-restored.ts';
import { hasRows, putBack } from '../../src/operator/restore/put-back.ts';
import { planShare } from '../../src/sharing/rules/plan-share.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase, openForReading } from '../../src/store/open.ts';
import { makeBackup } from '../../src/store/operator/backup/make-backup.ts';
import { repositories } from '../../src/store/repositories/all.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { contentOf, insertEverywhere } from '../support/every-row.ts';
import { lastingPlaces } from '../support/every-store.ts';
import { insertLab } from '../support/on-lab.ts';
import { intentOf } from '../support/share-row.ts';
import { share } from '../support/store-rows.ts';

const log = createLog('silent');
const keys = parseKeys(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
const policy = {
  remindAfterMs: [1],
  quietHours: null,
  syncInterval: { minMs: 1, maxMs: 1 },
  syncRequestsPerMinute: 30,
};
/** What follows a restore, where nothing lies between the backup and it: nothing but its record. */
const noTimeBetween = (now: number) => (database: Database) =>
  database.transaction((tx) =>
    markRestored(
      { store: { database, ...repositories }, tx, now, policy },
      {
        asOf: now,
        how: 'restore',
        keys,
        forgotten: { whole: true, has: () => false, hasSince: () => false },
      },
    ),
  );

const all = await lastingPlaces();
const directions = all.flatMap((from) => all.map((to) => ({ name: `${from.name} → ${to.name}`, from, to })));

describe.each(directions)('$name', ({ from, to }) => {
  let folder: string;
  let places: Record<'from' | 'to', Awaited<ReturnType<typeof from.make>>>;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'image-share-restore-'));
    places = { from: await from.make(), to: await to.make() };
  });
  afterEach(async () => {
    await places.from.drop();
    await places.to.drop();
    rmSync(folder, { recursive: true });
  });

  const on = async <T>(place: { readonly url: string }, work: (database: Database) => Promise<T>) => {
    const database = await openDatabase(place.url, { log });
    return work(database).finally(database.close);
  };
  const backUp = async () => {
    const { kysely, close } = await openForReading(places.from.url, { log });
    return (await makeBackup(kysely, folder, { source: 'here', bot: '1' }).finally(close)).file;
  };
  const content = (place: { readonly url: string }) =>
    on(place, async ({ kysely }) => {
      const { restores, ...rest } = await contentOf(kysely, { leases: false });
      return { restores: restores?.length, rest };
    });

  test('every row of every table comes back, into nothing', async () => {
    for (const n of [1, 2]) await on(places.from, ({ kysely }) => insertEverywhere(kysely, n));
    const file = await backUp();
    expect(await hasRows(places.to.url)).toBe(false);
    expect((await putBack(file, places.to.url, noTimeBetween)).aside).toBeNull();
    const [before, after] = [await content(places.from), await content(places.to)];
    // the restore itself is on record, in a line of the trail too
    expect(after.restores).toBe(3);
    const { audit, ...rest } = after.rest;
    const { audit: lines = [], ...same } = before.rest;
    expect(rest).toEqual(same);
    expect(audit).toEqual(expect.arrayContaining([...lines]));
    expect(audit).toHaveLength(3);
  });

  test('what was there is set aside, whole', async () => {
    await on(places.from, ({ kysely }) => insertEverywhere(kysely, 1));
    const file = await backUp();
    await on(places.to, ({ kysely }) => insertEverywhere(kysely, 7));
    const was = await content(places.to);
    expect(await hasRows(places.to.url)).toBe(true);
    const { aside } = await putBack(file, places.to.url, noTimeBetween);
    expect((await content(places.to)).rest.cards).toEqual((await content(places.from)).rest.cards);
    const there = aside ?? '';
    const cards = there.startsWith('the schema ')
      ? await on(places.to, async ({ kysely }) => {
          const table = sql.id(there.replace('the schema ', ''), 'cards');
          return (await sql`select * from ${table}`.execute(kysely)).rows.length;
        })
      : (await content({ url: `sqlite:${there}` })).rest.cards?.length;
    expect(cards).toBe(was.rest.cards?.length);
    expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([]);
  });

  test('a bot keeps its database', async () => {
    const file = await backUp().catch(async () => {
      await on(places.from, async () => {});
      return backUp();
    });
    await on(places.to, async ({ kysely }) => {
      await expect(putBack(file, places.to.url, noTimeBetween)).rejects.toThrow(/in use/);
      expect((await contentOf(kysely)).restores).toEqual([]);
    });
    if (places.to.url.startsWith('sqlite:'))
      expect(existsSync(`${places.to.url.slice('sqlite:'.length)}-restoring`)).toBe(false);
  });

  test('with no time between, each row plans the same next step', async () => {
    await on(places.from, ({ kysely }) => insertLab(kysely));
    const revision = fc.integer({ min: 0, max: 3 });
    const member = fc.option(
      fc
        .record({ value: fc.constantFrom('present' as const, 'absent' as const), revision })
        .map((one) => intentOf(one.value, one.revision)),
    );
    const answer = fc.option(
      fc
        .record({ value: fc.constantFrom('accepted' as const, 'rejected' as const), revision })
        .map((one) => intentOf(one.value, one.revision)),
    );
    const row = fc.record({
      member,
      answer,
      memberAppliedRevision: revision,
      answerAppliedRevision: revision,
      status: fc.constantFrom('pending' as const, 'accepted' as const, 'absent' as const, null),
      statusAt: fc.option(fc.constant(5)),
      dueAt: fc.option(fc.constant(6)),
    });
    const rows = fc.sample(row, { numRuns: 100, seed: 7 }).map((one) => share(one as Partial<Share>));
    const planned = (place: { readonly url: string }) =>
      on(place, async ({ kysely }) => {
        const found = [];
        for (const { id } of rows) {
          const one = await repositories.shares.findShare(kysely, id);
          found.push(one && planShare(one, 1_000));
        }
        return found;
      });
    await on(places.from, async ({ kysely }) => {
      for (const one of rows) await repositories.shares.ensureShare(kysely, one);
    });
    const before = await planned(places.from);
    await putBack(await backUp(), places.to.url, noTimeBetween);
    expect(await planned(places.to)).toEqual(before);
  });
});
