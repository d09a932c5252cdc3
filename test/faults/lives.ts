/**
 * What people do with images: each is shared, answered, answered otherwise, taken back, shared again. Who is told that the
 * bot did not take something does it again, as people do; what it took has to be seen on the cards.
 */
import { buttonsOf } from '../../playground/slack/format/shown.ts';
import type { Actor, Outcome } from '../../playground/slack/people/actor.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { Dice } from './dice.ts';
import type { Seen, Tenant, Workplace } from './workplace.ts';

export type Standing = 'pending' | 'accepted' | 'rejected' | 'absent';

/** What was asked for of one image, and what has to be so at the end. */
export interface Life {
  readonly n: number;
  readonly imageId: string;
  readonly producer: Actor;
  /** How each project has to stand, and whose intent that is; a project that is not here was never asked. */
  readonly stands: Map<Tenant, { standing: Standing; by: string }>;
  /** How often it was shared, what Slack could not deliver included. */
  shared: { sent: number; acked: number };
  /** How often sharing began again, for all its projects. */
  rounds: number;
  withdrawals: number;
  /** It was taken back from all, and is to be private. */
  closed: boolean;
  over: boolean;
  /** An acknowledged intent of which nothing came in time, in words. */
  lost: string | null;
}

/** After which a person asks again for a question that did not come. */
const questionMs = 4_000;
/** Waits end with the patience of the people, not by a clock of their own: how long the bot was dead is no fault of its. */
const lost = Symbol('lost');

class LostError extends Error {
  override readonly name = 'LostError';
}

const answered = { accepted: '*Accepted* by', rejected: '*Rejected* by' } as const;

/** Whether a consumer's card says this. */
export const consumerReads = ({ text }: Seen, standing: Standing, by: string): boolean => {
  if (standing === 'pending') return text.includes('*Waiting for an answer.*') && text.includes('[Accept]');
  if (standing === 'absent') return text.includes('*No longer shared*');
  return text.includes(`${answered[standing]} <@${by}>`);
};

/** Whether a producer's card says this of the project. */
export const producerReads = (
  { message }: Seen,
  projectId: string,
  standing: Standing,
  by: string,
): boolean => {
  const line =
    message.blocks?.map(({ text }) => text?.text ?? '').find((text) => text.includes(`${projectId}\`\n`)) ??
    '';
  const words = {
    pending: '*pending* — asked',
    absent: `removed by <@${by}>`,
    accepted: `*accepted* by <@${by}>`,
    rejected: `*rejected* by <@${by}>`,
  };
  return line.includes(words[standing]);
};

/** Whether the producer's card says of all whom it was taken back from that they are gone and, if asked to, that it is private. */
export const withdrawalReads = (card: Seen, { stands, closed }: Life): boolean =>
  [...stands].every(
    ([{ projectId }, { standing, by }]) =>
      standing !== 'absent' || producerReads(card, projectId, 'absent', by),
  ) &&
  (!closed || card.text.includes('*Private*'));

export const isOffer = ({ text }: Seen): boolean =>
  text.includes('You are sharing it from') || text.includes('Nothing was shared');
export const isShare = ({ text }: Seen): boolean => text.includes('*Image id*');
export const isWithdrawal = ({ text }: Seen): boolean =>
  text.includes('You asked to stop sharing this image');

/** The newest copy of the one card that a consumer has of the image. */
const cardOf = (work: Workplace, n: number, person: Actor): Seen | undefined =>
  work.about(n).findLast((one) => one.by === person.id && one.cardId !== null && isShare(one));

