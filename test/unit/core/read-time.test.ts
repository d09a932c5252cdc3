/** Times as clouds and people write them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTime } from '../../../src/core/read-time.ts';

const noon = Date.UTC(2026, 9, 21, 12);

const times: readonly [string, number | null][] = [
  ['2026-10-21T12:00:00Z', noon],
  ['2026-10-21T12:00:00', noon],
  ['2026-10-21T12:00:00.000000', noon],
  ['2026-10-21T12:00:00.000000Z', noon],
  ['2026-10-21T07:00:00.000-05:00', noon],
  ['Wed, 21 Oct 2026 12:00:00 GMT', noon],
  ['2026-10-21', Date.UTC(2026, 9, 21)],
  // as some databases and proxies write it
  ['2026-10-21 12:00:00', noon],
  ['2026-10-21 12:00:00.000000', noon],
  ['2026-10-21 12:00:00+00:00', noon],
  ['2026-10-21T12:00', noon],
  ['2026-10-21T12:00:00,000', noon],
  ['2026-10-21t12:00:00z', noon],
  ['2026-10-21T17:30:00+0530', noon],
  ['2026-10-21T12:00:00 UTC', noon],
  // the other two forms of a date in HTTP, and one that lost its zone
  ['Wednesday, 21-Oct-26 12:00:00 GMT', noon],
  ['Wed Oct 21 12:00:00 2026', noon],
  ['Wed Oct  7 12:00:00 2026', Date.UTC(2026, 9, 7, 12)],
  ['Wed, 21 Oct 2026 12:00:00', noon],
  ['Wed, 21 Oct 2026 12:00:00 UTC', noon],
  ['Wed, 21 Oct 2026 14:00:00 +0200', noon],
  ['2999-01-01T00:00:00Z', null],
  ['2100-01-01T00:00:00Z', null],
  ['1989-12-31T23:59:59Z', null],
  ['+275760-09-13T00:00:00Z', null],
  ['', null],
  ['soon', null],
  // numbers are no times, whatever a parser makes of them
  ...['5', '10-21', 'foo 2027', '1792584000', '2026', '21/10/2026', 'Oct 21', 'in 2030'].map(
    (text): [string, null] => [text, null],
  ),
  ['2026-13-01T00:00:00Z', null],
  ['2026-02-30T00:00:00Z', null],
  ['2026-10-21T25:00:00Z', null],
  [`2026-10-21T12:00:00.${'0'.repeat(100_000)}Z`, null],
];

describe.each(['UTC', 'America/New_York', 'Asia/Kolkata'])('where the clocks show %s', (zone) => {
  const before = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = zone;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test.each(times.map(([text, at]) => ({ name: text.slice(0, 40), text, at })))('$name', ({ text, at }) => {
    expect(readTime(text)).toBe(at);
  });
});
