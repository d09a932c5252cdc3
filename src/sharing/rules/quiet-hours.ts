/** When to tell somebody what can wait: not while it is night where they are. Pure. */
import { dayOf, timeOnDay } from '../../core/days.ts';
import { hourMs } from '../../core/durations.ts';
import type { Policy } from '../../core/policy.ts';
import type { Preferences } from '../../model/preference.ts';

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** The minute of the day in a time zone; in UTC if there is none, or this machine does not know it. */
const minuteOfDay = (at: number, timeZone: string | null): number => {
  const read = (zone: string) => {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).formatToParts(at);
    const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
    return of('hour') * 60 + of('minute');
  };
  try {
    return read(timeZone ?? 'UTC');
  } catch {
    return read('UTC');
  }
};

/** The quiet hours that apply to a person, or null if none do. */
export const quietHoursOf = (
  { quietFrom, quietUntil }: Pick<Preferences, 'quietFrom' | 'quietUntil'>,
  { quietHours }: Pick<Policy, 'quietHours'>,
): Policy['quietHours'] => {
  const own = quietFrom === null || quietUntil === null ? quietHours : { from: quietFrom, until: quietUntil };
  return own === null || own.from === own.until ? null : own;
};

/** `at`, or the end of the quiet hours in which it lies, ms UTC. */
export const afterQuiet = (at: number, timeZone: string | null, hours: Policy['quietHours']): number => {
  if (hours === null) return at;
  const minute = minuteOfDay(at, timeZone);
  const sinceStart = (minute - hours.from + dayMinutes) % dayMinutes;
  const length = (hours.until - hours.from + dayMinutes) % dayMinutes;
  if (sinceStart >= length) return at;
  const end = Math.floor(at / minuteMs) * minuteMs + (length - sinceStart) * minuteMs;
  // the clocks changed in between; if the hour of the end was skipped, this is a little later
  const ahead = ((minuteOfDay(end, timeZone) - hours.until + 1.5 * dayMinutes) % dayMinutes) - dayMinutes / 2;
  const exact = end - ahead * minuteMs;
  return minuteOfDay(exact, timeZone) === hours.until ? exact : end;
};

/** When the day begins for people without quiet hours: 9:00. */
const morningMinutes = 9 * 60;
/** Before five at night, it is still the evening before for anybody who is up. */
const lateMs = 5 * hourMs;

/** “Tomorrow morning” for somebody who says so at `at`: the end of their own quiet hours, ms UTC; null if the day cannot be told. */
export const nextMorning = (
  at: number,
  timeZone: string | null,
  { quietFrom, quietUntil }: Pick<Preferences, 'quietFrom' | 'quietUntil'>,
): number | null => {
  const minutes = quietUntil === null || quietFrom === quietUntil ? morningMinutes : quietUntil;
  const after = (moment: number) => timeOnDay(dayOf(moment, timeZone), timeZone, { days: 1, minutes });
  const early = after(at - lateMs);
  return early !== null && early > at ? early : after(at);
};
