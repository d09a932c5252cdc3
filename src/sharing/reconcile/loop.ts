/**
 * The one loop: claims what is due, carries out one step of each, saves the outcome, until nothing is due. It sleeps
 * until the next row is due, or until an intent wakes it. It queues nothing: after a crash the rows say where to continue.
 */
import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Claimed, ClaimOptions } from '../../store/claims/leases.ts';
import type { Db } from '../../store/schema/tables.ts';
import { leaseMs, stepMs } from './lease-length.ts';

/** One kind of row: how it is claimed, and what one step of it is. */
export interface Worker {
  readonly name: string;
  /** How many rows it works on at a time. */
  readonly max: number;
  /** Claims up to `limit` of the rows that it may work on now; fewer only if there are no more. */
  claim(options: ClaimOptions): Promise<Claimed<unknown>[]>;
  /** Runs one step and gives the row back. `signal` fires before the lease ends, or when the loop stops. */
  step(claimed: Claimed<unknown>, signal: AbortSignal): Promise<void>;
  /** When rows that are due but may not be claimed yet become free, ms UTC; null if only the end of a step changes that. */
  freeAt?(): number | null;
}

export interface LoopDeps {
  readonly workers: readonly Worker[];
  readonly now: () => Promise<number>;
  /** When the next row is due, of those that were not due by `after`. */
  readonly nextDue: (after: number) => Promise<number | null>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Activity {
  readonly busy: boolean;
  /** ms UTC, by the caller's clock. */
  readonly dueAt: number | null;
}

export interface Loop {
  start(): void;
  /** There is something to do: claims at once, or once more after the claim that is under way. */
  nudge(): void;
  /** Whether it is claiming or running a step; if not, when something is due next (null: nothing known). */
  activity(): Activity;
  /** Claims nothing more and waits for running steps; cuts off what is not done shortly before `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
}

/** How many rows are claimed together: the next claim already knows which others these hold up. */
const batch = 8;
/** The longest sleep: other replicas write intents too. */
const longestSleepMs = 5_000;
const databaseRetryMs = 1_000;

type State = 'stopped' | 'claiming' | 'asleep' | 'stopping';

export const createLoop = ({ workers, now, nextDue, clock, log }: LoopDeps): Loop => {
  const inFlight = new Map<Worker, Set<Promise<void>>>(workers.map((worker) => [worker, new Set()]));
  const cuts = new Set<AbortController>();
  let state: State = 'stopped';
  let working: Promise<void> = Promise.resolve();
  /** Fires when there is something to do before the sleep ends. */
  let alarm = new AbortController();
  let dueAt: number | null = null;

  const run = async (worker: Worker, claimed: Claimed<unknown>) => {
    const cut = new AbortController();
    cuts.add(cut);
    try {
      await worker.step(claimed, AbortSignal.any([cut.signal, clock.timeout(stepMs)]));
    } catch (error) {
      // the row is tried again when the lease runs out: a fault of ours must not spin
      log.error({ worker: worker.name, err: error }, 'step failed; it is retried when its lease runs out');
    } finally {
      cuts.delete(cut);
    }
  };

  const begin = (worker: Worker, claimed: Claimed<unknown>, flying: Set<Promise<void>>) => {
    const work = run(worker, claimed).finally(() => {
      flying.delete(work);
      nudge();
    });
    flying.add(work);
  };

  /** Too late: nothing would cut off what is claimed from here on. */
  const isOver = () => state === 'stopped';

  const claimAll = async (at: number) => {
    for (const worker of workers) {
      const flying = inFlight.get(worker) ?? new Set();
      for (let more = true; more && state === 'claiming' && flying.size < worker.max; ) {
        const limit = Math.min(batch, worker.max - flying.size);
        const claims = await worker.claim({ now: at, limit, leaseMs, token: randomUUID() });
        if (isOver()) return;
        for (const claimed of claims) begin(worker, claimed, flying);
        more = claims.length === limit;
      }
    }
  };

  /** Waits until something may be claimed that could not be at `at`, or somebody wakes the loop. */
  const sleep = async (at: number) => {
    if (state !== 'claiming' || alarm.signal.aborted) return;
    const due = await nextDue(at);
    const free = workers.flatMap((worker) => worker.freeAt?.() ?? []);
    const waits = [...(due === null ? [] : [due - at]), ...free.map((time) => time - clock.now())];
    await sleepFor(
      Math.max(1, Math.min(longestSleepMs, ...waits)),
      waits.length > 0 ? Math.min(...waits) : null,
    );
  };

  const sleepFor = async (ms: number, dueInMs: number | null) => {
    if (state !== 'claiming') return;
    dueAt = dueInMs === null ? null : clock.now() + dueInMs;
    state = 'asleep';
    await clock.sleep(ms, alarm.signal).catch(() => {}); // woken
    if (state === 'asleep') state = 'claiming';
  };

  const work = async () => {
    while (state === 'claiming') {
      alarm = new AbortController();
      const started = performance.now();
      try {
        const at = await now();
        await claimAll(at);
        const lookedMs = performance.now() - started;
        await sleep(at);
        // claiming takes at most half of the time: people are waiting for answers meanwhile
        if (alarm.signal.aborted && state === 'claiming') await systemClock.sleep(lookedMs);
      } catch (error) {
        log.error({ err: error }, 'the database did not respond; retrying');
        alarm = new AbortController();
        await sleepFor(databaseRetryMs, databaseRetryMs);
      }
    }
  };

  const nudge = () => alarm.abort();

  return {
    start: () => {
      state = 'claiming';
      working = work();
    },
    nudge,
    activity: () => ({
      busy:
        state === 'claiming' ||
        (state === 'asleep' && alarm.signal.aborted) ||
        [...inFlight.values()].some((flying) => flying.size > 0),
      dueAt,
    }),
    stop: async (deadlineMs) => {
      state = 'stopping';
      nudge();
      // it still begins and waits for what it is claiming now, but not for a database that hangs
      const ended = working.then(() => Promise.allSettled([...inFlight.values()].flatMap((all) => [...all])));
      const over = new AbortController();
      const limit = (ms: number) => systemClock.sleep(ms, over.signal).catch(() => {});
      await Promise.race([ended, limit(deadlineMs * 0.8)]);
      state = 'stopped';
      // a request that is cut off may have been made: its step saves that in the remaining time
      for (const cut of cuts) cut.abort();
      await Promise.race([ended, limit(deadlineMs * 0.2)]);
      over.abort();
    },
  };
};

/** A worker on one table: keeps the row's type between claim and step. */
export const worker = <T>(
  name: string,
  max: number,
  db: Db,
  claim: (db: Db, options: ClaimOptions) => Promise<Claimed<T>[]>,
  step: (claimed: Claimed<T>, signal: AbortSignal) => Promise<unknown>,
): Worker => ({
  name,
  max,
  claim: (options) => claim(db, options),
  step: async (claimed, signal) => void (await step(claimed as Claimed<T>, signal)),
});
