/**
 * The one loop: claims what is due, carries out one step of each, saves what came of it, until nothing is due. It sleeps
 * until the next row is, or until a wish nudges it. Nothing is queued here: after a crash the rows say where to go on.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Claimed, ClaimOptions, PersonKey } from '../store/leases.ts';
import type { Db } from '../store/tables.ts';
import { createPace } from './pace.ts';

/** One kind of row: how it is claimed, and what one step of it is. */
export interface Lane {
  readonly name: string;
  /** How many are worked on at a time. */
  readonly most: number;
  claim(options: ClaimOptions & { readonly hold: readonly PersonKey[] }): Promise<Claimed<unknown>[]>;
  /** Runs one step and gives the row back. `signal` fires before the lease ends. Returns whom it wrote to, if anyone. */
  step(claimed: Claimed<unknown>, signal: AbortSignal): Promise<PersonKey | null>;
}

export interface LoopDeps {
  readonly lanes: readonly Lane[];
  readonly now: () => Promise<number>;
  readonly nextDue: (options: { now: number; hold: readonly PersonKey[] }) => Promise<number | null>;
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
  /** Claims nothing more and waits for what is under way, `deadlineMs` at the most; leases free the rest. */
  stop(deadlineMs: number): Promise<void>;
}

/** How long before its lease ends a step is told to stop. */
const marginMs = 5_000;

export const createLoop = ({
  lanes,
  now,
  nextDue,
  clock,
  log,
  leaseMs = 30_000,
  pollMs = 5_000,
}: LoopDeps): Loop => {
  const pace = createPace(clock, { burst: 5, everyMs: 1_000 });
  const inFlight = new Map<Lane, Set<Promise<void>>>(lanes.map((lane) => [lane, new Set()]));
  let running = false;
  let pumping: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  const run = async (lane: Lane, claimed: Claimed<unknown>) => {
    try {
      const wroteTo = await lane.step(claimed, AbortSignal.timeout(leaseMs - marginMs));
      if (wroteTo !== null) pace.wrote(wroteTo);
    } catch (error) {
      // the lease runs out and the row is tried again then: a fault of ours must not spin
      log.error({ lane: lane.name, err: error }, 'step failed');
    }
  };

  const claimAll = async () => {
    let claimedAny = false;
    for (const lane of lanes) {
      if (!running) return false;
      const flying = inFlight.get(lane) ?? new Set();
      const free = lane.most - flying.size;
      if (free <= 0) continue;
      const claims = await lane.claim({
        now: await now(),
        limit: free,
        leaseMs,
        token: randomUUID(),
        hold: pace.held(),
      });
      for (const claimed of claims) {
        claimedAny = true;
        const work = run(lane, claimed).finally(() => {
          flying.delete(work);
          nudge();
        });
        flying.add(work);
      }
    }
    return claimedAny;
  };

  const pump = async () => {
    clearTimeout(timer);
    try {
      while (running && again) {
        again = false;
        again = (await claimAll()) || again;
      }
      if (running) await sleep();
    } catch (error) {
      log.error({ err: error }, 'the database did not answer the loop; trying again');
      again = false;
      if (running) timer = setTimeout(nudge, 1_000);
    }
  };

  const sleep = async () => {
    const at = await now();
    const due = await nextDue({ now: at, hold: pace.held() });
    const free = pace.freeAt();
    const waits = [
      pollMs,
      ...(due === null ? [] : [due - at]),
      ...(free === null ? [] : [free - clock.now()]),
    ];
    const full = lanes.some((lane) => (inFlight.get(lane)?.size ?? 0) >= lane.most);
    // a full lane frees itself and nudges; without this, what it cannot take yet would wake the loop for nothing
    timer = setTimeout(nudge, Math.max(full ? 50 : 1, Math.min(...waits)));
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
      const work = [...inFlight.values()].flatMap((flying) => [...flying]);
      await Promise.race([
        Promise.allSettled(work),
        new Promise((resolve) => setTimeout(resolve, deadlineMs).unref()),
      ]);
    },
  };
};

/** A lane over one table: keeps the row's type between claim and step. */
export const lane = <T>(
  name: string,
  most: number,
  db: Db,
  claim: (db: Db, options: ClaimOptions & { readonly hold: readonly PersonKey[] }) => Promise<Claimed<T>[]>,
  step: (claimed: Claimed<T>, signal: AbortSignal) => Promise<PersonKey | null>,
): Lane => ({
  name,
  most,
  claim: (options) => claim(db, options),
  step: (claimed, signal) => step(claimed as Claimed<T>, signal),
});
