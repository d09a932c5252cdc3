/**
 * The one loop: claims what is due, carries out one step of each, saves what came of it, until nothing is due. It sleeps
 * until the next row is, or until a wish nudges it. Nothing is queued here: after a crash the rows say where to go on.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Claimed, ClaimOptions } from '../store/leases.ts';
import type { Db } from '../store/tables.ts';

/** One kind of row: how it is claimed, and what one step of it is. */
export interface Lane {
  readonly name: string;
  /** How many are worked on at a time. */
  readonly most: number;
  /** Up to `limit` of those that may be worked on now; fewer only when there are no more. */
  claim(options: ClaimOptions): Promise<Claimed<unknown>[]>;
  /** Runs one step and gives the row back. `signal` fires before the lease ends, or when the loop is to stop. */
  step(claimed: Claimed<unknown>, signal: AbortSignal): Promise<void>;
  /** When rows that are due and may not be claimed yet may be, ms UTC; null when only the end of a step changes that. */
  freeAt?(): number | null;
}

export interface LoopDeps {
  readonly lanes: readonly Lane[];
  readonly now: () => Promise<number>;
  /** When the next row is due, of those that were not by `after`. */
  readonly nextDue: (after: number) => Promise<number | null>;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs?: number;
  /** The longest sleep: other replicas write wishes too. */
  readonly pollMs?: number;
}

export interface Loop {
  start(): void;
  /** There is something to do: looks at once, or once more after the look that is under way. */
  nudge(): void;
  /** Claims nothing more and waits for what is under way; what is not done shortly before `deadlineMs` is cut off. */
  stop(deadlineMs: number): Promise<void>;
}

/** How long before its lease ends a step is told to stop. */
const marginMs = 5_000;
/** So many are claimed together: what they keep from being claimed beside them is known before the next ones are. */
const batch = 8;

export const createLoop = ({
  lanes,
  now,
  nextDue,
  clock,
  log,
  leaseMs = 30_000,
  pollMs = 5_000,
}: LoopDeps): Loop => {
  const inFlight = new Map<Lane, Set<Promise<void>>>(lanes.map((lane) => [lane, new Set()]));
  let running = false;
  let pumping: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  const cuts = new Set<AbortController>();

  const run = async (lane: Lane, claimed: Claimed<unknown>) => {
    const cut = new AbortController();
    cuts.add(cut);
    const late = setTimeout(() => cut.abort(), leaseMs - marginMs);
    try {
      await lane.step(claimed, cut.signal);
    } catch (error) {
      // the lease runs out and the row is tried again then: a fault of ours must not spin
      log.error({ lane: lane.name, err: error }, 'step failed');
    } finally {
      clearTimeout(late);
      cuts.delete(cut);
    }
  };

  const begin = (lane: Lane, claimed: Claimed<unknown>, flying: Set<Promise<void>>) => {
    const work = run(lane, claimed).finally(() => {
      flying.delete(work);
      nudge();
    });
    flying.add(work);
  };

  const claimAll = async (at: number) => {
    for (const lane of lanes) {
      const flying = inFlight.get(lane) ?? new Set();
      for (let more = true; more && running && flying.size < lane.most; ) {
        const limit = Math.min(batch, lane.most - flying.size);
        const claims = await lane.claim({ now: at, limit, leaseMs, token: randomUUID() });
        for (const claimed of claims) begin(lane, claimed, flying);
        more = claims.length === limit;
      }
    }
  };

  const pump = async () => {
    try {
      for (;;) {
        clearTimeout(timer);
        again = false;
        const started = performance.now();
        const at = await now();
        await claimAll(at);
        if (!running || !again) {
          if (running) await sleep(at);
          if (!again) return;
        }
        // half of the time at the most goes into looking: people wait to be answered meanwhile
        await wait(performance.now() - started);
        if (!running) return;
      }
    } catch (error) {
      log.error({ err: error }, 'the database did not answer the loop; trying again');
      again = false;
      if (running) timer = setTimeout(nudge, 1_000);
    }
  };

  /** Until something may be claimed that could not be at `at`. */
  const sleep = async (at: number) => {
    const due = await nextDue(at);
    const free = lanes.flatMap((lane) => lane.freeAt?.() ?? []);
    const waits = [pollMs, ...(due === null ? [] : [due - at]), ...free.map((time) => time - clock.now())];
    timer = setTimeout(nudge, Math.max(1, Math.min(...waits)));
  };

  const nudge = () => {
    if (!running) return;
    again = true;
    pumping ??= pump().finally(() => {
      pumping = null;
      if (again) nudge();
    });
  };

  return {
    start: () => {
      running = true;
      nudge();
    },
    nudge,
    stop: async (deadlineMs) => {
      running = false;
      // what it is claiming now is still begun, and then waited for
      await pumping;
      clearTimeout(timer);
      const work = Promise.allSettled([...inFlight.values()].flatMap((flying) => [...flying]));
      await Promise.race([work, wait(deadlineMs * 0.8, undefined, { ref: false })]);
      // a request that is cut off may have been made: its step saves that in the time that is left
      for (const cut of cuts) cut.abort();
      await Promise.race([work, wait(deadlineMs * 0.2, undefined, { ref: false })]);
    },
  };
};

/** A lane over one table: keeps the row's type between claim and step. */
export const lane = <T>(
  name: string,
  most: number,
  db: Db,
  claim: (db: Db, options: ClaimOptions) => Promise<Claimed<T>[]>,
  step: (claimed: Claimed<T>, signal: AbortSignal) => Promise<unknown>,
): Lane => ({
  name,
  most,
  claim: (options) => claim(db, options),
  step: async (claimed, signal) => void (await step(claimed as Claimed<T>, signal)),
});
