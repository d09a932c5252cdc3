/** Housekeeping that no row asks for: done when the loop starts, and every hour from then on. */
import type { Clock } from '../../core/clock.ts';
import { hourMs } from '../../core/durations.ts';
import type { Worker } from './loop.ts';

/**
 * @param work is given the database's time; safe to repeat, because each replica does it. If it fails, the next hour does it; if it
 * returns `more`, it is called again at once, or after so many ms
 */
export const hourly = (
  name: string,
  { now }: Pick<Clock, 'now'>,
  work: (now: number) => Promise<unknown>,
): Worker => {
  let nextAt = now();
  return {
    name,
    max: 1,
    claim: async ({ now: at, token }) => {
      if (at < nextAt) return [];
      nextAt = at + hourMs;
      return [{ row: at, leaseToken: token }];
    },
    step: async ({ row }) => {
      const again = await work(Number(row));
      if (again === 'more') nextAt = Number(row);
      if (typeof again === 'number') nextAt = now() + again;
    },
    freeAt: () => nextAt,
  };
};
