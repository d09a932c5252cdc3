/** Work that no row asks for and no hour: done when the loop starts, and whenever something asks for it, until it comes to an end. */
import type { Clock } from '../../core/clock.ts';
import type { Worker } from './loop.ts';

/** Between two tries of what was prevented. */
const retryMs = 60_000;

/** @param work returns false if it was prevented, and is then tried again in a minute; so it is if it fails */
export const onDemand = (
  name: string,
  { now }: Pick<Clock, 'now'>,
  work: () => Promise<boolean>,
): { readonly worker: Worker; readonly ask: () => void } => {
  let nextAt: number | null = now();
  return {
    /** The loop has to be nudged to see it at once. */
    ask: () => {
      nextAt = now();
    },
    worker: {
      name,
      max: 1,
      claim: async ({ now: at, token }) => {
        if (nextAt === null || at < nextAt) return [];
        nextAt = at + retryMs;
        return [{ row: nextAt, leaseToken: token }];
      },
      step: async ({ row }) => {
        // unless it was asked for again meanwhile
        if ((await work()) && nextAt === row) nextAt = null;
      },
      freeAt: () => nextAt,
    },
  };
};
