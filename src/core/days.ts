/** Calendar days such as `2026-12-24`, in a person's own time zone. Pure. */

import { readTime } from './read-time.ts';

const minuteMs = 60_000;

/** How far the zone is ahead of UTC at a moment; 0 if there is no zone, or this machine does not know it. */
const aheadMs = (at: number, timeZone: string | null): number => {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: timeZone ?? 'UTC',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).formatToParts(at);
    const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
    return shown - Math.floor(at / minuteMs) * minuteMs;
  } catch {
    return 0;
  }
};

/** The zone's calendar day at `at`, ms UTC. */
export const dayOf = (at: number, timeZone: string | null): string =>
  new Date(at + aheadMs(at, timeZone)).toISOString().slice(0, 10);

/** The moment `minutes` after midnight in the zone, `days` after the day; null if it is not a day. ms, UTC. */
export const timeOnDay = (
  day: string,
  timeZone: string | null,
  { days = 0, minutes = 0 }: { readonly days?: number; readonly minutes?: number } = {},
): number | null => {
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(day) ? readTime(day) : null;
  if (midnight === null || dayOf(midnight, null) !== day) return null;
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const there = Date.UTC(year, month - 1, date + days, 0, minutes);
  // the offset at that moment, not at one some hours away
  return there - aheadMs(there - aheadMs(there, timeZone), timeZone);
};

/** The last moment of the day in the zone, or null if it is not a day. ms, UTC. */
export const endOfDay = (day: string, timeZone: string | null): number | null => {
  const next = timeOnDay(day, timeZone, { days: 1 });
  return next === null ? null : next - 1;
};
