/** Who does not want to hear of a Share, because they blocked its producer. */
import { isChannel, type SlackUserId } from '../../core/ids.ts';
import { blocked } from '../../model/card.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import { isBlocked, producerOf } from '../rules/blocked.ts';
import type { Work } from '../transaction.ts';

/** A test for people and channels. `speakers`: the people who speak for the Share's project. */
export const blockedBy = async (
  { store, tx }: Work<'producerBlocks'>,
  share: Pick<Share, 'teamId' | 'cloudId' | 'projectId' | 'ownerProjectId'>,
  offers: readonly Offer[],
  speakers: ReadonlySet<SlackUserId>,
): Promise<(userId: SlackUserId) => boolean> => {
  const { producer, project } = producerOf(share, offers);
  const blocks = await store.producerBlocks.blocksAgainst(tx, share.teamId, producer, project);
  return (userId) =>
    isBlocked(blocks, share, { userId, isOfProject: speakers.has(userId) || isChannel(userId) });
};

/**
 * Holds back the cards that were not posted yet of those who blocked the producer, and posts those of who did so no longer. The cards
 * exist, so that the producer reads of them what every unanswered offer says.
 */
export const holdBackBlocked = async (
  work: Work<'producerBlocks' | 'cards'>,
  share: Share,
  offers: readonly Offer[],
  speakers: ReadonlySet<SlackUserId>,
): Promise<void> => {
  const { store, tx, now } = work;
  const isBlocked = await blockedBy(work, share, offers, speakers);
  for (const card of await store.cards.cardsOf(tx, 'share', share.id)) {
    const was = card.problem === blocked;
    const is = isBlocked(card.recipientId);
    if (is && !was && card.problem === null && card.ts === null)
      await store.producerBlocks.holdBackCard(tx, card.id);
    if (!is && was) await store.producerBlocks.letGoCard(tx, card.id, now);
  }
};
