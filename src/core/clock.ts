/** Time as a parameter, so that tests can set it; and the clock of a process, which never jumps. */
import { setTimeout as pass } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /**
   * Resolves once `ms` have passed by this clock.
   * @throws the signal's reason if it fires first
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Fires once `ms` have passed by this clock: a time limit for something under way. Keeps no process alive. */
  timeout(ms: number): AbortSignal;
  /**
   * Calls `act` once `ms` have passed by this clock, unless the returned function is called first. Keeps no process alive. Cheaper
   * than a signal, which outlives what it was made for.
   */
  after(ms: number, act: () => void): () => void;
}

/** How much faster or slower than real time the clock runs while it is corrected: an hour takes ten. */
const maxLean = 0.1;

/**
 * The time of `wall`, except that after somebody sets that clock forward or back, this one runs a little faster or slower
 * until they agree again. Otherwise a lease would end while its holder is at work, or due work would wait until the hour has
 * passed once more.
 * @param passedMs milliseconds since any moment, unaffected by setting the clock
 */
export const createSteadyTime = (wall: Pick<Clock, 'now'>, passedMs: () => number): Clock['now'] => {
  let shown = wall.now();
  let last = passedMs();
  return () => {
    const at = passedMs();
    const passed = at - last;
    last = at;
    const wrong = wall.now() - (shown + passed);
    const max = passed * maxLean;
    shown += passed + Math.max(-max, Math.min(max, wrong));
    return Math.floor(shown);
  };
};

/** A clock that runs by itself, whatever time it shows. */
export const createClock = (now: Clock['now']): Clock => ({
  now,
  sleep: (ms, signal) => pass(ms, undefined, signal ? { signal } : {}),
  timeout: (ms) => AbortSignal.timeout(ms),
  after: (ms, act) => {
    const timer = setTimeout(act, ms).unref();
    return () => clearTimeout(timer);
  },
});

/** The clock of this process. */
export const systemClock: Clock = createClock(createSteadyTime({ now: Date.now }, () => performance.now()));
