/**
 * Whether claims on PostgreSQL keep their time when every row has been worked on ten times: in turns on a store that was just filled
 * and on one that was turned over, with autovacuum as the server has it: `npm run bench -- turnovers`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { createLog } from '../src/core/log.ts';
import { claimCards } from '../src/store/claims/card-claims.ts';
import { whatIsDue } from '../src/store/claims/leases.ts';
import type { Database } from '../src/store/engine/database.ts';
import { openAlone } from '../src/store/open.ts';
import * as cards from '../src/store/repositories/cards.ts';
import * as shares from '../src/store/repositories/shares.ts';
import { createPostgresDatabase, findPostgres, howToGetPostgres } from '../test/support/postgres.ts';
import { inMs, quantile, row } from './report.ts';
import { fillStore } from './store-fill.ts';

const size = 50_000;
const turnovers = 10;
/** The rows of a turnover are written in so many statements, as a loop writes few at a time. */
const parts = 20;
const rounds = 60;
const max = 2;

const log = createLog('warn');

const filled = async (url: string): Promise<Database> => {
  // filling takes longer than a bot's statements may
  const database = await openAlone(url, { log, existing: false });
  await fillStore(database, size);
  await sql`vacuum (analyze)`.execute(database.kysely);
  return database;
};

/** What a claim writes to each row, and then what its end writes. */
const turnOver = async ({ kysely }: Database) => {
  for (const name of ['shares', 'cards'] as const) {
    const table = sql.table(name);
    for (let part = 0; part < parts; part += 1) {
      const some = sql`where abs(hashtext("id")) % ${sql.lit(parts)} = ${sql.lit(part)}`;
      await sql`update ${table} set "leaseToken" = '1:bench', "leaseUntil" = 4102444800000 ${some}`.execute(
        kysely,
      );
      await sql`update ${table} set "dueAt" = "dueAt" + 1, "attempts" = 0, "leaseToken" = null, "leaseUntil" = null ${some}`.execute(
        kysely,
      );
    }
  }
};

/** Autovacuum comes by once a minute; what it has not seen yet is part of what is measured. */
const untilVacuumed = async ({ kysely }: Database) => {
  const from = performance.now();
  for (;;) {
    const { rows } = await sql<{ relname: string }>`select "relname" from "pg_stat_user_tables"
      where "relname" in ('shares', 'cards') and "autovacuum_count" = 0`.execute(kysely);
    if (rows.length === 0) return performance.now() - from;
    await sleep(500);
  }
};

/** One of each of the loop's claims, given back due as before. */
const claimAll = async (database: Database, times: Map<string, number[]>) => {
  const { kysely: db } = database;
  const take = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work();
    times.set(name, [...(times.get(name) ?? []), performance.now() - from]);
    return result;
  };
  const now = await database.now();
  const claim = { now, leaseMs: 30_000, token: '1:bench' };
  const room = new Map([
    ['chat.postMessage', 8] as const,
    ['chat.update', 8] as const,
    ['users.info', 8] as const,
  ]);
  const claimed = await take('claim 16 Shares', () => shares.claimShares(db, { ...claim, limit: 16 }));
  const { claims } = await take('claim 8 Cards', () =>
    claimCards(db, { ...claim, limit: 8, room, hold: [], from: null, random: Math.random }),
  );
  await take('what is due', () => whatIsDue(db, now));
  await take('claim Shares, none due', () => shares.claimShares(db, { ...claim, limit: 16, now: 1 }));
  for (const lease of claimed)
    await shares.finishShare(db, lease, {}, { now, sawRevision: lease.row.intentRevision, nextDueAt: now });
  for (const lease of claims)
    await cards.finishCard(db, lease, {}, { now, sawDirty: lease.row.dirty, nextDueAt: now });
};

export const turnedOver = async (): Promise<boolean> => {
  const server = await findPostgres();
  if (server === null) throw new Error(howToGetPostgres);
  const made = [await createPostgresDatabase(server), await createPostgresDatabase(server)] as const;
  const databases: Database[] = [];
  try {
    const fresh = await filled(made[0].url);
    databases.push(fresh);
    const turned = await filled(made[1].url);
    databases.push(turned);
    for (let n = 0; n < turnovers; n += 1) await turnOver(turned);
    const waitedMs = await untilVacuumed(turned);
    const times = [new Map<string, number[]>(), new Map<string, number[]>()] as const;
    for (let round = 0; round < rounds; round += 1) {
      await claimAll(fresh, times[0]);
      await claimAll(turned, times[1]);
    }
    console.log(
      `claims on PostgreSQL at ${size} shares, before and after ${turnovers} turnovers of every row; autovacuum came after ${inMs(waitedMs)}`,
    );
    let held = true;
    for (const [what, before] of times[0]) {
      const [first, then] = [quantile(before, 0.5), quantile(times[1].get(what) ?? [], 0.5)];
      const good = then <= max * first;
      held &&= good;
      const ratio = `${(then / first).toFixed(2)} ×`;
      row(`${what}: ${inMs(first)}, ${inMs(then)}`, ratio, `at most ${max} ×${good ? '' : '   MISSED'}`);
    }
    return held;
  } finally {
    for (const database of databases) await database.close();
    for (const { drop } of made) await drop();
  }
};
