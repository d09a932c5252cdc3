/**
 * The one loop: claims what is due, carries out one step of each, saves the outcome, until nothing is due. It sleeps
 * until the next row is due, or until an intent wakes it. It queues nothing: after a crash the rows say where to continue.
 */
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Observer } from '../../core/observer.ts';
import type { Claimed, ClaimOptions, WhatIsDue } from '../../store/claims/leases.ts';
import type { Instance } from '../../store/engine/database.ts';
import type { Db } from '../../store/schema/tables.ts';
import { leaseMs, stepMs } from './lease-length.ts';

/** One kind of row: how it is claimed, and what one step of it is. */
export interface Worker {
  readonly name: string;
  /** The table of its rows: it claims nothing while none of them is due. */
  readonly table?: string;
  /** How many rows it works on at a time. */
  readonly max: number;
  /** Claims up to `limit` of the rows that it may work on now; fewer only if there are no more. */
  claim(options: ClaimOptions): Promise<Claimed<unknown>[]>;
  /**
   * Runs one step and gives the row back; a text that it returns says how it ended. `signal` fires before the lease ends, or when the
   * loop stops.
   */
  step(claimed: Claimed<unknown>, signal: AbortSignal): Promise<unknown>;
  /** When rows that are due but may not be claimed yet become free, ms UTC; null if only the end of a step changes that. */
  freeAt?(): number | null;
}

export interface LoopDeps {
  readonly workers: readonly Worker[];
  /** Asked once at the beginning of each round. */
  readonly now: () => Promise<number>;
  readonly whatIsDue: (now: number) => Promise<WhatIsDue>;
  readonly instance: Pick<Instance, 'leaseToken' | 'events'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer?: Observer | undefined;
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
  /** The lease of one more row of the worker; null if it may begin none: there is no room, or it is stopping. */
  leaseToken(worker: Worker): string | null;
  /** Begins a row that was leased without a claim; false if it is stopping, and would not wait for it. */
  begin(worker: Worker, claimed: Claimed<unknown>): boolean;
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

const abortAll = (all: Iterable<AbortController>) => {
  for (const one of all) one.abort();
};

export const createLoop = ({ workers, now, whatIsDue, instance, clock, log, observer }: LoopDeps): Loop => {
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
      const ended = await worker.step(claimed, AbortSignal.any([cut.signal, clock.timeout(stepMs)]));
      observer?.stepped(worker.name, typeof ended === 'string' ? ended : 'done');
    } catch (error) {
      // the row is tried again when the lease runs out: a fault of ours must not spin
      observer?.stepped(worker.name, 'broken');
      log.error({ worker: worker.name, err: error }, 'step failed; it is retried when its lease runs out');
    } finally {
      cuts.delete(cut);
    }
  };

  const flyingOf = (worker: Worker) => inFlight.get(worker) ?? new Set();

  const begin = (worker: Worker, claimed: Claimed<unknown>) => {
    const flying = flyingOf(worker);
    const work = run(worker, claimed).finally(() => {
      flying.delete(work);
      nudge();
    });
    flying.add(work);
  };

  const isRunning = () => state === 'claiming' || state === 'asleep';

  /** Too late: nothing would cut off what is claimed from here on. */
  const isOver = () => state === 'stopped';

  const claimAll = async (at: number, tables: WhatIsDue['tables']) => {
    let some = false;
    for (const worker of workers) {
      if (worker.table !== undefined && !tables.has(worker.table)) continue;
      const flying = flyingOf(worker);
      for (let more = true; more && state === 'claiming' && flying.size < worker.max; ) {
        const limit = Math.min(batch, worker.max - flying.size);
        const token = instance.leaseToken();
        if (token === null) return some;
        const claims = await worker.claim({ now: at, limit, leaseMs, token });
        if (isOver()) return some;
        some ||= claims.length > 0;
        for (const claimed of claims) begin(worker, claimed);
        more = claims.length === limit;
      }
    }
    return some;
  };

  /** Nothing woke it since its round began. */
  const mayRest = () => state === 'claiming' && !alarm.signal.aborted;

  /** Waits until something may be claimed that could not be at `at`, or somebody wakes the loop. */
  const sleep = async (at: number, due: number | null) => {
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
      // what was begun meanwhile sends its requests first
      await new Promise(setImmediate);
      const started = performance.now();
      try {
        const at = await now();
        const { tables, next } = await whatIsDue(at);
        const some = await claimAll(at, tables);
        const lookedMs = performance.now() - started;
        if (mayRest()) await sleep(at, some ? (await whatIsDue(at)).next : next);
        // claiming takes at most half of the time: people are waiting for answers meanwhile
        if (alarm.signal.aborted && state === 'claiming') await systemClock.sleep(lookedMs);
      } catch (error) {
        log.error({ err: error }, 'the database did not respond; retrying');
        alarm = new AbortController();
        await sleepFor(databaseRetryMs, databaseRetryMs);
      }
    }
  };

  const nudge = () => alarm.abort('nudged'); // without a reason Node makes an exception, with its stack
  instance.events.on('lost', () => abortAll(cuts)).on('due', nudge);

  return {
    start: () => {
      state = 'claiming';
      working = work();
    },
    nudge,
    leaseToken: (worker) =>
      isRunning() && flyingOf(worker).size < worker.max ? instance.leaseToken() : null,
    begin: (worker, claimed) => {
      if (!isRunning()) return false;
      begin(worker, claimed);
      return true;
    },
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
      abortAll(cuts);
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
  table: name,
  max,
  claim: (options) => claim(db, options),
  step: (claimed, signal) => step(claimed as Claimed<T>, signal),
});
