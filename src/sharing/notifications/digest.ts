/** Puts everything that is due to a person at one time into one message. */
import { hourMs } from '../../core/durations.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Notification } from '../../model/notification.ts';
import { isUnchecked } from '../../model/restored.ts';
import type { Share } from '../../model/share.ts';
import { hasNoProducer } from '../cards/notification-card.ts';
import { newCard } from '../cards/refresh.ts';
import { audienceOf } from '../people/audience.ts';
import { speaksFor } from '../people/may-act.ts';
import { isMoot } from '../rules/still-relevant.ts';
import type { Work } from '../transaction.ts';
import { digestWindowMs } from './notify.ts';

type Rows = 'leftOffers' | 'notifications' | 'cards' | 'shares' | 'accounts' | 'offers';

/** Whether the recipient speaks for either side of the Share, or was named to it; somebody may have lost that since the event. */
const mayHear = async (
  { store, tx }: Work<Rows>,
  { event, teamId, recipientId }: Notification,
  share: Share,
): Promise<boolean> => {
  // these tell somebody of their own choice, or of what waits for them
  if (event.kind === 'channel-lost' || event.kind === 'end-waits') return true;
  const { hears } = await audienceOf(store, tx, share, await store.offers.offersOfShare(tx, share.id));
  if (hears(recipientId)) return true;
  const { cloudId, ownerProjectId } = share;
  const own = await store.accounts.accountsOfPerson(tx, { teamId, userId: recipientId });
  return speaksFor(own, { cloudId, projectId: ownerProjectId });
};

/** Puts what is due to the recipient of `notice` into one message, if any of it still matters. */
export const createDigest = async (work: Work<Rows>, notification: Notification): Promise<void> => {
  const { store, tx, now } = work;
  const { notifications, cards, shares } = store;
  const { teamId, recipientId } = notification;
  const own = await store.accounts.accountsOfPerson(tx, { teamId, userId: recipientId });
  // what concerns an account that came back with a backup is told once its owner keeps it
  if (own.some(isUnchecked)) return notifications.putOff(tx, notification, now + hourMs);
  const digestId = newRowId();
  // what is due a moment later has the same cause
  if (!(await notifications.putInDigest(tx, notification, digestId, now + digestWindowMs))) return;
  let left = 0;
  for (const one of await notifications.notificationsOfDigest(tx, digestId)) {
    const share = await shares.findShare(tx, one.subjectId);
    if (
      share === null ||
      isMoot(one, share) ||
      !(await mayHear(work, one, share)) ||
      (one.event.kind === 'no-producer' && !(await hasNoProducer(store, tx, one.event, share)))
    )
      await notifications.leaveOut(tx, one.id);
    else left += 1;
  }
  if (left > 0)
    await cards.ensureCard(
      tx,
      newCard('digest', digestId, { ...notification, userId: notification.recipientId }, now),
    );
};
