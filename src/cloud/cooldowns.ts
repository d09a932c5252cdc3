/** An account that a cloud tells to slow down pauses as a whole, so that not every request has to find that out. */
import type { Clock } from '../core/clock.ts';

export interface Cooldowns {
  /** Pauses all requests in the name of `key` for so long. */
  rest(key: string, forMs: number): void;
  /** How much of the pause is left; 0 if requests may be made. */
  leftMs(key: string): number;
}

export const createCooldowns = (clock: Pick<Clock, 'now'>): Cooldowns => {
  const until = new Map<string, number>();
  return {
    rest: (key, forMs) => {
      until.set(key, Math.max(until.get(key) ?? 0, clock.now() + forMs));
    },
    leftMs: (key) => {
      const leftMs = (until.get(key) ?? 0) - clock.now();
      if (leftMs <= 0) until.delete(key);
      return Math.max(0, leftMs);
    },
  };
};
