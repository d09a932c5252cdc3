/**
 * A promise against a short form of its fault, as a test: those that need nothing in one part of the tests, those that need a
 * server or root in another. `npm run faults` tries them at full size.
 */
import { expect, it } from 'vitest';
import { findPostgres, howToGetPostgres } from '../support/postgres.ts';
import { onServices } from '../support/services.ts';
import { isKept, type Promised } from './promise.ts';

const missing = {
  postgres: onServices() && (await findPostgres()) === null ? howToGetPostgres : null,
  root: process.getuid?.() === 0 ? null : 'only root may mount a disk',
  'many processes': null,
};

/** Each as one test; what another part of the tests tries is left out, and what cannot be had here is skipped by name. */
export const tryInShort = (
  promises: readonly Promised[],
  isTriedHere = ({ needs }: Promised) => (needs !== undefined) === onServices(),
): void => {
  for (const { promise, fault, unit, short, needs, keep } of promises.filter(isTriedHere)) {
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
