/**
 * Random stories of people, services, time and a bot that dies, told to the domain itself without a wire or a process; at rest, the cloud
 * and the cards are as a model of thirty lines has them. What breaks it is shrunk to the shortest story that does.
 */
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { createLog } from '../../../src/core/log.ts';
import type { Database } from '../../../src/store/engine/database.ts';
import { openDatabase } from '../../../src/store/open.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { insertLab } from '../../support/on-lab.ts';
import type { Promised } from '../promise.ts';
import { type Act, anyStory, inWords } from './acts.ts';
import { tell } from './tell-story.ts';

const maxActs = 10;
/** The same each time; a story takes 20 to 40 ms, nearly all of it the bot's own statements. */
const short = 200;
/** The audit trail only grows: now and then the stories go on in an empty database. */
const storiesPerDatabase = 1_000;

const told = (acts: readonly Act[]) => acts.map((act, n) => `${n + 1}. ${inWords(act)}`).join('; ');

export const modelOfTheWhole: Promised = {
  promise: 'Who is a member, and what each card says, is what was asked for last',
  fault:
    'stories of people, of faults of both services, of a bot that dies and of changes made outside it, at random, against a model',
  unit: 'stories',
  short,
  full: 1_000_000,
  keep: async (times, onProgress) => {
    const seed = Number(process.env.FAULTS_SEED ?? (times > short ? randomInt(2 ** 31) : 1));
    const clock = createDrivenClock();
    let database: Database | null = null;
    let done = 0;
    const fresh = async (): Promise<Database> => {
      await database?.close();
      const opened = await openDatabase('sqlite::memory:', { log: createLog('silent'), clock });
      await insertLab(opened.kysely);
      return opened;
    };
    const holds = fc.asyncProperty(anyStory(maxActs), async (acts) => {
      if (database === null || done % storiesPerDatabase === 0) database = await fresh();
      const wrong = await tell(acts, database, clock);
      done += 1;
      onProgress(Math.min(done, times));
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    });
    const { failed, counterexample, errorInstance } = await fc.check(holds, { numRuns: times, seed });
    await (database as Database | null)?.close();
    const [story] = counterexample ?? [];
    return {
      tried: done,
      lost: 0,
      doubled: 0,
      untrue: failed ? 1 : 0,
      notes: [
        `FAULTS_SEED=${seed}`,
        ...(story ? [`${told(story)}: ${(errorInstance as Error).message}`] : []),
      ],
    };
  },
};
