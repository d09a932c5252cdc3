/** Times as clouds and people write them. */
import { expect, test } from 'vitest';
import { readTime } from '../../../src/core/read-time.ts';

const noon = Date.UTC(2026, 9, 21, 12);

test.each([
  ['2026-10-21T12:00:00Z', noon],
  ['2026-10-21T12:00:00', noon],
  ['2026-10-21T12:00:00.000000', noon],
  ['2026-10-21T12:00:00.000000Z', noon],
  ['2026-10-21T07:00:00.000-05:00', noon],
  ['Wed, 21 Oct 2026 12:00:00 GMT', noon],
  ['2026-10-21', Date.UTC(2026, 9, 21)],
  ['2999-01-01T00:00:00Z', null],
  ['2100-01-01T00:00:00Z', null],
  ['1989-12-31T23:59:59Z', null],
  ['+275760-09-13T00:00:00Z', null],
  ['', null],
  ['soon', null],
  [`2026-10-21T12:00:00.${'0'.repeat(100_000)}Z`, null],
])('%.40s', (text, at) => {
  expect(readTime(text)).toBe(at);
});
