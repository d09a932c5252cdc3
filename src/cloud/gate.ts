/**
 * Requests in bounds: so many at a time per account and per endpoint, the others wait in order of arrival; and an account
 * that was told that it asks too much rests as a whole, so that not every request has to find that out for itself.
 */
import type { Clock } from '../core/clock.ts';

export interface Gate {
  /**
   * Waits for a place at each of `keys`, one after the other.
   * @returns what gives the places back
   * @throws the signal's reason when it fires first; no place is taken then
   */
  enter(keys: readonly Bound[], signal?: AbortSignal): Promise<() => void>;
}

interface Bound {
  readonly key: string;
  /** At a time. */
  readonly most: number;
}

interface Room {
  inside: number;
  readonly waiting: (() => void)[];
}

export const createGate = (): Gate => {
  const rooms = new Map<string, Room>();

  const enterOne = async ({ key, most }: Bound, signal: AbortSignal | undefined): Promise<() => void> => {
    signal?.throwIfAborted();
    const room = rooms.get(key) ?? { inside: 0, waiting: [] };
    rooms.set(key, room);
    if (room.inside < most) room.inside += 1;
    else
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = () => {
          room.waiting.splice(room.waiting.indexOf(enter), 1);
          reject(signal?.reason);
        };
        room.waiting.push(enter);
        signal?.addEventListener('abort', giveUp, { once: true });
      });
    return () => {
      // the place goes to the next in line and is never free in between
      const next = room.waiting.shift();
      if (next) next();
      else if (--room.inside === 0) rooms.delete(key);
    };
  };

  return {
    enter: async (keys, signal) => {
      const leave: (() => void)[] = [];
      try {
        for (const key of keys) leave.push(await enterOne(key, signal));
      } catch (error) {
        for (const one of leave) one();
        throw error;
      }
      return () => {
        for (const one of leave.splice(0)) one();
      };
    },
  };
};

export interface Rests {
  /** Nothing is asked in the name of `key` for so long. */
  rest(key: string, forMs: number): void;
  /** How much of that is left; 0 when it may ask. */
  leftMs(key: string): number;
}

export const createRests = (clock: Pick<Clock, 'now'>): Rests => {
  const until = new Map<string, number>();
  return {
    rest: (key, forMs) => {
      until.set(key, Math.max(until.get(key) ?? 0, clock.now() + forMs));
    },
    leftMs: (key) => {
      const leftMs = (until.get(key) ?? 0) - clock.now();
      if (leftMs <= 0) until.delete(key);
      return Math.max(0, leftMs);
    },
  };
};
