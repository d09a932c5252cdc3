/** How the value of a setting is read: the kinds that several settings have. */
import { z } from 'zod';
import { dayMs, readDuration } from './durations.ts';

/** Trimmed; null if it is not set. */
export const optional = z
  .string()
  .optional()
  .transform((value) => (value?.trim() ? value.trim() : null));

/** Durations separated by commas; `fallback` if the variable is not set, an empty list for `never`. */
export const durations = (fallback: string) =>
  optional.transform((value, context) => {
    const words = value ?? fallback;
    if (words === 'never') return [];
    const read = words.split(/[\s,]+/).map(readDuration);
    if (!read.includes(null)) return read.filter((ms) => ms !== null);
    context.addIssue('is not a list of durations such as 1d,3d,7d, nor never');
    return z.NEVER;
  });

const minuteOf = (time: string) => {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hour === undefined ? null : Number(hour) * 60 + Number(minute);
};

/** `22:00-07:00` as minutes since midnight; null for `never`. */
export const hours = (fallback: string) =>
  optional.transform((value, context) => {
    const words = value ?? fallback;
    if (words === 'never') return null;
    const [from = null, until = null] = words.split('-').map((time) => minuteOf(time.trim()));
    if (from !== null && until !== null) return { from, until };
    context.addIssue('is not a time of the day such as 22:00-07:00, nor never');
    return z.NEVER;
  });

/** How long something is kept, in ms, at least `minDays`; null for `never` deleting it, which is also what counts if nothing is set. */
export const kept = (minDays: number) =>
  optional.transform((value, context) => {
    if (value === null || value === 'never') return null;
    const ms = readDuration(value);
    if (ms !== null && ms >= minDays * dayMs) return ms;
    context.addIssue(`is not a duration of ${minDays}d or more, nor never`);
    return z.NEVER;
  });
