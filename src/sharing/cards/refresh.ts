/** Decides who gets a card and when cards are drawn again, in the transaction that changes what they show. */
import { isChannel, type Person, type SlackUserId } from '../../core/ids.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Card } from '../../model/card.ts';
import type { Offer } from '../../model/offer.ts';
import { isUnchecked } from '../../model/restored.ts';
import type { Share } from '../../model/share.ts';
import { holdBackBlocked } from '../people/blocks.ts';
import { recipientsOf } from '../people/recipients.ts';
import { isMember } from '../rules/share-state.ts';
import type { Work } from '../transaction.ts';

type Rows = 'offers' | 'withdrawals' | 'cards' | 'accounts' | 'preferences' | 'producerBlocks';

/** A producer's card collects what happens within this time: an offer takes several quick steps, and each would be an update. */
export const redrawDelayMs = 200;

/**
 * A card to post to `person`; a channel is looked up, but not opened.
 * @param asOf the backup after which its message may have been posted already, by a bot that is not on record; it is looked for first
 */
export const newCard = (
  kind: Card['kind'],
  subjectId: string,
  { teamId, enterpriseId, userId }: Person,
  now: number,
  asOf: number | null = null,
): Card => ({
  id: newRowId(),
  teamId,
  enterpriseId,
  recipientId: userId,
  kind,
  subjectId,
  name: null,
  channel: isChannel(userId) ? userId : null,
  ts: null,
  shownHash: null,
  post: 0,
  postedAt: null,
  formerTs: null,
  postingSince: null,
  searchFrom: null,
  searchedTo: null,
  problem: null,
  refusedWith: null,
  refusedSince: null,
  snoozedUntil: null,
  asOf,
  dirty: 0,
  attempts: 0,
  dueAt: now,
  createdAt: now,
});

const producerOf = ({ producer: recipientId }: Offer) => ({ recipientId });

/** Redraws the Homes of those of these people who have ever opened theirs. */
export const showHomes = async (
  { store, tx, now }: Work<'cards'>,
  people: readonly SlackUserId[],
): Promise<void> => {
  for (const userId of new Set(people)) await store.cards.dueCards(tx, 'home', userId, now + redrawDelayMs);
};

/**
 * Everyone concerned with a Share sees its current state. While the project is a member, its recipients are asked; they are worked
 * out each time, so that people who linked an account since then are asked too.
 */
export const showShare = async (work: Work<Rows>, share: Share): Promise<void> => {
  const { store, tx, now } = work;
  const offers = await store.offers.offersOfShare(tx, share.id);
  const { speakers, asked } = await recipientsOf(work, share, offers);
  // answered before it went on record, and nobody here ever did anything about it: there is nothing to ask or tell
  const isKnown = offers.length > 0 || share.intentRevision > 0 || share.status === 'pending';
  const asks = isMember(share) && isKnown;
  const there = new Set((await store.cards.cardsOf(tx, 'share', share.id)).map((one) => one.recipientId));
  const newcomers = asks ? [...asked].filter((userId) => !there.has(userId)) : [];
  const asOf =
    share.asOf ??
    offers.find(isUnchecked)?.asOf ??
    (newcomers.length > 0 ? await store.cards.lostSince(tx, share.createdAt) : null);
  for (const userId of newcomers)
    await store.cards.ensureCard(tx, newCard('share', share.id, { ...share, userId }, now, asOf));
  await holdBackBlocked(work, share, offers, speakers);
  if (offers.length > 0) await store.cards.postKept(tx, share.id, now);
  await store.cards.dueCards(tx, 'share', share.id, now);
  await store.cards.dueDigests(tx, share.id, now + redrawDelayMs);
  const seenBy = [...(await store.cards.cardsOf(tx, 'share', share.id)), ...offers.map(producerOf)];
  await showHomes(work, [...speakers, ...seenBy.map(({ recipientId }) => recipientId)]);
  for (const offer of offers) await store.cards.dueCards(tx, 'offer', offer.id, now + redrawDelayMs);
  for (const withdrawal of await store.withdrawals.withdrawalsUnderWay(tx, share)) {
    if (withdrawal.phase !== 'removing') continue;
    // it reads all its Shares: once is enough for many that end together
    await store.withdrawals.touchWithdrawal(tx, withdrawal.id, now + redrawDelayMs);
    await store.cards.dueCards(tx, 'withdrawal', withdrawal.id, now + redrawDelayMs);
  }
};
