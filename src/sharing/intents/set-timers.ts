/** Sets timers along with what makes them due: reminders, warnings, ends, the monthly note, and the end of an undo's minute. */
import { hourMs } from '../../core/durations.ts';
import type { Person } from '../../core/ids.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Share } from '../../model/share.ts';
import { endsOf, forgottenMs, type Later, remindersOf } from '../rules/plan-timers.ts';
import type { PolicyWork, Work } from '../transaction.ts';

const set = async (
  { store, tx, now }: Work<'timers'>,
  { id: subjectId, teamId }: Pick<Share, 'id' | 'teamId'>,
  laters: readonly Later[],
) => {
  for (const later of laters)
    await store.timers.setTimer(tx, { id: newRowId(), teamId, subjectId, ...later, createdAt: now });
};

/** The Share waits for an answer from now on: its people get their reminders. */
export const setReminders = (work: PolicyWork<'timers'>, share: Share): Promise<void> =>
  set(work, share, remindersOf(work.now, work.policy));

const kindsOf = {
  answerBy: ['warn-unanswered', 'end-unanswered'],
  endsAt: ['warn-end', 'end'],
} as const;

/** A term of the Share was agreed: moves or cancels its former warning and end. */
export const setEnd = async (
  work: Work<'timers'>,
  share: Share,
  term: 'answerBy' | 'endsAt',
): Promise<void> => {
  const { store, tx, now } = work;
  await store.timers.cancelTimers(tx, share.id, kindsOf[term]);
  await set(work, share, endsOf({ answerBy: null, endsAt: null, [term]: share[term] }, now));
};

/** Makes sure that everyone who shares something has a next note; one that is already set stays. */
export const setCleanupNote = (
  { store, tx, now }: Work<'timers'>,
  { teamId, userId }: Pick<Person, 'teamId' | 'userId'>,
): Promise<void> =>
  store.timers.ensureTimer(tx, {
    id: newRowId(),
    teamId,
    kind: 'cleanup',
    subjectId: userId,
    sequence: 0,
    // on the hour, so that what was shared together is noted together
    dueAt: Math.ceil((now + forgottenMs) / hourMs) * hourMs,
    createdAt: now,
  });

/** When the minute is over, the cards that offer to undo are drawn without the button. */
export const setUndoEnd = (
  { store, tx, now }: Work<'timers'>,
  { id: subjectId, teamId }: Pick<Share, 'id' | 'teamId'>,
  at: number,
): Promise<void> =>
  store.timers.setTimer(tx, {
    id: newRowId(),
    teamId,
    kind: 'redraw',
    subjectId,
    sequence: 0,
    dueAt: at,
    createdAt: now,
  });
