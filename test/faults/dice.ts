/** Chance that can be repeated: the same seed gives the same throws. Which of them meet in time is up to the machine. */
import { randomInt } from 'node:crypto';

export interface Dice {
  readonly seed: number;
  /** 0 ≤ next < 1 */
  readonly next: () => number;
  readonly pick: <T>(first: T, ...others: readonly T[]) => T;
}

/** Of the seed that FAULTS_SEED names, or of any. */
export const createDice = (seed = Number(process.env.FAULTS_SEED ?? randomInt(2 ** 31))): Dice => {
  let state = seed;
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    seed,
    next,
    pick: (first, ...others) => [first, ...others][Math.floor(next() * (others.length + 1))] ?? first,
  };
};
