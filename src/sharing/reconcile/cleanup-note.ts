/**
 * Once a month a producer is told of members that could be removed: those that rejected an image, and those that never
 * answered and that nobody here is known for.
 */
import type { SlackUserId } from '../../core/ids.ts';
import type { Timer } from '../../model/timer.ts';
import { setCleanupNote } from '../intents/set-timers.ts';
import { notify } from '../notifications/notify.ts';
import { forgottenMs } from '../rules/plan-timers.ts';
import type { PolicyWork } from '../transaction.ts';

/** Writes the note, a line for each image, unless there is nothing or the producer wants none; and sets the next one. */
export const fireCleanupNote = async (
  work: PolicyWork,
  { teamId, subjectId, createdAt }: Timer,
): Promise<void> => {
  const { store, tx, now } = work;
  const userId = subjectId as SlackUserId;
  // who shares nothing any more gets one again from the next offer on
  if ((await store.offers.imagesSharedBy(tx, { teamId, userId })).length === 0) return;
  await setCleanupNote(work, { teamId, userId });
  if (!(await store.preferences.preferencesOf(tx, { teamId, userId })).cleanupNotes) return;
  const removable = await store.offers.removableMembers(tx, { teamId, producer: userId }, now - forgottenMs);
  for (const { shareId, rejected, forgotten } of removable) {
    const share = await store.shares.findShare(tx, shareId);
    const event = { kind: 'cleanup', rejected, forgotten } as const;
    if (share) await notify(work, userId, { share, event, dedupeKey: `cleanup-${createdAt}` });
  }
};
