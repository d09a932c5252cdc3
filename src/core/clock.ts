/** Time as a thing handed in, so that tests can turn the hands; and the clock of a process, which never jumps. */
import { setTimeout as pass } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /**
   * Resolves once `ms` have passed by this clock.
   * @throws the signal's reason when it fires first
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Fires once `ms` have passed by this clock: the limit of something that is under way. It keeps no process alive. */
  timeout(ms: number): AbortSignal;
}

/** How much faster or slower than time a clock may go that is being put right: an hour takes ten. */
const maxLean = 0.1;

/**
 * The time that `wall` shows, but when somebody puts that one forward or back it goes a little faster or slower
 * until they agree again. Else a lease would end while its holder is at work, and what is due be left until the hour has
 * passed once more.
 * @param passedMs milliseconds since any moment, which nobody puts forward or back
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

/** A clock whose time passes by itself, whatever it shows. */
export const createClock = (now: Clock['now']): Clock => ({
  now,
  sleep: (ms, signal) => pass(ms, undefined, signal ? { signal } : {}),
  timeout: (ms) => AbortSignal.timeout(ms),
});

/** The clock of this process. */
export const systemClock: Clock = createClock(createSteadyTime({ now: Date.now }, () => performance.now()));
