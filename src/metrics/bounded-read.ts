/** A read for a scrape: seldom, never two at a time, and never waited for long. */
import type { Clock } from '../core/clock.ts';

const keptMs = 10_000;
const waitedMs = 1_000;

/** What `read` returned at most ten seconds ago; null if it failed, or takes longer than a second. Never throws. */
export const createBoundedRead = <T extends object>(
  read: () => Promise<T>,
  clock: Clock,
): (() => Promise<T | null>) => {
  let last: { readonly at: number; readonly value: T } | null = null;
  let underWay: Promise<T | null> | null = null;
  const begin = async () => {
    try {
      last = { at: clock.now(), value: await read() };
      return last.value;
    } catch {
      return null;
    } finally {
      underWay = null;
    }
  };
  return async () => {
    if (last !== null && clock.now() - last.at < keptMs) return last.value;
    underWay ??= begin();
    const { promise: late, resolve } = Promise.withResolvers<null>();
    const limit = clock.timeout(waitedMs);
    limit.addEventListener('abort', () => resolve(null));
    return Promise.race([underWay, late]);
  };
};
