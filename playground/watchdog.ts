/** A watchdog: it gives up when nothing has moved for too long, not when the whole takes long. */
import type { Clock } from '../src/core/clock.ts';

export interface WatchdogOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Without any movement, it is said once after this time that the wait goes on. */
  readonly sayAfterMs: number;
  readonly giveUpAfterMs: number;
  /** How often {@link Watchdog.check} is called. */
  readonly checkEveryMs: number;
}

export interface Watchdog {
  /** Something moved: the wait starts over. */
  moved(): void;
  /** To be called every `checkEveryMs`. `slow` comes once per wait. */
  check(): 'wait' | 'slow' | 'give up';
}

/** Pure but for the clock it is given. */
export const createWatchdog = (options: WatchdogOptions): Watchdog => {
  const { clock, sayAfterMs, giveUpAfterMs, checkEveryMs } = options;
  let stillMs = 0;
  let checkedAt = clock.now();
  let said = false;
  return {
    moved: () => {
      stillMs = 0;
      said = false;
    },
    check: () => {
      const at = clock.now();
      // A longer gap means that this process was held up, and so was everything that could have moved in it.
      stillMs += Math.min(Math.max(at - checkedAt, 0), checkEveryMs);
      checkedAt = at;
      if (stillMs >= giveUpAfterMs) return 'give up';
      if (said || stillMs < sayAfterMs) return 'wait';
      said = true;
      return 'slow';
    },
  };
};
