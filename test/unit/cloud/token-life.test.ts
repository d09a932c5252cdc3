/** How long a token lives, as services write its times. */
import { expect, test } from 'vitest';
import { tokenLifeMs } from '../../../src/cloud/token-life.ts';

const hour = 3_600_000;

test.each<[string, unknown, unknown, number]>([
  ['Keystone', '2026-11-29T11:00:00.000000Z', '2026-11-29T13:00:00.000000Z', 2 * hour],
  ['one of a credential that expires', '2026-11-29T11:00:00.000000Z', '2026-11-29T11:30:00', hour / 2],
  ['Rackspace', 'Sun, 29 Nov 2026 11:00:00 GMT', '2026-11-30T05:00:00.000-06:00', 24 * hour],
  ['expired before it came', '2026-11-29T11:00:00Z', '2026-11-29T10:00:00Z', -hour],
  ['no time of issue', undefined, '2026-11-29T11:00:00Z', hour],
  ['no end', '2026-11-29T11:00:00Z', null, hour],
  ['no times', 'yesterday', { at: 1 }, hour],
])('%s', (_, issued, expires, lifeMs) => {
  expect(tokenLifeMs(issued, expires)).toBe(lifeMs);
});
