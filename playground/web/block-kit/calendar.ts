/** Days, months and times in the form of Slack's pickers: `2026-11-21`, `2026-11`, `14:05`. Pure, and without a time zone. */

const msPerDay = 86_400_000;

const toUtc = (day: string) => Date.parse(`${day}T00:00Z`);
const toDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const two = (number: number) => String(number).padStart(2, '0');

export const addDays = (day: string, days: number): string => toDay(toUtc(day) + days * msPerDay);

/** The same day of another month, or that month's last day. */
export const addMonths = (day: string, months: number): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const lastDate = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return toDay(Date.UTC(year, month - 1 + months, Math.min(date, lastDate)));
};

/** 0 is the first day of the week. */
export const weekday = (day: string, firstDay: number): number =>
  (new Date(toUtc(day)).getUTCDay() - firstDay + 7) % 7;

/** The weeks that a month touches, each of seven days. @param firstDay of the week; 0 is Sunday */
export const weeksOf = (day: string, firstDay: number): string[][] => {
  const first = `${day.slice(0, 7)}-01`;
  const start = addDays(first, -weekday(first, firstDay));
  const weeks = Math.ceil((weekday(first, firstDay) + daysIn(first)) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (__, at) => addDays(start, week * 7 + at)),
  );
};

const daysIn = (first: string) => Math.round((toUtc(addMonths(first, 1)) - toUtc(first)) / msPerDay);

export const formatDay = (day: string, options: Intl.DateTimeFormatOptions): string =>
  new Date(toUtc(day)).toLocaleDateString(undefined, { ...options, timeZone: 'UTC' });

/** `14:05` in this reader's format. */
export const formatTime = (time: string): string =>
  new Date(`2000-01-01T${time}`).toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' });

/** Reads what people type for a time: `9`, `9:30`, `0930`, `2pm`. */
export const readTime = (typed: string): string | null => {
  const [whole, hour, minute = '0', half] =
    /^(\d{1,2})(?:[:.]?(\d\d))?\s*([ap]m?)?$/i.exec(typed.trim()) ?? [];
  if (!whole) return null;
  const isAfternoon = half?.toLowerCase().startsWith('p') ?? false;
  const hours = half ? (Number(hour) % 12) + (isAfternoon ? 12 : 0) : Number(hour);
  return hours < 24 && Number(minute) < 60 && !(half && Number(hour) > 12)
    ? `${two(hours)}:${two(Number(minute))}`
    : null;
};

/** Converts a moment to a local day and time, and back. */
export const toLocal = (atS: number): { day: string; time: string } => {
  const at = new Date(atS * 1000);
  return {
    day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
};
export const toSeconds = (day: string, time: string): number =>
  Math.floor(new Date(`${day}T${time}`).getTime() / 1000);
