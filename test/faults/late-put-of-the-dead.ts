/**
 * The cloud holds the PUT of an answer, the bot is killed and starts again, and somebody asks for the opposite, which is carried
 * out. Then the PUT of the dead takes effect: the newest intent stands in the end, and the cards say so.
 */
import { systemClock } from '../../src/core/clock.ts';
import { createBotProcess } from '../support/bot-process.ts';
import { createDice } from './dice.ts';
import { createLife, isOffer } from './lives.ts';
import type { Promised } from './promise.ts';
import { judge } from './verdict.ts';
import { openWorkplace } from './workplace.ts';

const patienceMs = 90_000;

const once = async (n: number) => {
  const work = await openWorkplace();
  const { slack, cloud, producers, tenants } = work;
  const [, tenant] = tenants;
  const [carol] = tenant.people;
  const bot = await createBotProcess(slack, cloud);
  const { life, until, share, answer } = createLife(work, createDice(n), 1, systemClock.sleep(patienceMs));
  const status = () => cloud.state.imageIn('IAD', life.imageId)?.members.get(tenant.projectId)?.status;
  try {
    await bot.start();
    await work.link([...producers, carol]);
    const late = Promise.withResolvers<void>();
    await until(async () => {
      await share([tenant]);
      let killed: Promise<void> | undefined;
      cloud.faults.add({
        match: ({ method, path }) => {
          if (method !== 'PUT' || !path.includes(life.imageId)) return false;
          killed = bot.kill().then(() => bot.start());
          return true;
        },
        do: 'hang',
        after: late.promise,
      });
      await answer(tenant, carol, 'accepted');
      await killed;
      await answer(tenant, carol, 'rejected');
      await slack.until(() => status() === 'rejected', { what: 'the newest answer, carried out' });
      late.resolve();
      await slack.until(() => status() === 'accepted', { what: 'the PUT of the dead' });
      // the bot reads at once, and not at the end of the minute for which it watches
      const card = work.about(1).findLast((one) => one.by === life.producer.id && isOffer(one));
      if (card) await life.producer.click(card.message, 'Refresh');
    });
    await slack.until(() => status() === 'rejected').catch(() => {});
    const right = () => {
      const { lost, doubled, untrue } = judge(work, [life]);
      return lost + doubled + untrue === 0;
    };
    await slack.until(right).catch(() => {});
    return judge(work, [life]);
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
  keep: async (times, onProgress) => {
    const tally = { tried: 0, lost: 0, doubled: 0, untrue: 0, notes: [] as string[] };
    for (let n = 0; n < times; n += 1) {
      const one = await once(n);
      tally.tried += 1;
      for (const kind of ['lost', 'doubled', 'untrue'] as const) tally[kind] += one[kind];
      tally.notes.push(...one.notes);
      onProgress(tally.tried);
    }
    return tally;
  },
};
