/** Sealing again under a new first key: told and scrubbed once it has come to the end, and not again for nothing. */
import { expect, test } from 'vitest';
import { createResealing } from '../../../src/accounts/resealing.ts';
import { createLog } from '../../../src/core/log.ts';
import type { Store } from '../../../src/sharing/repositories.ts';
import type { Resealed } from '../../../src/store/secrets/reseal.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';

test('each round begins where the last one ended, and all of it is told of once', async () => {
  const rounds: Resealed[] = [
    { next: 'b', resealed: 2, unopened: [] },
    { next: null, resealed: 0, unopened: ['odd'] },
    { next: null, resealed: 0, unopened: ['odd'] },
    { next: null, resealed: 1, unopened: [] },
  ];
  const [lines, begun]: [string[], string[]] = [[], []];
  let scrubs = 0;
  const work = createResealing({
    ...{ store: {} as Store, clock: createDrivenClock(), accountOf: () => null },
    log: createLog('info', { write: (line) => lines.push(line) }),
    resealSome: async (from) => {
      begun.push(from);
      return rounds.shift() ?? { next: null, resealed: 0, unopened: [] };
    },
    scrub: () => {
      scrubs += 1;
    },
  });
  const told = () => lines.splice(0).map((line) => JSON.parse(line).records ?? JSON.parse(line).record);
  expect(await work()).toBe('more');
  expect([told(), scrubs]).toEqual([[], 0]);
  expect(await work()).toBeUndefined();
  expect([told(), scrubs]).toEqual([['odd', 2], 1]);
  await work();
  expect([told(), scrubs]).toEqual([[], 1]);
  await work();
  expect([told(), scrubs]).toEqual([[1], 2]);
  expect(begun).toEqual(['', 'b', '', '']);
});
