/** A stream of commands and clicks, and at its end the question whether everything that was acknowledged is so. */

import { systemClock } from '../../src/core/clock.ts';
import { createDice } from './dice.ts';
import { createLife, type Life } from './lives.ts';
import { isKept, type Tally } from './promise.ts';
import { judge } from './verdict.ts';
import type { Workplace } from './workplace.ts';

export interface Stream {
  readonly seed: number;
  /** No more images; waits until people have seen what came of theirs and all is quiet, and counts what broke. */
  readonly end: (tried: number) => Promise<Tally>;
}

/** About as many as two conversations with producers take, at a message a second. */
const intervalMs = 500;
/** Images under way at a time; when the bot falls behind, people wait for it. */
const max = 24;
/** From when nobody disturbs the bot any more: longer than a dead replica's leases, a post unconfirmed and the rate limit of a conversation take together. */
const patienceMs = 180_000;
const quietMs = 2_000;

/** Begins at once, and ends by itself after `images`; a bot has to be running now and then. */
export const beginStream = (work: Workplace, images: number, dice = createDice()): Stream => {
  const lives: Life[] = [];
  const living = new Set<Promise<void>>();
  const { promise: patience, resolve: loseIt } = Promise.withResolvers<void>();
  let failure: unknown;
  const begin = () => {
    if (living.size >= max || lives.length >= images) return;
    const { life, live } = createLife(work, dice, lives.length + 1, patience);
    lives.push(life);
    const over = live()
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => living.delete(over));
    living.add(over);
  };
  const begun = new AbortController();
  const beginAll = async () => {
    for (;;) {
      begin();
      await systemClock.sleep(intervalMs, begun.signal);
    }
  };
  beginAll().catch(() => {}); // ended

  const quiet = async () => {
    const { slack, cloud } = work;
    const asked = () => slack.requests.length + cloud.requests.length;
    let [last, since] = [asked(), performance.now()];
    await slack.until(() => {
      if (asked() !== last) [last, since] = [asked(), performance.now()];
      return performance.now() - since > quietMs;
    });
  };

  return {
    seed: dice.seed,
    end: async (tried) => {
      begun.abort();
      const over = new AbortController();
      systemClock.sleep(patienceMs, over.signal).then(loseIt, () => {});
      await Promise.all(living);
      over.abort();
      if (failure) throw failure;
      // cards may lag behind; what is not so when nothing moves any more is untrue
      await work.slack.until(() => isKept(judge(work, lives))).catch(() => {});
      await quiet();
      const { notes, ...tally } = judge(work, lives);
      const sent = lives.reduce((sum, { shared }) => sum + shared.sent, 0);
      const acks = work.slack.deliveries.filter(({ error }) => error === null).length;
      return {
        ...tally,
        tried,
        notes: [
          `FAULTS_SEED=${dice.seed}; ${lives.length} images, ${sent} times shared, ${acks} of ${work.slack.deliveries.length} commands and clicks acknowledged`,
          ...notes,
        ],
      };
    },
  };
};
