/** What is due later for a Share: when people are reminded and warned, and when it ends. Pure. */
import { dayMs } from '../../core/durations.ts';
import type { CloudId, ProjectId, SlackUserId } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { Account } from '../../model/account.ts';
import type { Share } from '../../model/share.ts';
import type { Timer } from '../../model/timer.ts';
import { isMember, openAnswer, openMemberIntent } from './share-state.ts';

export type Later = Pick<Timer, 'kind' | 'sequence' | 'dueAt'>;

/** Reminders of offers made within this time fall due together, in one message. */
const gridMs = 15 * 60_000;

/** People are warned a day before an end, or after three quarters of a shorter time. */
const warnBefore = (from: number, end: number) => end - Math.min(dayMs, Math.round((end - from) / 4));

/** The reminders of an offer that has been waiting for an answer since `since`. */
export const remindersOf = (since: number, { remindAfterMs }: Pick<Policy, 'remindAfterMs'>): Later[] =>
  remindAfterMs.map((afterMs, turn) => ({
    kind: 'remind',
    sequence: turn,
    dueAt: Math.ceil((since + afterMs) / gridMs) * gridMs,
  }));

/** The warnings and ends for a Share's terms, as agreed at `since`. */
export const endsOf = ({ answerBy, endsAt }: Pick<Share, 'answerBy' | 'endsAt'>, since: number): Later[] => {
  const of = (at: number | null, warn: Timer['kind'], end: Timer['kind']): Later[] =>
    at === null
      ? []
      : [
          { kind: warn, sequence: 0, dueAt: warnBefore(since, at) },
          { kind: end, sequence: 0, dueAt: at },
        ];
  return [...of(answerBy, 'warn-unanswered', 'end-unanswered'), ...of(endsAt, 'warn-end', 'end')];
};

/** Whether a Share's Timer still has something to do now that its time has come. */
export const stillDue = (share: Share, kind: Timer['kind'], now: number): boolean => {
  if (openMemberIntent(share)?.value === 'absent') return false;
  const waits = share.status === 'pending' && openAnswer(share) === null;
  switch (kind) {
    case 'remind':
      return waits;
    case 'warn-unanswered':
      return waits && share.answerBy !== null;
    case 'end-unanswered':
      return waits && share.answerBy !== null && share.answerBy <= now;
    case 'warn-end':
      return share.endsAt !== null && isMember(share);
    case 'end':
      return (
        share.endsAt !== null && share.endsAt <= now && (isMember(share) || openMemberIntent(share) !== null)
      );
    case 'cleanup':
    case 'warn-expiry':
    case 'leaver':
    case 'wake':
    case 'redraw':
      return true;
    default:
      return kind satisfies never;
  }
};

/** What a timer about somebody who left a project is named after. */
export const leaverSubject = ({
  userId,
  cloudId,
  projectId,
}: Pick<Account, 'userId' | 'cloudId' | 'projectId'>): string => `${userId}/${cloudId}/${projectId}`;

/** The person and the project in {@link leaverSubject}. */
export const leaverOf = (subjectId: string): Pick<Account, 'userId' | 'cloudId' | 'projectId'> => {
  const [userId = '', cloudId = '', ...projectId] = subjectId.split('/');
  return {
    userId: userId as SlackUserId,
    cloudId: cloudId as CloudId,
    projectId: projectId.join('/') as ProjectId,
  };
};

/** How long an offer may stay unanswered before the member counts as forgotten; and the time from one note to the next. */
export const forgottenMs = 30 * dayMs;
