/** Durations as people write them: `30m`, `12h`, `7d`, `2w`. */
const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

export const dayMs = unitMs.d;
export const hourMs = unitMs.h;

/** A duration may end a sentence. */
const plainly = (typed: string) => typed.trim().replace(/[.!]$/, '');

/** Milliseconds; null if it is not a duration. A number needs a unit: days and hours are too easily mixed up. */
export const readDuration = (typed: string): number | null => {
  const [, count, unit] =
    /^(\d{1,4}|an?|one)\s*(s|m|h|d|w)(?:ec(?:ond)?s?|in(?:ute)?s?|ours?|ays?|eeks?|ks?)?$/i.exec(
      plainly(typed),
    ) ?? [];
  if (count === undefined || unit === undefined) return null;
  return countOf(count) * unitMs[unit.toLowerCase() as keyof typeof unitMs];
};

const countOf = (typed: string) => (/^\d/.test(typed) ? Number(typed) : 1);

/**
 * The moment a typed duration after `at`, ms UTC; null if it is none. Months and years go by the calendar (in UTC), so that a month
 * from 31 January is the last day of February.
 */
export const timeAfter = (typed: string, at: number): number | null => {
  const [, count, unit] = /^(\d{1,4}|an?|one)\s*(mo(?:nth)?|y(?:ear|r)?)s?$/i.exec(plainly(typed)) ?? [];
  if (count === undefined || unit === undefined) {
    const ms = readDuration(typed);
    return ms === null ? null : at + ms;
  }
  const [date, months] = [new Date(at), countOf(count) * (unit.toLowerCase().startsWith('m') ? 1 : 12)];
  const there = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0);
  const last = new Date(there).getUTCDate();
  return there + (Math.min(date.getUTCDate(), last) - last) * dayMs + (at % dayMs);
};

/** Whether `next` is the unit of the number that has been read: `30 days`, `a month`. */
export const durationGoesOn = (read: string, next: string): boolean =>
  /^(?:\d{1,4}|an?|one)$/i.test(read) &&
  /^(?:s|m|h|d|w|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?|w(?:ee)?ks?|mo(?:nth)?s?|y(?:ea)?rs?)$/i.test(
    plainly(next),
  );

/** `3 days`, `1 hour`, `20 minutes`: rounded to the largest unit that fits at least once. */
export const durationText = (ms: number): string => {
  const of = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (ms >= dayMs) return of(Math.round(ms / dayMs), 'day');
  if (ms >= hourMs) return of(Math.round(ms / hourMs), 'hour');
  return of(Math.max(1, Math.round(ms / unitMs.m)), 'minute');
};
