/** How long an offer may stay unanswered and how long the share lasts, as typed or chosen. Pure. */
import { dayOf, endOfDay } from '../../core/days.ts';
import { dayMs, durationText, timeAfter } from '../../core/durations.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { readDay } from '../../core/typed-day.ts';
import type { LocalTime } from '../../sharing/people/local-time.ts';
import { longestTermMs } from '../../sharing/rules/terms.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, ModalValues } from '../../slack/feature.ts';

export interface TypedTerms {
  /** A duration, such as `7d` or `1 month`. */
  readonly answerWithin: string | null;
  /** Also a duration; `until` gives the last day instead. */
  readonly lasts: string | null;
  /** A day, such as `2026-12-24` or `tomorrow`. */
  readonly until: string | null;
}

export const noTerms: TypedTerms = { answerWithin: null, lasts: null, until: null };

/** The end of each term, or everything that is wrong. */
export const readTerms = (
  { answerWithin, lasts, until }: TypedTerms,
  { at, timeZone }: LocalTime,
):
  | { readonly answerBy: number | null; readonly endsAt: number | null }
  | { readonly wrong: readonly Problem[] } => {
  const wrong: Problem[] = [];
  const after = (flag: string, typed: string | null) => {
    if (typed === null) return null;
    const end = timeAfter(typed, at);
    if (end !== null && end > at && end <= at + longestTermMs) return end;
    wrong.push({ kind: 'bad-duration', flag, typed });
    return null;
  };
  const answerBy = after('--answer-within', answerWithin);
  let endsAt = after('--for', lasts);
  if (until !== null) {
    const read = readDay(until, at, timeZone);
    endsAt = read && 'day' in read ? endOfDay(read.day, timeZone) : null;
    if (lasts !== null) wrong.push({ kind: 'ends-clash' });
    else if (read && 'readings' in read) wrong.push({ kind: 'day-either-way', typed: until, ...read });
    else if (endsAt === null) wrong.push({ kind: 'bad-day', typed: until });
    else if (endsAt <= at) wrong.push({ kind: 'day-over', typed: until });
    else if (endsAt > at + longestTermMs) wrong.push({ kind: 'day-too-far', typed: until });
  }
  return wrong.length > 0 ? { wrong } : { answerBy, endsAt };
};

const never = 'never';

/** The inputs; a duration that was typed is added to the usual choices. */
export const termInputs = (
  { answerWithin, lasts, until }: TypedTerms,
  { at, timeZone }: LocalTime,
): Block[] => {
  const answer = timeAfter(answerWithin ?? '', at);
  const usual = [1, 3, 7, 14, 30].map((days) => ({
    text: plain`${durationText(days * dayMs)}`,
    value: `${days}d`,
  }));
  const own =
    answerWithin === null || answer === null || usual.some(({ value }) => value === answerWithin)
      ? []
      : [{ text: plain`${durationText(answer - at)}`, value: answerWithin }];
  const end = timeAfter(lasts ?? '', at);
  const last = until === null ? null : readDay(until, at, timeZone);
  const lastsTo = end === null || end > at + longestTermMs ? null : dayOf(end, timeZone);
  const day = last === null ? lastsTo : 'day' in last ? last.day : null;
  return [
    input({
      label: plain`Answer within`,
      blockId: 'answerWithin',
      kind: 'select',
      options: [{ text: plain`No limit`, value: never }, ...own, ...usual],
      initial: answer === null ? never : (answerWithin ?? never),
      hint: plain`If nobody answers in time, the offer ends and the bot removes the member.`,
    }),
    input({
      label: plain`Shared until`,
      blockId: 'until',
      kind: 'date',
      optional: true,
      placeholder: plain`Choose a day, such as 2027-01-31`,
      ...(day !== null && { initial: day }),
      hint: plain`The bot removes the members at the end of that day${timeZone === null ? ' (in UTC, because the bot does not know your time zone yet)' : ''}. It notifies you a day before, and you can extend the share.`,
    }),
  ];
};

/** The values of these inputs. */
export const termValues = (values: ModalValues): TypedTerms => {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : null);
  const within = text('answerWithin');
  return { answerWithin: within === never ? null : within, lasts: null, until: text('until') };
};
