/** Bots that are killed, or asked to stop, at random moments under a stream of commands and clicks. */
import { systemClock } from '../../src/core/clock.ts';
import { type BotProcess, createBotProcess, newKeys } from '../support/bot-process.ts';
import { createPostgresDatabase, findPostgres, howToGetPostgres } from '../support/postgres.ts';
import { createDice, type Dice } from './dice.ts';
import type { Promised, Tally } from './promise.ts';
import { beginStream } from './stream.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

const promise = 'What was acknowledged is carried out, once';

/** What the bots took for a fault of their own, each kind once: such a step is tried again, but nobody expected it. */
const faultsOf = (bots: readonly BotProcess[]): readonly string[] => {
  const errors = bots
    .flatMap((bot) => bot.output().split('\n'))
    .filter((line) => line.startsWith('{"level":"error"') && line.endsWith('}'))
    .map(
      (line) =>
        JSON.parse(line) as { msg: string; worker?: string; err?: { message: string; stack?: string } },
    )
    .map(({ msg, worker, err }) => {
      const frames = [...(err?.stack ?? '').matchAll(/src\/[^\s)]+/g)].map(([frame]) => frame);
      return `${worker ?? 'bot'}: ${msg}: ${err?.message ?? ''} ${frames.join(' ')}`;
    });
  const kinds = Map.groupBy(errors, (words) => words.replaceAll(/\d+/g, ''));
  return [...kinds.values()].map((same) => `untrue: logged ${same.length} times: ${same[0]}`);
};

/** So that a few strikes on a slow machine leave no more than a few people to wait for. */
const imagesPerStrike = 4;

/** Runs `strike` so many times on bots that work, and then lets the people finish. */
const underLoad = async (
  work: Workplace,
  bots: readonly BotProcess[],
  times: number,
  strike: (dice: Dice, n: number) => Promise<void>,
  onProgress: (done: number) => void,
): Promise<Tally> => {
  try {
    for (const bot of bots) await bot.start();
    await work.link();
    const dice = createDice();
    const stream = beginStream(work, times * imagesPerStrike, createDice(dice.seed));
    for (let n = 0; n < times; n++) {
      await strike(dice, n);
      onProgress(n + 1);
    }
    const tally = await stream.end(times);
    const faults = faultsOf(bots);
    return { ...tally, untrue: tally.untrue + faults.length, notes: [...(tally.notes ?? []), ...faults] };
  } finally {
    for (const bot of bots) await bot.close();
    await work.close();
  }
};

/** A bot lives at most so long before it is killed; the many kills come while it takes up what the last one left. */
const longestLifeMs = 1_500;

export const killsOnSqlite: Promised = {
  promise,
  fault: 'kill -9 at random moments under a stream of commands and clicks, on SQLite',
  unit: 'kills',
  short: 4,
  full: 100,
  needs: 'many processes',
  keep: async (times, onProgress) => {
    const work = await openWorkplace();
    const bot = await createBotProcess(work.slack, work.cloud);
    const strike = async (dice: Dice) => {
      await systemClock.sleep(dice.next() * longestLifeMs);
      await bot.kill();
      await bot.start();
    };
    return underLoad(work, [bot], times, strike, onProgress);
  },
};

const replicas = 3;
const killEveryMs = 1_000;

export const killsOfReplicas: Promised = {
  promise: `${promise}, even by several replicas`,
  fault: `kill -9 of one of ${replicas} replicas every second, Slack’s requests spread over them, on PostgreSQL`,
  unit: 'kills',
  short: 3,
  full: 100,
  needs: 'postgres',
  keep: async (times, onProgress) => {
    const server = await findPostgres();
    if (server === null) throw new Error(howToGetPostgres);
    const { url, drop } = await createPostgresDatabase(server);
    try {
      const work = await openWorkplace();
      const shared = { databaseUrl: url, encryptionKeys: newKeys() };
      const bots: BotProcess[] = [];
      for (let n = 0; n < replicas; n++) bots.push(await createBotProcess(work.slack, work.cloud, shared));
      const strike = async (dice: Dice) => {
        const bot = bots[Math.floor(dice.next() * bots.length)];
        const next = systemClock.sleep(killEveryMs);
        await systemClock.sleep(dice.next() * (killEveryMs / 4));
        await bot?.kill();
        await bot?.start();
        await next;
      };
      return await underLoad(work, bots, times, strike, onProgress);
    } finally {
      await drop();
    }
  },
};

/** What an operator's process manager is told to wait for. */
const drainMs = 10_000;
/** For a machine that does other things too. */
const lateMs = 1_000;

export const stopsUnderLoad: Promised = {
  promise: `${promise}, and a bot that is asked to stop ends within ${drainMs / 1000} s`,
  fault: 'SIGTERM under a stream of commands and clicks, while the cloud leaves requests unanswered',
  unit: 'stops',
  short: 2,
  full: 20,
  needs: 'many processes',
  keep: async (times, onProgress) => {
    const work = await openWorkplace();
    const bot = await createBotProcess(work.slack, work.cloud);
    const late: string[] = [];
    const strike = async (dice: Dice) => {
      // answered after the bot is gone: the worst that a stop can meet
      work.cloud.faults.add({ match: ({ service }) => service === 'glance', times: 3, do: 'hang' });
      await systemClock.sleep(500 + dice.next() * longestLifeMs);
      const asked = performance.now();
      const code = await bot.terminate();
      const ms = Math.round(performance.now() - asked);
      if (code !== 0 || ms > drainMs + lateMs) late.push(`untrue: it ended after ${ms} ms with ${code}`);
      work.cloud.faults.clear();
      await bot.start();
    };
    const tally = await underLoad(work, [bot], times, strike, onProgress);
    return { ...tally, untrue: tally.untrue + late.length, notes: [...(tally.notes ?? []), ...late] };
  },
};
