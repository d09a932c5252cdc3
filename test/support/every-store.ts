/** What the store promises is tried on each database there is: SQLite in memory and in a file, and a real PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { claimCards, type SlackMethod } from '../../src/store/card-claims.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { insertLab } from './on-lab.ts';
import { createPostgresDatabase, findPostgres, howToGetPostgres } from './postgres.ts';

/** Each makes an empty database and says how to be rid of it. */
const places = async () => {
  const server = await findPostgres();
  return [
    { name: 'SQLite in memory', make: async () => ({ url: 'sqlite::memory:', drop: async () => {} }) },
    {
      name: 'SQLite in a file',
      make: async () => {
        const folder = mkdtempSync(join(tmpdir(), 'image-share-'));
        return { url: `sqlite:${folder}/test.db`, drop: async () => rmSync(folder, { recursive: true }) };
      },
    },
    ...(server === null ? [] : [{ name: 'a real PostgreSQL', make: () => createPostgresDatabase(server) }]),
  ];
};

const room: ReadonlyMap<SlackMethod, number> = new Map([['users.info', 10]]);

export interface EmptyStore {
  /** Made anew for each test. */
  readonly database: Database;
  /** 1,000 at the beginning of each test. */
  readonly clock: { time: number; now(): number };
  /** For 100 ms from now. */
  claim(limit?: number): { now: number; limit: number; leaseMs: number; token: string };
  claimCard(): Promise<Awaited<ReturnType<typeof claimCards>>['claims']>;
}

/** Runs `part` on each; those that are not there are skipped by name. */
export const onEveryStore = async (what: string, part: (store: EmptyStore) => void): Promise<void> => {
  const all = await places();
  if (all.length < 3)
    describe.skip(howToGetPostgres, () => {
      test(`${what} on a real PostgreSQL`, () => {});
    });
  describe.each(all)(`${what} on $name`, ({ make }) => {
    const clock = { time: 1_000, now: () => clock.time };
    let database: Database;
    let made: Awaited<ReturnType<typeof make>>;
    beforeEach(async () => {
      clock.time = 1_000;
      made = await make();
      database = await openDatabase(made.url, { log: createLog('silent'), clock });
      await insertLab(database.kysely);
    });
    afterEach(async () => {
      await database.close();
      await made.drop();
    });
    const claim = (limit = 10) => ({ now: clock.time, limit, leaseMs: 100, token: randomUUID() });
    part({
      get database() {
        return database;
      },
      clock,
      claim,
      claimCard: async () =>
        (await claimCards(database.kysely, { ...claim(), room, hold: [], from: null, random: () => 0 }))
          .claims,
    });
  });
};
