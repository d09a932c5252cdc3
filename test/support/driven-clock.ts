/** A clock that stands until somebody moves its hands, and then wakes whoever is due. */
import type { Clock } from '../../src/core/clock.ts';

export interface DrivenClock extends Clock {
  /** Moves the hands on to `at`, ms UTC, and wakes whoever is due by then; never back. */
  moveTo(at: number): void;
}

interface Sleeper {
  readonly due: number;
  wake(): void;
}

export const createDrivenClock = (startAt = Date.now()): DrivenClock => {
  let now = startAt;
  const sleepers = new Set<Sleeper>();
  const after = (ms: number, wake: () => void): Sleeper => {
    const sleeper = { due: now + Math.max(0, ms), wake };
    sleepers.add(sleeper);
    return sleeper;
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        if (ms <= 0) return resolve();
        const leave = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', giveUp);
        };
        const giveUp = () => {
          leave();
          reject(signal?.reason);
        };
        const sleeper = after(ms, () => {
          leave();
          resolve();
        });
        signal?.addEventListener('abort', giveUp);
      }),
    timeout: (ms) => {
      const limit = new AbortController();
      const sleeper = after(ms, () => {
        sleepers.delete(sleeper);
        limit.abort(new DOMException('The time limit has passed by the driven clock.', 'TimeoutError'));
      });
      return limit.signal;
    },
    after: (ms, act) => {
      const sleeper = after(ms, () => {
        sleepers.delete(sleeper);
        act();
      });
      return () => sleepers.delete(sleeper);
    },
    moveTo: (at) => {
      now = Math.max(now, at);
      const due = [...sleepers].filter((sleeper) => sleeper.due <= now);
      for (const sleeper of due.sort((one, other) => one.due - other.due)) sleeper.wake();
    },
  };
};
