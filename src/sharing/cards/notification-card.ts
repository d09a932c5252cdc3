/** What a digest shows: a Card that is posted once and whose words never change. */
import type { SlackUserId } from '../../core/ids.ts';
import type { Card } from '../../model/card.ts';
import type { Notification } from '../../model/notification.ts';
import type { Share } from '../../model/share.ts';
import type { Db } from '../../store/schema/tables.ts';
import type { Store } from '../repositories.ts';
import { stillEnds, waits } from '../rules/still-relevant.ts';

/** One line of the message. */
export interface DigestLine {
  readonly notification: Notification;
  readonly share: Share;
  /** For buttons that answer; null if the recipient has nothing to answer or has answered since. */
  readonly value: string | null;
  /** A warning of an end that still applies, to somebody who may move it. */
  readonly mayExtend: boolean;
  /** Some of what the person who left shares or takes back has no producer yet. */
  readonly mayTakeOver: boolean;
}

export interface DigestCardModel {
  readonly lines: readonly DigestLine[];
  readonly viewer: SlackUserId;
}

type Rows = Pick<Store, 'leftOffers' | 'notifications' | 'shares' | 'cards' | 'offers'>;

/** @param buttonValue the value of a button that acts on another of the recipient's cards */
export const digestCardModel = async (
  rows: Rows,
  db: Db,
  { subjectId, recipientId: userId }: Card,
  buttonValue: (card: Card) => Promise<string | null>,
): Promise<DigestCardModel> => {
  const lines: DigestLine[] = [];
  for (const notification of await rows.notifications.notificationsOfDigest(db, subjectId)) {
    const share = await rows.shares.findShare(db, notification.subjectId);
    if (share === null) continue;
    const own = (await rows.cards.cardsOf(db, 'share', share.id)).find((card) => card.recipientId === userId);
    const value = own && waits(share) ? await buttonValue(own) : null;
    lines.push({
      ...{ notification, share, value },
      mayExtend: await mayExtend(rows, db, notification, share),
      mayTakeOver:
        notification.event.kind === 'no-producer' &&
        (await hasNoProducer(rows, db, notification.event, share)),
    });
  }
  return { lines, viewer: userId };
};

/** Whether somebody who left is still the producer of some of what the event counted. */
export const hasNoProducer = async (
  { leftOffers }: Pick<Store, 'leftOffers'>,
  db: Db,
  { by }: { readonly by: SlackUserId },
  { teamId, cloudId, ownerProjectId: projectId }: Share,
): Promise<boolean> => {
  if (projectId === null) return false;
  const project = { teamId, cloudId, projectId };
  const offers = await leftOffers.offersWithoutProducer(db, project);
  const removals = await leftOffers.withdrawalsWithoutProducer(db, project);
  return [...offers, ...removals].some(({ producer }) => producer === by);
};

const mayExtend = async (
  { offers }: Rows,
  db: Db,
  { event, recipientId: userId }: Notification,
  share: Share,
) =>
  (event.kind === 'ends' || event.kind === 'ends-unanswered') &&
  stillEnds(share, event) &&
  (await offers.offersOfShare(db, share.id)).some(({ producer }) => producer === userId);
