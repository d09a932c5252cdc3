/** Timers are set with what makes them due: reminders, warnings, ends, the monthly note, and the end of the minute in which something can be undone. */
import { randomUUID } from 'node:crypto';
import { hourMs } from '../../core/durations.ts';
import type { Person } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { Share } from '../../model/share.ts';
import type { Tx } from '../../store/schema/tables.ts';
import type { Store } from '../repositories.ts';
import { endsOf, forgottenMs, type Later, remindersOf } from '../rules/plan-timers.ts';

type Rows = Pick<Store, 'timers'>;

const set = async (
  { timers }: Rows,
  tx: Tx,
  { id: subjectId, teamId }: Pick<Share, 'id' | 'teamId'>,
  laters: readonly Later[],
  now: number,
) => {
  for (const later of laters)
    await timers.setTimer(tx, { id: randomUUID(), teamId, subjectId, ...later, createdAt: now });
};

/** A Share waits for an answer from now on: its people are reminded in time. */
export const setReminders = (rows: Rows, policy: Policy, tx: Tx, share: Share, now: number): Promise<void> =>
  set(rows, tx, share, remindersOf(now, policy), now);

const kindsOf = {
  answerBy: ['warn-unanswered', 'end-unanswered'],
  endsAt: ['warn-end', 'end'],
} as const;

/** A term of the Share was agreed upon: the warning and the end that stood before are moved or cancelled. */
export const setEnd = async (
  rows: Rows,
  tx: Tx,
  share: Share,
  term: 'answerBy' | 'endsAt',
  now: number,
): Promise<void> => {
  await rows.timers.cancelTimers(tx, share.id, kindsOf[term]);
  await set(rows, tx, share, endsOf({ answerBy: null, endsAt: null, [term]: share[term] }, now), now);
};

/** Whoever shares something has a next note coming; one that is set already stays. */
export const setCleanupNote = (
  { timers }: Pick<Store, 'timers'>,
  tx: Tx,
  { teamId, userId }: Pick<Person, 'teamId' | 'userId'>,
  now: number,
): Promise<void> =>
  timers.ensureTimer(tx, {
    id: randomUUID(),
    teamId,
    kind: 'cleanup',
    subjectId: userId,
    sequence: 0,
    // on the hour, so that what was shared together counts together
    dueAt: Math.ceil((now + forgottenMs) / hourMs) * hourMs,
    createdAt: now,
  });

/** When the minute is over, the cards that offer to undo are drawn without it. */
export const setUndoEnd = (
  { timers }: Pick<Store, 'timers'>,
  tx: Tx,
  { id: subjectId, teamId }: Pick<Share, 'id' | 'teamId'>,
  at: number,
  now: number,
): Promise<void> =>
  timers.setTimer(tx, {
    id: randomUUID(),
    teamId,
    kind: 'redraw',
    subjectId,
    sequence: 0,
    dueAt: at,
    createdAt: now,
  });
