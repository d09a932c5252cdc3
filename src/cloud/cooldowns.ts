/** When a cloud tells an account to slow down, all its requests pause, so that not each of them has to find out. */
import type { Clock } from '../core/clock.ts';

export interface Cooldowns {
  /** Pauses all requests of `key` for that long. */
  rest(key: string, forMs: number): void;
  /** How much of the pause is left; 0 if there is none. */
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
