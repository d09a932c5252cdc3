/** A release and the one after it on one database, as processes: people share beside both, and then with the older one alone, and notice nothing. */
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import { openForReading } from '../../src/store/open.ts';
import { createDice } from '../faults/dice.ts';
import { createLife } from '../faults/lives.ts';
import { judge } from '../faults/verdict.ts';
import { openWorkplace } from '../faults/workplace.ts';
import { createBotProcess, newKeys } from '../support/bot-process.ts';
import { makeNextRelease } from '../support/next-release.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';

const patienceMs = 100_000;
const server = await postgresql('two releases');

/** Whole lives of images, several at a time. */
const tellOf = (work: Awaited<ReturnType<typeof openWorkplace>>) => {
  const all: ReturnType<typeof createLife>['life'][] = [];
  return {
    lives: async (count: number) => {
      const begun = Array.from({ length: count }, () => {
        const n = all.length + 1;
        const one = createLife(work, createDice(n), n, systemClock.sleep(patienceMs));
        all.push(one.life);
        return one.live();
      });
      await Promise.all(begun);
      const isRight = () => judge(work, all).notes.length === 0;
      // what they are told at the end may still be on its way
      await work.slack.until(isRight).catch(() => {});
      expect(judge(work, all).notes).toEqual([]);
    },
  };
};

const stepped = /"msg":"share step done"/;

describe.skipIf(server === null)('on PostgreSQL', () => {
  test('both at once, then the older one alone', async () => {
    const { url, drop } = await createPostgresDatabase(server ?? '');
    const next = await makeNextRelease();
    const work = await openWorkplace();
    const { lives } = tellOf(work);
    const shared = { databaseUrl: url, encryptionKeys: newKeys() };
    const older = await createBotProcess(work.slack, work.cloud, shared);
    const newer = await createBotProcess(work.slack, work.cloud, { ...shared, release: next.folder });
    await older.start();
    await work.link();
    await newer.start();
    await lives(6);
    for (const bot of [older, newer]) expect(bot.output()).toMatch(stepped);

    expect(await newer.terminate()).toBe(0);
    await lives(3);
    // and started again
    expect(await older.terminate()).toBe(0);
    await older.start();
    await lives(3);

    const reading = await openForReading(url, { log: createLog('silent') });
    const { rows } = await sql`select "version" from "schemaVersion"`.execute(reading.kysely);
    expect(rows).toEqual([{ version: 2 }]);
    await reading.close();
    for (const bot of [older, newer]) await bot.close();
    await work.close();
    await next.remove();
    await drop();
  });
});

test('on SQLite, one after the other, and back', async () => {
  const next = await makeNextRelease();
  const work = await openWorkplace();
  const { lives } = tellOf(work);
  const shared = { databaseUrl: `sqlite:${join(next.folder, 'bot.db')}`, encryptionKeys: newKeys() };
  const older = await createBotProcess(work.slack, work.cloud, shared);
  const newer = await createBotProcess(work.slack, work.cloud, { ...shared, release: next.folder });
  await older.start();
  await work.link();
  await lives(2);
  for (const [from, to] of [
    [older, newer],
    [newer, older],
  ] as const) {
    expect(await from.terminate()).toBe(0);
    await to.start();
    await lives(3);
  }
  expect(newer.output()).toMatch(stepped);
  expect(newer.output()).toContain('before-upgrade-from-1');
  for (const bot of [newer, older]) await bot.close();
  await work.close();
  await next.remove();
});
