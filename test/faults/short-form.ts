/** A promise against a short form of its fault, as a test. `npm run faults` tries them at full size. */
import { expect, it } from 'vitest';
import { findLab, howToGetACloud } from '../support/cloud-lab.ts';
import { findPostgres, howToGetPostgres } from '../support/postgres.ts';
import { isKept, type Promised } from './promise.ts';

const missing = {
  postgres: (await findPostgres()) === null ? howToGetPostgres : null,
  cloud: (await findLab()) === null ? howToGetACloud : null,
  root: process.getuid?.() === 0 ? null : 'only root may mount a disk',
};

/** Each as one test, skipped by name where what it needs is not to be had. */
export const tryInShort = (promises: readonly Promised[]): void => {
  for (const { promise, fault, unit, short, needs, keep } of promises) {
    const name = `${promise}: ${fault} (${short} ${unit})`;
    const without = needs ? missing[needs] : null;
    if (without !== null) it.skip(`${name}: ${without}`, () => {});
    else
      it(name, async () => {
        const tally = await keep(short, () => {});
        expect(isKept(tally), JSON.stringify(tally, null, 2)).toBe(true);
        expect(tally.tried).toBeGreaterThanOrEqual(short);
      });
  }
};
