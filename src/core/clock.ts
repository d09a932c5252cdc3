/** Time as a thing handed in, so that tests can turn the hands; and the clock of a process, which never jumps. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

/** How much faster or slower than time a clock may go that is being put right: an hour takes ten. */
const mostLean = 0.1;

/**
 * A clock that shows what `wall` does, but when somebody puts that one forward or back it goes a little faster or slower
 * until they agree again. Else a lease would end while its holder is at work, and what is due be left until the hour has
 * passed once more.
 * @param passedMs milliseconds since any moment, which nobody puts forward or back
 */
export const createSteadyClock = (wall: Clock, passedMs: () => number): Clock => {
  let shown = wall.now();
  let last = passedMs();
  return {
    now: () => {
      const at = passedMs();
      const passed = at - last;
      last = at;
      const wrong = wall.now() - (shown + passed);
      const most = passed * mostLean;
      shown += passed + Math.max(-most, Math.min(most, wrong));
      return Math.floor(shown);
    },
  };
};

/** The clock of this process. */
export const systemClock: Clock = createSteadyClock({ now: Date.now }, () => performance.now());
