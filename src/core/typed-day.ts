/** Calendar days as people type them: `2027-01-31`, `31.1.2027`, `31 January`, `tomorrow`, `Friday`. Pure. */
import { dayOf } from './days.ts';
import { dayMs } from './durations.ts';

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);
const weekdays = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

/** The index of the name that `word` is, or shortens to at least three letters: `Sept`, `friday`; -1 if none. */
const named = (word: string, names: readonly string[]): number =>
  word.length < 3 ? -1 : names.findIndex((name) => name.startsWith(word));

const monthOf = (word: string) => named(word, months) + 1;

/** As `2026-12-24`; null if the calendar has no such day. */
const day = (year: number, month: number, date: number): string | null => {
  const at = new Date(Date.UTC(year, month - 1, date));
  const is = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === date;
  return is ? at.toISOString().slice(0, 10) : null;
};

export type TypedDay =
  | { readonly day: string }
  /** Two readings, both days of the calendar: the day first, then the month first. */
  | { readonly readings: readonly [string, string] }
  | null;

const only = (found: string | null): TypedDay => (found === null ? null : { day: found });

/** `3/4/2027`: people write the day first or the month first, and only some dates tell which. */
const eitherWay = (year: number, one: number, other: number): TypedDay => {
  const dayFirst = day(year, other, one);
  const monthFirst = day(year, one, other);
  if (dayFirst === null || monthFirst === null || dayFirst === monthFirst)
    return only(dayFirst ?? monthFirst);
  return { readings: [dayFirst, monthFirst] };
};

/** `31 January`, `January 31st, 2027`; without a year, the next such day. */
const spelled = (typed: readonly string[], today: string): TypedDay => {
  const words = typed.filter((word) => word !== 'of');
  const numbers = words.flatMap((word) => /^(\d{1,4})(?:st|nd|rd|th|\.)?$/.exec(word)?.[1] ?? []).map(Number);
  const [month = 0, more] = words.map(monthOf).filter((each) => each > 0);
  const [date = 0, year = Number(today.slice(0, 4))] = numbers;
  if (month === 0 || more !== undefined || numbers.length + 1 !== words.length || numbers.length > 2)
    return null;
  return only(numbers.length === 1 ? next(month, date, today) : day(year, month, date));
};

/** The next such day, which may be today. */
const next = (month: number, date: number, today: string): string | null => {
  const year = Number(today.slice(0, 4));
  const found = day(year, month, date);
  return found !== null && found < today ? day(year + 1, month, date) : found;
};

/** Forms with one reading: `20270131`; with dots the day is always first, so `31.1.` and `31.1.27` say enough. */
const written = (text: string, today: string): string | null => {
  const [, year, month, date] = /^(20\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  if (year !== undefined) return day(Number(year), Number(month), Number(date));
  const [, first, second, short] = /^(\d{1,2})\.(\d{1,2})(?:\.(\d\d))?$/.exec(text) ?? [];
  if (first === undefined) return null;
  return short === undefined
    ? next(Number(second), Number(first), today)
    : day(2000 + Number(short), Number(second), Number(first));
};

/**
 * The day that was typed, from where the person is.
 * @param at now, ms UTC
 */
export const readDay = (typed: string, at: number, timeZone: string | null): TypedDay => {
  const said = typed.slice(0, 40).toLowerCase().trim().replace(/[.!]$/, '');
  // the time of day says nothing here
  const text = /^\d{4}-\d\d-\d\d(?=t\d)/.exec(said)?.[0] ?? said;
  const today = dayOf(at, timeZone);
  const [year = 0, month = 0, date = 0] = today.split('-').map(Number);
  const inDays = (days: number) =>
    new Date(Date.UTC(year, month - 1, date) + days * dayMs).toISOString().slice(0, 10);
  if (text === 'today') return { day: today };
  if (text === 'tomorrow') return { day: inDays(1) };
  const weekday = named(text, weekdays);
  if (weekday !== -1)
    return { day: inDays(((weekday - new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 6) % 7) + 1) };
  const plainly = written(text, today);
  if (plainly !== null) return { day: plainly };
  const parts = /^(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})$/.exec(text);
  if (!parts) return spelled(text.split(/[\s,]+/).filter(Boolean), today);
  const [, first = '', sign, second, last = ''] = parts;
  if (first.length === 4)
    return last.length > 2 ? null : only(day(Number(first), Number(second), Number(last)));
  if (last.length !== 4) return null;
  // with dots the day is always first
  return sign === '.'
    ? only(day(Number(last), Number(second), Number(first)))
    : eitherWay(Number(last), Number(first), Number(second));
};

/** Whether `following` belongs to a day of several words, of which `read` has been read: `31 January 2027`. */
export const dayGoesOn = (read: string, following: string): boolean => {
  const words = read.toLowerCase().split(/[\s,]+/);
  const word = following.toLowerCase().replace(/[.!]$/, '');
  const isPart = (each: string) => monthOf(each) > 0 || /^\d{1,2}(?:st|nd|rd|th|\.)?$/.test(each);
  const parts = words.filter((each, at) => each !== 'of' || at !== 1);
  if (parts.length > 2 || !parts.every(isPart)) return false;
  const hasMonth = parts.some((each) => monthOf(each) > 0);
  if (!hasMonth) return monthOf(word) > 0 || (word === 'of' && words.length === 1);
  return parts.length === 1 ? /^\d{1,2}(?:st|nd|rd|th|\.)?$/.test(word) : /^20\d\d$/.test(word);
};
