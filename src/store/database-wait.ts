/** Waits for a database that is away, or that another process has; what only a person can change ends the wait at once. */
import { type Backoff, backoffMs } from '../core/back-off.ts';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { createSeldom } from '../core/seldom.ts';
import { DatabaseInUseError } from './engine/in-use-lock.ts';
import { awayReason } from './engine/postgres-errors.ts';

interface Options {
  readonly clock: Clock;
  readonly log: Log;
  /** Ends every wait. */
  readonly signal: AbortSignal;
  /** Told of why there is no database, and with null once there is. */
  readonly onReason: (reason: string | null) => void;
}

/**
 * Repeats `work` until it has found its database.
 * @throws DatabaseInUseError another process has it, still after 15 s; the signal's reason; whatever waiting does not mend
 */
export type DatabaseWait = <T>(work: () => Promise<T>) => Promise<T>;

const tries: Backoff = { firstMs: 500, maxMs: 15_000 };
const tellEveryMs = 60_000;

/** A bot that was told to stop needs ten seconds to finish its work. */
const inUseForMs = 15_000;
const inUseRetryMs = 500;

/** What `work` comes to, unless the signal fires first. */
const unlessEnded = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason);
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', end));
};

export const createDatabaseWait = ({ clock, log, signal, onReason }: Options): DatabaseWait => {
  const isNews = createSeldom(clock);

  /** How long to wait before the next try. @throws the error, if waiting does not help */
  const pauseMs = (error: unknown, failures: number, inUseSince: number | null): number => {
    if (error instanceof DatabaseInUseError) {
      if (inUseSince !== null && clock.now() - inUseSince >= inUseForMs) throw error;
      onReason('in use');
      if (inUseSince === null) log.info('the database is in use; waiting for the other process to end');
      return inUseRetryMs;
    }
    const reason = awayReason(error);
    if (reason === null) throw error;
    onReason(reason);
    if (isNews(reason, tellEveryMs)) log.warn({ reason }, 'the database is not answering; still trying');
    return backoffMs(failures, tries, Math.random());
  };

  return async (work) => {
    let inUseSince: number | null = null;
    for (let failures = 1; ; failures += 1) {
      try {
        const found = await unlessEnded(work(), signal);
        onReason(null);
        return found;
      } catch (error) {
        signal.throwIfAborted();
        const ms = pauseMs(error, failures, inUseSince);
        inUseSince = error instanceof DatabaseInUseError ? (inUseSince ?? clock.now()) : null;
        await clock.sleep(ms, signal);
      }
    }
  };
};
