/** A watchdog: gives up if nothing has moved for too long, however long the whole takes. */
import type { Clock } from '../src/core/clock.ts';

export interface WatchdogOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** After this time without any movement, it reports once that the wait continues. */
  readonly sayAfterMs: number;
  readonly giveUpAfterMs: number;
  /** How often {@link Watchdog.check} is called. */
  readonly checkEveryMs: number;
}

export interface Watchdog {
  /** Something moved: the wait starts over. */
  moved(): void;
  /** Call every `checkEveryMs`. Returns `slow` once per wait. */
  check(): 'wait' | 'slow' | 'give up';
}

/** Pure except for its clock. */
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
      // A longer gap means that this process was held up, and with it everything that could have moved.
      stillMs += Math.min(Math.max(at - checkedAt, 0), checkEveryMs);
      checkedAt = at;
      if (stillMs >= giveUpAfterMs) return 'give up';
      if (said || stillMs < sayAfterMs) return 'wait';
      said = true;
      return 'slow';
    },
  };
};
