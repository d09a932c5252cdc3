/** When somebody may be told what can wait: their own night, on whatever day their clocks change. */
import { describe, expect, it } from 'vitest';
import { afterQuiet, nextMorning, quietHoursOf } from '../../../../src/sharing/rules/quiet-hours.ts';

const night = { from: 22 * 60, until: 7 * 60 };
const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString().replace('.000', '');

describe('afterQuiet', () => {
  it.each([
    ['by day', '2026-06-10T12:00:00Z', 'Europe/Berlin', '2026-06-10T12:00:00Z'],
    ['at night', '2026-06-10T23:00:00Z', 'Europe/Berlin', '2026-06-11T05:00:00Z'],
    ['when the night begins', '2026-06-10T20:00:00Z', 'Europe/Berlin', '2026-06-11T05:00:00Z'],
    ['the moment before', '2026-06-10T19:59:59Z', 'Europe/Berlin', '2026-06-10T19:59:59Z'],
    ['when it ends', '2026-06-11T05:00:00Z', 'Europe/Berlin', '2026-06-11T05:00:00Z'],
    ['half a minute after it ended', '2026-06-11T05:00:30Z', 'Europe/Berlin', '2026-06-11T05:00:30Z'],
    ['a second before it ends', '2026-06-11T04:59:59Z', 'Europe/Berlin', '2026-06-11T05:00:00Z'],
    ['the same moment is day elsewhere', '2026-06-10T23:00:00Z', 'America/New_York', '2026-06-10T23:00:00Z'],
    ['and elsewhere morning', '2026-06-10T21:00:00Z', 'Asia/Tokyo', '2026-06-10T22:00:00Z'],
    ['half hours', '2026-06-10T18:00:00Z', 'Asia/Kolkata', '2026-06-11T01:30:00Z'],
    ['clocks go forward in the night', '2026-03-29T00:30:00Z', 'Europe/Berlin', '2026-03-29T05:00:00Z'],
    ['clocks go back in the night', '2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25T06:00:00Z'],
    ['in the hour that comes twice', '2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25T06:00:00Z'],
    ['half an hour back', '2026-04-04T13:00:00Z', 'Australia/Lord_Howe', '2026-04-04T20:30:00Z'],
    ['a zone nobody knows is UTC', '2026-06-10T23:00:00Z', 'Mars/Olympus', '2026-06-11T07:00:00Z'],
    ['no zone is UTC', '2026-06-10T23:00:00Z', null, '2026-06-11T07:00:00Z'],
    ['an empty zone is UTC', '2026-06-10T23:00:00Z', '', '2026-06-11T07:00:00Z'],
  ])('%s', (_, now, zone, then) => {
    expect(iso(afterQuiet(at(now), zone, night))).toBe(then);
  });

  it('hours within one day', () => {
    const noon = { from: 12 * 60, until: 13 * 60 };
    expect(iso(afterQuiet(at('2026-06-10T12:30:00Z'), 'UTC', noon))).toBe('2026-06-10T13:00:00Z');
    expect(iso(afterQuiet(at('2026-06-10T13:30:00Z'), 'UTC', noon))).toBe('2026-06-10T13:30:00Z');
  });

  it('an end in the hour that is left out is told when that is over, and not before', () => {
    const hours = { from: 22 * 60, until: 2 * 60 + 30 };
    const then = afterQuiet(at('2026-03-29T00:00:00Z'), 'Europe/Berlin', hours);
    expect(then).toBeGreaterThanOrEqual(at('2026-03-29T01:00:00Z'));
    expect(then).toBeLessThanOrEqual(at('2026-03-29T01:30:00Z'));
  });

  it('once told, it is not put off again', () => {
    const start = at('2026-03-28T00:00:00Z');
    for (let minute = 0; minute < 3 * 24 * 60; minute += 7) {
      const then = afterQuiet(start + minute * 60_000, 'Europe/Berlin', night);
      expect(afterQuiet(then, 'Europe/Berlin', night)).toBe(then);
      expect(then).toBeGreaterThanOrEqual(start + minute * 60_000);
    }
  });

  it('nothing waits where nothing is quiet', () => {
    expect(afterQuiet(at('2026-06-10T23:00:00Z'), null, null)).toBe(at('2026-06-10T23:00:00Z'));
  });
});

describe('quietHoursOf', () => {
  const own = (quietFrom: number | null, quietUntil: number | null) => ({ quietFrom, quietUntil });
  it.each([
    ['the operator’s, if the person has none', own(null, null), night, night],
    ['the operator’s, if the person names only a start', own(60, null), night, night],
    ['the operator’s, if the person names only an end', own(null, 60), night, night],
    ['their own before the operator’s', own(60, 120), night, { from: 60, until: 120 }],
    ['their own where the operator has none', own(60, 120), null, { from: 60, until: 120 }],
    ['never, as they chose', own(0, 0), night, null],
    ['never, as the operator says', own(null, null), null, null],
    ['never, if the operator’s are of no length', own(null, null), { from: 60, until: 60 }, null],
  ])('%s', (_, preferences, quietHours, hours) => {
    expect(quietHoursOf(preferences, { quietHours })).toEqual(hours);
  });
});

describe('tomorrow morning', () => {
  const none = { quietFrom: null, quietUntil: null };
  const own = { quietFrom: 22 * 60, quietUntil: 7 * 60 + 30 };
  it.each([
    ['said by day', '2026-06-10T12:00:00Z', none, '2026-06-11T07:00:00Z'],
    ['said late in the evening', '2026-06-10T21:59:00Z', none, '2026-06-11T07:00:00Z'],
    ['said after midnight, before going to bed', '2026-06-10T23:30:00Z', none, '2026-06-11T07:00:00Z'],
    ['said just before five', '2026-06-11T02:59:00Z', none, '2026-06-11T07:00:00Z'],
    ['said at five, by somebody who is up', '2026-06-11T03:00:00Z', none, '2026-06-12T07:00:00Z'],
    ['at the end of their own quiet hours', '2026-06-10T12:00:00Z', own, '2026-06-11T05:30:00Z'],
    [
      'at nine for somebody who wants none',
      '2026-06-10T12:00:00Z',
      { quietFrom: 60, quietUntil: 60 },
      '2026-06-11T07:00:00Z',
    ],
    [
      'not the end that is over, though it is night',
      '2026-06-11T00:30:00Z',
      { quietFrom: 60, quietUntil: 120 },
      '2026-06-12T00:00:00Z',
    ],
  ])('%s', (_, said, preferences, then) => {
    const morning = nextMorning(at(said), 'Europe/Berlin', preferences);
    expect(morning === null ? null : iso(morning)).toBe(then);
  });
});
