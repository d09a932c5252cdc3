/**
 * Once a month a producer is told of members that could be removed: those that rejected an image, and those that never
 * answered and that nobody here is known for.
 */
import type { SlackUserId } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { Appointment } from '../../model/timer.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { setTidyNote } from '../intents/set-timers.ts';
import { tell } from '../notifications/notify.ts';
import type { Ledger } from '../repositories.ts';
import { forgottenMs } from '../rules/plan-timers.ts';

/** Writes the note, a line for each image, unless there is nothing or the producer wants none; and sets the next one. */
export const keepTidyNote = async (
  ledger: Ledger,
  policy: Policy,
  tx: Tx,
  { teamId, subjectId, createdAt }: Appointment,
  now: number,
): Promise<void> => {
  const userId = subjectId as SlackUserId;
  // who shares nothing any more gets one again from the next offer on
  if ((await ledger.shares.imagesSharedBy(tx, { teamId, userId })).length === 0) return;
  await setTidyNote(ledger, tx, { teamId, userId }, now);
  if (!(await ledger.preferences.preferencesOf(tx, { teamId, userId })).tidyNotes) return;
  const removable = await ledger.offers.removableMembers(tx, { teamId, producer: userId }, now - forgottenMs);
  for (const { shareId, rejected, forgotten } of removable) {
    const share = await ledger.shares.findShare(tx, shareId);
    const news = { kind: 'tidy', rejected, forgotten } as const;
    if (share) await tell({ ledger, policy }, tx, userId, { share, news, once: `tidy-${createdAt}`, now });
  }
};
