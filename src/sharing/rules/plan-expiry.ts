/** When somebody is warned that their application credential expires. Pure. */
import { dayMs } from '../../core/durations.ts';
import type { Policy } from '../../core/policy.ts';
import type { Preferences } from '../../model/preference.ts';
import type { Later } from './plan-timers.ts';
import { afterQuiet, quietHoursOf } from './quiet-hours.ts';

const beforeMs = [7 * dayMs, dayMs];

/** A week and a day before; of those whose time has passed the latest, at once. None once it has expired. */
export const expiryWarnings = (expiresAt: number, now: number): Later[] => {
  if (expiresAt <= now) return [];
  return beforeMs
    .map((ms, sequence): Later => ({ kind: 'warn-expiry', sequence, dueAt: Math.max(now, expiresAt - ms) }))
    .filter((_, at, all) => (all[at + 1]?.dueAt ?? expiresAt) > now);
};

/** When a warning that is due now is sent: after the quiet hours, unless it would come too late. */
export const warnedAt = (
  expiresAt: number,
  now: number,
  preferences: Pick<Preferences, 'timeZone' | 'quietFrom' | 'quietUntil'>,
  policy: Pick<Policy, 'quietHours'>,
): number => {
  const at = afterQuiet(now, preferences.timeZone, quietHoursOf(preferences, policy));
  return at < expiresAt ? at : now;
};
