/** Who gets a card, and when cards are to be drawn anew: written in the transaction that changes what they show. */
import { randomUUID } from 'node:crypto';
import type { Person, SlackUserId } from '../core/ids.ts';
import type { Card, Offer, Share } from '../store/rows.ts';
import type { Tx } from '../store/tables.ts';
import type { Ledger } from './ledger.ts';
import { isMember } from './share.ts';

type Rows = Pick<Ledger, 'offers' | 'withdrawals' | 'cards' | 'accounts'>;

/** A producer's card gathers what happens within this time: an offer takes several quick steps, and each would be a message. */
export const gatherMs = 200;

/** A card that is to be posted to `person`. */
export const newCard = (
  kind: Card['kind'],
  subjectId: string,
  { teamId, enterpriseId, userId }: Person,
  now: number,
): Card => ({
  id: randomUUID(),
  teamId,
  enterpriseId,
  userId,
  kind,
  subjectId,
  name: null,
  channel: null,
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

const producerOf = ({ producer: userId }: Offer) => ({ userId });

/** The Homes of these people, of those who ever opened theirs, are drawn anew. */
export const showHomes = async (
  { cards }: Pick<Rows, 'cards'>,
  tx: Tx,
  people: readonly SlackUserId[],
  now: number,
): Promise<void> => {
  for (const userId of new Set(people)) await cards.dueCards(tx, 'home', userId, now + gatherMs);
};

/**
 * Everyone concerned with a Share sees how it stands now. While the project is a member, whoever speaks for it, and whoever
 * an Offer named, is asked; worked out anew each time, so people who linked an account since are asked too.
 */
export const showShare = async (rows: Rows, tx: Tx, share: Share, now: number): Promise<void> => {
  const offers = await rows.offers.offersOfShare(tx, share.id);
  if (isMember(share)) {
    const linked = await rows.accounts.accountsOfProject(tx, share.teamId, share.cloud, share.projectId);
    const named = offers
      .filter((offer) => offer.tenants.includes(share.projectId))
      .flatMap((offer) => offer.people);
    const people = new Set<SlackUserId>([...linked.map((account) => account.userId), ...named]);
    for (const userId of people)
      await rows.cards.ensureCard(tx, newCard('share', share.id, { ...share, userId }, now));
  }
  if (offers.length > 0) await rows.cards.postKept(tx, share.id, now);
  await rows.cards.dueCards(tx, 'share', share.id, now);
  await rows.cards.dueNotices(tx, share.id, now + gatherMs);
  const seenBy = [...(await rows.cards.cardsOf(tx, 'share', share.id)), ...offers.map(producerOf)];
  await showHomes(
    rows,
    tx,
    seenBy.map(({ userId }) => userId),
    now,
  );
  for (const offer of offers) await rows.cards.dueCards(tx, 'offer', offer.id, now + gatherMs);
  for (const withdrawal of await rows.withdrawals.withdrawalsUnderWay(tx, share)) {
    if (withdrawal.stage !== 'removing') continue;
    // it reads all its Shares: once for many that end together
    await rows.withdrawals.touchWithdrawal(tx, withdrawal.id, now + gatherMs);
    await rows.cards.dueCards(tx, 'withdrawal', withdrawal.id, now + gatherMs);
  }
};
