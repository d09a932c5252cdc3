/** Who is asked about a Share: the people who speak for its project, one by one or in their channel, and people whom an Offer named. */
import { isChannel, type SlackUserId } from '../../core/ids.ts';
import type { Card } from '../../model/card.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Work } from '../transaction.ts';
import { audienceOf } from './audience.ts';

type Rows = 'cards' | 'accounts' | 'preferences';
type Project = Pick<Share, 'teamId' | 'cloudId' | 'projectId'>;

interface Recipients {
  /** The people who speak for the project. */
  readonly speakers: ReadonlySet<SlackUserId>;
  readonly asked: ReadonlySet<SlackUserId>;
}

/** Who is asked about new offers to the project: its channel if it has one, else its people; nobody if none of them speaks for it. */
export const recipientsOfProject = async (
  { store, tx }: Work<'accounts' | 'preferences'>,
  project: Project,
): Promise<Recipients> => {
  const { speakers } = await audienceOf(store, tx, project, []);
  const chosen = speakers.size > 0 ? await store.preferences.channelOfProject(tx, project) : null;
  return { speakers, asked: chosen === null ? speakers : new Set([chosen.channel]) };
};

/**
 * Cards stay where they are until they are moved. A person of the project is asked in its channel and not again in private;
 * a person whom an Offer named and who has not linked the project may not be in that channel, and is asked in private.
 */
export const recipientsOf = async (
  { store, tx }: Work<Rows>,
  share: Share,
  offers: readonly Offer[],
): Promise<Recipients> => {
  const { speakers, named } = await audienceOf(store, tx, share, offers);
  if (speakers.size === 0) return { speakers, asked: named };
  const cards = await store.cards.cardsOf(tx, 'share', share.id);
  const channel =
    cards.find(({ recipientId: userId, problem }) => isChannel(userId) && problem === null)?.recipientId ??
    (cards.some(({ recipientId: userId }) => speakers.has(userId))
      ? null
      : (await store.preferences.channelOfProject(tx, share))?.channel);
  return { speakers, asked: new Set([...(channel ? [channel] : speakers), ...named]) };
};

/** The cards of those who were asked for an answer, without people whom Slack cannot reach or who no longer speak for the project. */
export const askedOf = async (
  { store, tx }: Work<'cards' | 'accounts' | 'offers'>,
  share: Share,
): Promise<readonly Card[]> => {
  const { hears } = await audienceOf(store, tx, share, await store.offers.offersOfShare(tx, share.id));
  return (await store.cards.cardsOf(tx, 'share', share.id)).filter(
    ({ recipientId, problem }) => problem === null && hears(recipientId),
  );
};

/** Lets go of the Share's cards that are no longer where its project wants them; they keep their last content. */
export const moveCards = async (work: Work<Rows | 'offers'>, share: Share): Promise<void> => {
  const { store, tx } = work;
  const { asked } = await recipientsOfProject(work, share);
  const { named } = await audienceOf(store, tx, share, await store.offers.offersOfShare(tx, share.id));
  for (const { id, recipientId } of await store.cards.cardsOf(tx, 'share', share.id))
    if (!asked.has(recipientId) && !named.has(recipientId)) await store.cards.dropCard(tx, id);
};
