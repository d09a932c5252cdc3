/**
 * How many bytes of answers are read at a time, of one cloud and in all, and how many of one cloud in a second: a cloud that sends large
 * answers takes no memory and no time that others need. Beyond the limits bodies are not read on, so that their senders have to wait.
 */
import type { Clock } from '../core/clock.ts';

export interface BodyLimits {
  /** Bytes of one cloud's bodies. */
  readonly perCloud: number;
  readonly all: number;
  /** Bytes of one cloud's bodies in a second, once it has sent more than it may in half of one. */
  readonly perSecond: number;
}

/** A MiB of the smallest values takes the event loop 20 to 30 ms, or 90 with each name escaped, in which nobody else is served. */
const bodyLimits: BodyLimits = { perCloud: 16 * 1024 ** 2, all: 64 * 1024 ** 2, perSecond: 8 * 1024 ** 2 };

/** What a cloud may send at once before it is slowed down, as the time in which it could have been read. */
const burstMs = 500;

export interface BodyReading {
  /** Counts bytes that came; resolves when they may be read. */
  read(bytes: number): Promise<void>;
  /** Lets go of what was read; for every body, however it ends. */
  end(): void;
}

export interface BodyBudget {
  /** @param patient nobody waits for it: a poll */
  open(cloud: string, patient: boolean): BodyReading;
}

interface Body {
  readonly cloud: string;
  readonly patient: boolean;
  held: number;
  /** The bytes that wait, and what lets them go on. */
  waiting: { readonly bytes: number; readonly goOn: () => void } | null;
}

export const createBodyBudget = (
  { now, sleep }: Pick<Clock, 'now' | 'sleep'>,
  { perCloud, all, perSecond }: BodyLimits = bodyLimits,
): BodyBudget => {
  /** Until when each cloud's bytes so far take, at the pace that it may have. */
  const paidUntil = new Map<string, number>();
  const pace = async (cloud: string, bytes: number): Promise<void> => {
    const at = now();
    const until =
      Math.max(at - burstMs, paidUntil.get(cloud) ?? Number.NEGATIVE_INFINITY) + (1_000 * bytes) / perSecond;
    paidUntil.set(cloud, until);
    if (until > at) await sleep(until - at);
  };

  /** In the order in which they were opened. */
  const bodies = new Set<Body>();
  const heldBy = (some: readonly Body[]) => some.reduce((sum, { held }) => sum + held, 0);

  /** The oldest body of a cloud always goes on, so that one after another ends. */
  const mayGoOn = (body: Body, bytes: number): boolean => {
    const open = [...bodies];
    const own = open.filter(({ cloud }) => cloud === body.cloud);
    return own[0] === body || (heldBy(own) + bytes <= perCloud && heldBy(open) + bytes <= all);
  };

  const resume = () => {
    const waiting = [...bodies].filter((body) => body.waiting !== null);
    for (const body of waiting.sort((one, other) => Number(one.patient) - Number(other.patient))) {
      const { bytes, goOn } = body.waiting ?? { bytes: 0, goOn: () => {} };
      if (!mayGoOn(body, bytes)) continue;
      body.waiting = null;
      body.held += bytes;
      goOn();
    }
  };

  return {
    open: (cloud, patient) => {
      const body: Body = { cloud, patient, held: 0, waiting: null };
      bodies.add(body);
      return {
        read: async (bytes) => {
          const { promise, resolve } = Promise.withResolvers<void>();
          body.waiting = { bytes, goOn: resolve };
          resume();
          await promise;
          await pace(cloud, bytes);
        },
        end: () => {
          bodies.delete(body);
          body.waiting?.goOn();
          resume();
        },
      };
    },
  };
};
