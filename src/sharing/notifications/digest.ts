/** Puts everything that is due to a person at one time into one message. */
import { randomUUID } from 'node:crypto';
import type { Notification } from '../../model/notification.ts';
import { newCard } from '../cards/refresh.ts';
import { isMoot } from '../rules/still-relevant.ts';
import type { Work } from '../transaction.ts';
import { digestWindowMs } from './notify.ts';

/** Puts what is due to the recipient of `notice` into one message, if any of it still matters. */
export const createDigest = async (
  { store, tx, now }: Work<'notifications' | 'cards' | 'shares'>,
  notification: Notification,
): Promise<void> => {
  const { notifications, cards, shares } = store;
  const digestId = randomUUID();
  // what is due a moment later has the same cause
  if (!(await notifications.putInDigest(tx, notification, digestId, now + digestWindowMs))) return;
  let left = 0;
  for (const one of await notifications.notificationsOfDigest(tx, digestId))
    if (isMoot(one, await shares.findShare(tx, one.subjectId))) await notifications.leaveOut(tx, one.id);
    else left += 1;
  if (left > 0)
    await cards.ensureCard(
      tx,
      newCard('digest', digestId, { ...notification, userId: notification.recipientId }, now),
    );
};
