/** Limits how many requests run at a time, per account and per endpoint; the others wait in order of arrival. */

export interface ConcurrencyLimiter {
  /**
   * Waits for a place at each of `keys`, one after the other.
   * @returns a function that frees the places
   * @throws the signal's reason if it fires first; no place is taken then
   */
  enter(keys: readonly Bound[], signal?: AbortSignal): Promise<() => void>;
}

interface Bound {
  readonly key: string;
  /** How many at a time. */
  readonly max: number;
}

interface Room {
  inside: number;
  readonly waiting: (() => void)[];
}

export const createConcurrencyLimiter = (): ConcurrencyLimiter => {
  const rooms = new Map<string, Room>();

  const enterOne = async ({ key, max }: Bound, signal: AbortSignal | undefined): Promise<() => void> => {
    signal?.throwIfAborted();
    const room = rooms.get(key) ?? { inside: 0, waiting: [] };
    rooms.set(key, room);
    if (room.inside < max) room.inside += 1;
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
      // the place passes to the next in line without becoming free in between
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
