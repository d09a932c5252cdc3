import { describe, expect, it } from 'vitest';
import { dayOf, endOfDay, timeOnDay } from '../../../src/core/days.ts';

const utc = (text: string) => Date.parse(`${text}Z`);

describe('the end of a day', () => {
  it.each([
    ['2026-12-24', 'Europe/Berlin', utc('2026-12-24T23:00')],
    ['2026-12-24', 'America/New_York', utc('2026-12-25T05:00')],
    // 23 and 25 hours long
    ['2026-03-29', 'Europe/Berlin', utc('2026-03-29T22:00')],
    ['2026-10-25', 'Europe/Berlin', utc('2026-10-25T23:00')],
    // between midnight there and at Greenwich
    ['2026-04-04', 'Pacific/Auckland', utc('2026-04-04T11:00')],
    ['2026-09-26', 'Pacific/Auckland', utc('2026-09-26T12:00')],
    ['2026-12-31', null, utc('2027-01-01T00:00')],
    ['2026-12-31', 'Nowhere/AtAll', utc('2027-01-01T00:00')],
  ])('%s in %s', (day, zone, next) => {
    expect(endOfDay(day, zone)).toBe(next - 1);
    expect(dayOf(next - 1, zone)).toBe(day);
    expect(dayOf(next, zone)).not.toBe(day);
  });
  it.each(['2026-02-29', '2026-13-01', '24.12.2026', 'soon', ''])('“%s” is no day', (day) => {
    expect(endOfDay(day, 'Europe/Berlin')).toBeNull();
  });
});

it('a morning is at its hour on both sides of a change of clocks', () => {
  const nine = { days: 1, minutes: 9 * 60 };
  expect(timeOnDay('2026-03-28', 'Europe/Berlin', nine)).toBe(utc('2026-03-29T07:00'));
  expect(timeOnDay('2026-03-27', 'Europe/Berlin', nine)).toBe(utc('2026-03-28T08:00'));
  const five = { days: 1, minutes: 5 * 60 };
  expect(timeOnDay('2026-03-07', 'America/Los_Angeles', five)).toBe(utc('2026-03-08T12:00'));
  expect(timeOnDay('2026-10-31', 'America/Los_Angeles', five)).toBe(utc('2026-11-01T13:00'));
});
