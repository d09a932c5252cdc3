/** Work that must not overlap with itself. */

/** Returns what does one piece of work after the other, in the order in which they came; one that fails keeps no other from its turn. */
export const createTurns = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work, work);
    last = done.catch(() => {});
    return done;
  };
};
