/** The bot that sent a PUT is killed and starts again, and the PUT of the dead takes effect after a newer answer. */
import { createBotProcess } from '../support/bot-process.ts';
import { answerAgainWhileHeld } from './held-put.ts';
import { oneByOne, type Promised } from './promise.ts';
import { openWorkplace } from './workplace.ts';

const patienceMs = 90_000;

const once = async (n: number) => {
  const work = await openWorkplace();
  const bot = await createBotProcess(work.slack, work.cloud);
  try {
    await bot.start();
    return await answerAgainWhileHeld(work, n, patienceMs, async () => {
      await bot.kill();
      await bot.start();
      return undefined;
    });
  } finally {
    await bot.close();
    await work.close();
  }
};

export const latePutOfTheDead: Promised = {
  promise: 'The newest intent wins, whenever the bot dies',
  fault:
    'the cloud holds the PUT of an answer, kill -9, the opposite is asked for and carried out, and then the PUT takes effect',
  unit: 'late writes',
  short: 1,
  full: 10,
  needs: 'many processes',
  keep: oneByOne(once),
};
