/** Days and durations as people type them, from a Sunday, 29 November 2026. */
import { expect, it, test } from 'vitest';
import { durationGoesOn, timeAfter } from '../../../src/core/durations.ts';
import { dayGoesOn, readDay } from '../../../src/core/typed-day.ts';

const at = Date.UTC(2026, 10, 29, 23, 30);

it.each([
  ['2027-01-31', '2027-01-31'],
  ['2027/1/31', '2027-01-31'],
  ['31.1.2027', '2027-01-31'],
  ['3.4.2027', '2027-04-03'],
  ['31/1/2027', '2027-01-31'],
  ['1/31/2027', '2027-01-31'],
  ['4/4/2027', '2027-04-04'],
  ['31 January 2027', '2027-01-31'],
  ['January 31st, 2027', '2027-01-31'],
  ['31. Jan', '2027-01-31'],
  ['31st of January', '2027-01-31'],
  ['31.1.', '2027-01-31'],
  ['29.11.', '2026-11-29'],
  ['28.11', '2027-11-28'],
  ['31.01.27', '2027-01-31'],
  ['20270131', '2027-01-31'],
  ['2027-01-31T12:00Z', '2027-01-31'],
  ['Tomorrow.', '2026-11-30'],
  ['1 December', '2026-12-01'],
  ['Today', '2026-11-29'],
  ['tomorrow', '2026-11-30'],
  ['sunday', '2026-12-06'],
  ['Fri', '2026-12-04'],
])('%s is %s', (typed, day) => {
  expect(readDay(typed, at, null)).toEqual({ day });
});

it('begins where the person is', () => {
  expect(readDay('tomorrow', at, 'Europe/Berlin')).toEqual({ day: '2026-12-01' });
});

it.each(['3/4/2027', '03-04-2027'])('%s has two readings', (typed) => {
  expect(readDay(typed, at, null)).toEqual({ readings: ['2027-04-03', '2027-03-04'] });
});

it.each([
  ...['soon', '', 'in a while', 'ma 5', '31', '5 5 2027', 'May June 5', '1 2 3 May', '3/4/27', '2027-02-30'],
  ...['31/31/2027', '3/4-2027', '2027-1-2027', '31 February', 'next friday'],
])('“%s” is no day', (typed) => {
  expect(readDay(typed, at, null)).toBeNull();
});

it.each<[read: string, next: string, goesOn: boolean]>([
  ['31', 'January', true],
  ['31 Jan', '2027', true],
  ['Jan', '31', true],
  ['Jan 31st', '2027', true],
  ['31st', 'of', true],
  ['31st of', 'January.', true],
  ['31 Jan', 'of', false],
  ['of', 'January', false],
  ['31', '5821', false],
  ['31 Jan', '5821', false],
  ['tomorrow', 'please', false],
  ['31.1.2027', '5821', false],
  ['31 Jan 2027', 'May', false],
])('after %s, %s: %s', (read, next, goesOn) => {
  expect(dayGoesOn(read, next)).toBe(goesOn);
});

test.each<[typed: string, after: string | null]>([
  ['30 days', '2026-12-29T23:30:00.000Z'],
  ['30 days.', '2026-12-29T23:30:00.000Z'],
  ['1 wk', '2026-12-06T23:30:00.000Z'],
  ['a week', '2026-12-06T23:30:00.000Z'],
  ['12h', '2026-11-30T11:30:00.000Z'],
  ['1 month', '2026-12-29T23:30:00.000Z'],
  ['3 months', '2027-02-28T23:30:00.000Z'],
  ['1y', '2027-11-29T23:30:00.000Z'],
  ['30', null],
  ['soon', null],
  ['1 fortnight', null],
])('%s from then is %s', (typed, after) => {
  const then = timeAfter(typed, at);
  expect(then === null ? null : new Date(then).toISOString()).toBe(after);
});

it('a unit follows a number, and nothing else does', () => {
  expect([durationGoesOn('30', 'days'), durationGoesOn('a', 'month')]).toEqual([true, true]);
  expect([
    durationGoesOn('30', '5821'),
    durationGoesOn('30d', 'days'),
    durationGoesOn('30', 'please'),
  ]).toEqual(Array(3).fill(false));
});