/** Image number `n`: what people can do with it, and a whole life by chance. Once `patience` resolves, what was not seen is lost. */
export const createLife = (work: Workplace, dice: Dice, n: number, patience: Promise<void>) => {
  const { slack } = work;
  const life: Life = {
    n,
    imageId: work.addImage(n),
    producer: dice.pick(...work.producers),
    stands: new Map(),
    shared: { sent: 0, acked: 0 },
    rounds: 0,
    withdrawals: 0,
    closed: false,
    over: false,
    lost: null,
  };
  const { producer, imageId } = life;

  const seen = async <T>(what: string, look: () => T | undefined | false): Promise<T> => {
    const found = await Promise.race([
      slack.until(look, { what }).catch(() => lost),
      patience.then(() => lost),
    ]);
    if (found === lost) throw new LostError(`image-${n}: ${what}, not seen`);
    return found as T;
  };
  const reachable = () => seen('a bot that listens', work.isReachable);
  const insist = async (act: () => Promise<Outcome>) => {
    do await reachable();
    while ((await act()).error);
  };
  const set = (tenants: Iterable<Tenant>, standing: Standing, by: string) => {
    for (const tenant of tenants) life.stands.set(tenant, { standing, by });
  };

  const share = async (tenants: readonly Tenant[]) => {
    life.rounds += 1;
    await insist(async () => {
      life.shared.sent += 1;
      const outcome = await producer.command(
        '/share-image',
        `${imageId} ${tenants.map(({ projectId }) => projectId).join(' ')}`,
      );
      if (!outcome.error) life.shared.acked += 1;
      return outcome;
    });
    set(tenants, 'pending', '');
    for (const { people } of tenants)
      for (const person of people)
        await seen(`shared, a card for ${person.id}`, () => {
          const card = cardOf(work, n, person);
          return card !== undefined && consumerReads(card, 'pending', '');
        });
  };

  const answer = async (tenant: Tenant, person: Actor, standing: 'accepted' | 'rejected') => {
    const verb = standing === 'accepted' ? 'Accept' : 'Reject';
    for (;;) {
      await reachable();
      const card = await seen(`${verb} by ${person.id}`, () => {
        const now = cardOf(work, n, person);
        return now && (consumerReads(now, standing, person.id) || now.text.includes(`[${verb}`)) && now;
      });
      if (consumerReads(card, standing, person.id)) break;
      const told = () =>
        work.about(n).filter(({ by, text }) => by === person.id && text.includes('so nothing was done'))
          .length;
      const before = told();
      const button = buttonsOf(card.message).find((text) => text.startsWith(verb)) ?? verb;
      if ((await person.click(card.message, button)).error) continue;
      await seen(`${verb} by ${person.id}, acknowledged`, () => {
        const now = cardOf(work, n, person);
        return told() > before || (now !== undefined && consumerReads(now, standing, person.id));
      });
    }
    set([tenant], standing, person.id);
  };

  const takeBack = async (tenants: readonly Tenant[], { close = false } = {}) => {
    const whom = close ? '--private' : tenants.map(({ projectId }) => projectId).join(' ');
    const asked = () =>
      work.about(n).findLast(({ text }) => text.includes('Stop sharing') && text.includes('[Remove'));
    while (asked() === undefined) {
      await insist(() => producer.command('/unshare-image', `${imageId} ${whom}`));
      await Promise.race([slack.until(asked).catch(() => {}), systemClock.sleep(questionMs)]);
    }
    await insist(async () => {
      const question = asked();
      if (question === undefined) return { ackMs: 0 }; // taken after all: the question gave way to what is begun
      const button = buttonsOf(question.message).find((text) => text.startsWith('Remove')) ?? 'Remove';
      return producer.click(question.message, button);
    });
    life.withdrawals += 1;
    life.closed = close;
    set(tenants, 'absent', producer.id);
    await seen('taken back', () => {
      const card = work.about(n).findLast((one) => one.by === producer.id && isWithdrawal(one));
      return card && withdrawalReads(card, life);
    });
  };

  /** The producer offers it once more to a project that rejected it, as only one of those asked did. */
  const offerAgain = async (tenant: Tenant) => {
    const [person] = tenant.people;
    life.rounds += 1;
    const asked = () => {
      const card = cardOf(work, n, person);
      return card !== undefined && consumerReads(card, 'pending', '');
    };
    await insist(async () => {
      const card = await seen('Offer again', () => {
        const now = work.about(n).findLast((one) => one.by === producer.id && isOffer(one));
        return (asked() || now?.text.includes('[Offer again')) && now;
      });
      return asked() ? { ackMs: 0 } : producer.click(card.message, 'Offer again');
    });
    set([tenant], 'pending', '');
    await seen(`offered again, a card for ${person.id}`, asked);
  };

  const live = async () => {
    const [first, second] = work.tenants;
    const tenants = dice.pick([first], [second], [first, second]);
    const end = dice.pick('answered', 'answered', 'changed', 'taken back', 'closed', 'raced', 'again');
    const answers = tenants.map((tenant) => ({
      tenant,
      person: dice.pick(...tenant.people),
      standing: dice.pick('accepted' as const, 'rejected' as const),
    }));
    const answerAll = () => Promise.all(answers.map((one) => answer(one.tenant, one.person, one.standing)));
    await share(tenants);
    if (end === 'raced') {
      const [one] = answers;
      const card = one && cardOf(work, n, one.person);
      await Promise.all([takeBack(tenants), card && one.person.click(card.message, 'Accept')]);
      return;
    }
    await answerAll();
    if (end === 'changed')
      for (const { tenant, person, standing } of answers)
        await answer(tenant, person, standing === 'accepted' ? 'rejected' : 'accepted');
    if (end === 'closed') await takeBack(tenants, { close: true });
    if (end === 'taken back' || end === 'again') await takeBack(tenants);
    if (end === 'again') {
      await share(tenants);
      await answerAll();
    }
  };

  /** Until it is over, one way or the other. */
  const until = async (end: () => Promise<void>) => {
    try {
      await end();
    } catch (error) {
      if (!(error instanceof LostError)) throw error;
      life.lost = error.message;
    }
    life.over = true;
  };

  return { life, share, answer, takeBack, offerAgain, until, live: () => until(live) };
};
