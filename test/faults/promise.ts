/** A promise of the bot's, and the fault that tries to break it: what the tests run short and `npm run faults` at full size. */

/** How often the fault was tried, and what broke. Kept means: all but `tried` are 0. */
export interface Tally {
  readonly tried: number;
  /** Acknowledged intents that were neither carried out nor reported as failed. */
  readonly lost: number;
  /** Members, cards or answers that are there once more than they should be. */
  readonly doubled: number;
  /** What a card or an answer says and is not so. */
  readonly untrue: number;
  /** What else is worth knowing: a seed, a count, and each break in words. */
  readonly notes?: readonly string[];
}

export interface Promised {
  /** What people may rely on, such as “What was acknowledged is carried out, once”. */
  readonly promise: string;
  readonly fault: string;
  /** What `times` counts, such as `kills` or `answers lost`. */
  readonly unit: string;
  /** How many times in the tests. */
  readonly short: number;
  /** How many times in `npm run faults`. */
  readonly full: number;
  /** What `npm test` does without; the short form is then a part of `npm run test:all`. */
  readonly needs?: 'postgres' | 'root' | 'many processes';
  /**
   * Tries the fault so many times, on a bot, a Slack and a cloud of its own, and counts what broke.
   * @param onProgress is told how many are done
   * @throws whatever kept it from coming to an end, such as something not seen in time
   */
  readonly keep: (times: number, onProgress: (done: number) => void) => Promise<Tally>;
}

/** The command that tries the short form. */
export const shortFormOf = ({ needs }: Pick<Promised, 'needs'>) =>
  needs === undefined ? 'npm test' : 'npm run test:all';

/** Whether nothing broke. */
export const isKept = ({ lost, doubled, untrue }: Omit<Tally, 'tried'>): boolean =>
  lost + doubled + untrue === 0;

/** Tries the fault once after the other, and adds up what broke. */
export const oneByOne =
  (once: (n: number) => Promise<Required<Omit<Tally, 'tried'>>>): Promised['keep'] =>
  async (times, onProgress) => {
    const tally = { tried: 0, lost: 0, doubled: 0, untrue: 0, notes: [] as string[] };
    for (let n = 0; n < times; n += 1) {
      const one = await once(n);
      tally.tried += 1;
      for (const kind of ['lost', 'doubled', 'untrue'] as const) tally[kind] += one[kind];
      tally.notes.push(...one.notes);
      onProgress(tally.tried);
    }
    return tally;
  };
