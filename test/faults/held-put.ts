/**
 * The cloud holds the PUT of an answer, and something befalls the bot that sent it. Then somebody asks for the opposite, which is
 * carried out, and only after that the held PUT takes effect: the newest intent stands in the end, and the cards say so.
 */
import { systemClock } from '../../src/core/clock.ts';
import { createDice } from './dice.ts';
import { createLife, isOffer } from './lives.ts';
import { judge } from './verdict.ts';
import type { Workplace } from './workplace.ts';

/**
 * @param n which of several, for the dice
 * @param strike done while the PUT is held; says how to make good again what is not over by itself
 */
export const answerAgainWhileHeld = async (
  work: Workplace,
  n: number,
  patienceMs: number,
  strike: () => Promise<(() => void) | undefined>,
) => {
  const { slack, cloud, producers, tenants } = work;
  const [, tenant] = tenants;
  const [carol] = tenant.people;
  const { life, until, share, answer } = createLife(work, createDice(n), 1, systemClock.sleep(patienceMs));
  const status = () => cloud.state.imageIn('IAD', life.imageId)?.members.get(tenant.projectId)?.status;
  await work.link([...producers, carol]);
  const late = Promise.withResolvers<void>();
  await until(async () => {
    await share([tenant]);
    let struck: ReturnType<typeof strike> | undefined;
    cloud.faults.add({
      match: ({ method, path }) => {
        if (method !== 'PUT' || !path.includes(life.imageId)) return false;
        struck = strike();
        return true;
      },
      do: 'hang',
      after: late.promise,
    });
    await answer(tenant, carol, 'accepted');
    const mend = await struck;
    await answer(tenant, carol, 'rejected');
    await slack.until(() => status() === 'rejected', { what: 'the newest answer, carried out' });
    mend?.();
    late.resolve();
    await slack.until(() => status() === 'accepted', { what: 'the held PUT' });
    // the bot reads at once, and not at the end of the minute for which it watches
    const card = work.about(1).findLast((one) => one.by === life.producer.id && isOffer(one));
    while (card && (await life.producer.click(card.message, 'Refresh')).error);
  });
  await slack.until(() => status() === 'rejected').catch(() => {});
  const right = () => {
    const { lost, doubled, untrue } = judge(work, [life]);
    return lost + doubled + untrue === 0;
  };
  await slack.until(right).catch(() => {});
  return judge(work, [life]);
};
