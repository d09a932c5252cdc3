/** Who gets a card, and when cards are to be drawn again: written in the transaction that changes what they show. */
import { randomUUID } from 'node:crypto';
import { isChannel, type Person, type SlackUserId } from '../../core/ids.ts';
import type { Card } from '../../model/card.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { recipientsOf } from '../people/recipients.ts';
import type { Store } from '../repositories.ts';
import { isMember } from '../rules/share-state.ts';

type Rows = Pick<Store, 'offers' | 'withdrawals' | 'cards' | 'accounts' | 'preferences'>;

/** A producer's card gathers what happens within this time: an offer takes several quick steps, and each would be a message. */
export const redrawDelayMs = 200;

/** A card that is to be posted to `person`; a channel is neither looked up nor opened. */
export const newCard = (
  kind: Card['kind'],
  subjectId: string,
  { teamId, enterpriseId, userId }: Person,
  now: number,
): Card => ({
  id: randomUUID(),
  teamId,
  enterpriseId,
  recipientId: userId,
  kind,
  subjectId,
  name: isChannel(userId) ? userId : null,
  channel: isChannel(userId) ? userId : null,
  ts: null,
  shownHash: null,
  postingSince: null,
  problem: null,
  snoozedUntil: null,
  dirty: 0,
  attempts: 0,
  dueAt: now,
  createdAt: now,
});

const producerOf = ({ producer: recipientId }: Offer) => ({ recipientId });

/** The Homes of these people, of those who ever opened theirs, are drawn again. */
export const showHomes = async (
  { cards }: Pick<Rows, 'cards'>,
  tx: Tx,
  people: readonly SlackUserId[],
  now: number,
): Promise<void> => {
  for (const userId of new Set(people)) await cards.dueCards(tx, 'home', userId, now + redrawDelayMs);
};

/**
 * Everyone concerned with a Share sees how it stands now. While the project is a member its recipients are asked; worked out again
 * each time, so people who linked an account since are asked too.
 */
export const showShare = async (rows: Rows, tx: Tx, share: Share, now: number): Promise<void> => {
  const offers = await rows.offers.offersOfShare(tx, share.id);
  const { linked, asked } = await recipientsOf(rows, tx, share, offers);
  for (const userId of isMember(share) ? asked : [])
    await rows.cards.ensureCard(tx, newCard('share', share.id, { ...share, userId }, now));
  if (offers.length > 0) await rows.cards.postKept(tx, share.id, now);
  await rows.cards.dueCards(tx, 'share', share.id, now);
  await rows.cards.dueDigests(tx, share.id, now + redrawDelayMs);
  const seenBy = [...(await rows.cards.cardsOf(tx, 'share', share.id)), ...offers.map(producerOf)];
  await showHomes(rows, tx, [...linked, ...seenBy.map(({ recipientId }) => recipientId)], now);
  for (const offer of offers) await rows.cards.dueCards(tx, 'offer', offer.id, now + redrawDelayMs);
  for (const withdrawal of await rows.withdrawals.withdrawalsUnderWay(tx, share)) {
    if (withdrawal.phase !== 'removing') continue;
    // it reads all its Shares: once for many that end together
    await rows.withdrawals.touchWithdrawal(tx, withdrawal.id, now + redrawDelayMs);
    await rows.cards.dueCards(tx, 'withdrawal', withdrawal.id, now + redrawDelayMs);
  }
};
