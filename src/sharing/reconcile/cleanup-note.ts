/**
 * Once a month a producer hears about members that could be removed: those that rejected an image, and those that never
 * answered and whose project nobody here has linked.
 */
import type { SlackUserId } from '../../core/ids.ts';
import type { Timer } from '../../model/timer.ts';
import { setCleanupNote } from '../intents/set-timers.ts';
import { notify } from '../notifications/notify.ts';
import { forgottenMs } from '../rules/plan-timers.ts';
import type { PolicyWork } from '../transaction.ts';

/** Writes the note, one line per image, unless there is nothing to note or the producer wants none; then sets the next one. */
export const fireCleanupNote = async (
  work: PolicyWork,
  { teamId, subjectId, createdAt }: Timer,
): Promise<void> => {
  const { store, tx, now } = work;
  const userId = subjectId as SlackUserId;
  // a producer who shares nothing any more gets notes again from the next offer on
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
