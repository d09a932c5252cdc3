/** An account that was told that it asks too much rests as a whole, so that not every request has to find that out for itself. */
import type { Clock } from '../core/clock.ts';

export interface Cooldowns {
  /** Nothing is asked in the name of `key` for so long. */
  rest(key: string, forMs: number): void;
  /** How much of that is left; 0 when it may ask. */
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
