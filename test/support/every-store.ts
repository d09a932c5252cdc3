/** What the store promises is tried on each database: on SQLite, and in a part of its own on a real PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import type { SlackMethod } from '../../src/model/card.ts';
import { claimCards } from '../../src/store/claims/card-claims.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { copyMade, memoryFolder } from './made-database.ts';
import { insertLab } from './on-lab.ts';
import { createPostgresDatabase } from './postgres.ts';
import { onPostgresql, postgresql } from './services.ts';

/** Where a database outlives who opened it. Each makes an empty one and says how to be rid of it. */
export const lastingPlaces = async () => {
  const server = await postgresql('what outlives who opened it');
  return [
    {
      name: 'SQLite in a file',
      make: async () => {
        const folder = mkdtempSync(join(memoryFolder, 'image-share-'));
        return { url: `sqlite:${folder}/test.db`, drop: async () => rmSync(folder, { recursive: true }) };
      },
    },
    ...(server === null ? [] : [{ name: 'a real PostgreSQL', make: () => createPostgresDatabase(server) }]),
  ];
};

const places = async () => {
  const lasting = await lastingPlaces();
  return onPostgresql() ? lasting.slice(1) : lasting;
};

const room: ReadonlyMap<SlackMethod, number> = new Map([['users.info', 10]]);

export interface EmptyStore {
  /** Made again for each test. */
  readonly database: Database;
  /** 1,000 at the beginning of each test. */
  readonly clock: { time: number; now(): number };
  /** For 100 ms from now. */
  claim(limit?: number): { now: number; limit: number; leaseMs: number; token: string };
  claimCard(): Promise<Awaited<ReturnType<typeof claimCards>>['claims']>;
}

/** Runs `part` on each; a PostgreSQL that is not there is skipped by name. */
export const onEveryStore = async (what: string, part: (store: EmptyStore) => void): Promise<void> => {
  const all = await places();
  describe.each(all)(`${what} on $name`, ({ make }) => {
    const clock = { ...systemClock, time: 1_000, now: () => clock.time };
    let database: Database;
    let made: Awaited<ReturnType<typeof make>>;
    beforeEach(async () => {
      clock.time = 1_000;
      made = await make();
      const [, path] = made.url.split('sqlite:');
      if (path !== undefined) await copyMade(path);
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
