/** Durations as people write them: `30m`, `12h`, `7d`, `2w`. */
const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

export const dayMs = unitMs.d;
export const hourMs = unitMs.h;

/** Milliseconds; null if it is not a duration. A number needs a unit: days and hours are too easily mixed up. */
export const readDuration = (typed: string): number | null => {
  const [, count, unit] =
    /^(\d{1,4})\s*(s|m|h|d|w)(?:ec(?:ond)?s?|in(?:ute)?s?|ours?|ays?|eeks?)?$/i.exec(typed.trim()) ?? [];
  if (count === undefined || unit === undefined) return null;
  return Number(count) * unitMs[unit.toLowerCase() as keyof typeof unitMs];
};

/** `3 days`, `1 hour`, `20 minutes`: rounded to the largest unit that fits at least once. */
export const durationText = (ms: number): string => {
  const of = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (ms >= dayMs) return of(Math.round(ms / dayMs), 'day');
  if (ms >= hourMs) return of(Math.round(ms / hourMs), 'hour');
  return of(Math.max(1, Math.round(ms / unitMs.m)), 'minute');
};
