/** Checks what was filled in under Preferences; converts times of day to and from text. Pure. */
import type { SlackUserId } from '../../core/ids.ts';
import type { Preferences } from '../../model/preference.ts';
import type { Choice, Preferred } from '../../sharing/intents/set-preferences.ts';
import type { ModalValues } from '../../slack/feature.ts';

/** Minutes since midnight as `07:30`. */
export const clockText = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

const minutesOf = (text: unknown): number | null => {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(String(text)) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
};

export type Quiet = 'default' | 'own' | 'never';

/** Which of the three choices applies. Two equal times are refused, because nobody means to be quiet all day. */
export const quietOf = ({ quietFrom, quietUntil }: Pick<Preferences, 'quietFrom' | 'quietUntil'>): Quiet => {
  if (quietFrom === null || quietUntil === null) return 'default';
  return quietFrom === quietUntil ? 'never' : 'own';
};

/** As many as a group of checkboxes takes. */
export const shownBlocks = <T>(blocks: readonly T[]): readonly T[] => blocks.slice(0, 10);

export const channelInput = (accountId: string): string => `channel-${accountId}`;
export const wayInput = (accountId: string): string => `way-${accountId}`;

/** The choice, or each problem with its input. Null if inputs are missing: the form was sent before the modal changed. */
export const readForm = (
  values: ModalValues,
  { projects, blocks }: Pick<Preferred, 'projects' | 'blocks'>,
): Choice | Refused | null => {
  const quiet = readQuiet(values);
  if (quiet === null || 'errors' in quiet) return quiet;
  const channels = new Map<string, SlackUserId | null>();
  for (const { accountId } of projects) {
    const way = values[wayInput(accountId)];
    if (way === undefined) continue;
    const chosen = values[channelInput(accountId)];
    if (way === 'channel' && chosen === undefined) return null;
    channels.set(accountId, way === 'channel' ? (String(chosen) as SlackUserId) : null);
  }
  const kept = [values.blocks ?? []].flat();
  const told = [values.told ?? []].flat();
  return {
    ...quiet,
    reminders: told.includes('reminders'),
    cleanupNotes: told.includes('cleanupNotes'),
    channels,
    unblock:
      'blocks' in values ? shownBlocks(blocks).flatMap(({ id }) => (kept.includes(id) ? [] : [id])) : [],
  };
};

type Refused = { readonly errors: Readonly<Record<string, string>> };

const readQuiet = (values: ModalValues): Pick<Preferences, 'quietFrom' | 'quietUntil'> | Refused | null => {
  if (values.quiet === 'default') return { quietFrom: null, quietUntil: null };
  if (values.quiet === 'never') return { quietFrom: 0, quietUntil: 0 };
  if (!('from' in values && 'until' in values)) return null;
  const [quietFrom, quietUntil] = [minutesOf(values.from), minutesOf(values.until)];
  return quietFrom === quietUntil
    ? { errors: { until: 'Choose a different time from the one above, or “Never quiet”.' } }
    : { quietFrom, quietUntil };
};
