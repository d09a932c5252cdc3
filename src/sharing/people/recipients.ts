/** Who is asked about a Share: the people of its project, one by one or in their channel, and people whom an Offer named. */
import { isChannel, type SlackUserId } from '../../core/ids.ts';
import type { Card } from '../../model/card.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Work } from '../transaction.ts';

type Rows = 'cards' | 'accounts' | 'preferences';
type Project = Pick<Share, 'teamId' | 'cloudId' | 'projectId'>;

/** The people who linked an account of the project. */
const linkedTo = async ({ store, tx }: Work<'accounts'>, project: Project) =>
  new Set(
    (await store.accounts.accountsOfProject(tx, project.teamId, project.cloudId, project.projectId)).map(
      ({ userId }) => userId,
    ),
  );

/** The people whom the offers to the project named in addition. */
const namedIn = (
  offers: readonly Offer[],
  { projectId }: Pick<Project, 'projectId'>,
): readonly SlackUserId[] =>
  offers.filter(({ tenants }) => tenants.includes(projectId)).flatMap(({ people }) => people);

interface Recipients {
  /** The people of the project. */
  readonly linked: ReadonlySet<SlackUserId>;
  readonly asked: ReadonlySet<SlackUserId>;
}

/** Who is asked about new offers to the project: its channel if it has one, else its people. */
export const recipientsOfProject = async (
  work: Work<'accounts' | 'preferences'>,
  project: Project,
): Promise<Recipients> => {
  const linked = await linkedTo(work, project);
  const chosen = await work.store.preferences.channelOfProject(work.tx, project);
  return { linked, asked: chosen === null ? linked : new Set([chosen.channel]) };
};

/**
 * Cards stay where they are until they are moved. A person of the project is asked in its channel and not again in private;
 * a person whom an Offer named and who has not linked the project may not be in that channel, and is asked in private.
 */
export const recipientsOf = async (
  work: Work<Rows>,
  share: Share,
  offers: readonly Offer[],
): Promise<Recipients> => {
  const { store, tx } = work;
  const linked = await linkedTo(work, share);
  const cards = await store.cards.cardsOf(tx, 'share', share.id);
  const channel =
    cards.find(({ recipientId: userId, problem }) => isChannel(userId) && problem === null)?.recipientId ??
    (cards.some(({ recipientId: userId }) => linked.has(userId))
      ? null
      : (await store.preferences.channelOfProject(tx, share))?.channel);
  const named = namedIn(offers, share);
  const asked = channel
    ? new Set([channel, ...named.filter((userId) => !linked.has(userId))])
    : new Set([...linked, ...named]);
  return { linked, asked };
};

/** The cards of those who were asked for an answer, without people whom Slack cannot reach or who unlinked the project since. */
export const askedOf = async (
  work: Work<'cards' | 'accounts' | 'offers'>,
  share: Share,
): Promise<readonly Card[]> => {
  const { store, tx } = work;
  const linked = await linkedTo(work, share);
  const named = namedIn(await store.offers.offersOfShare(tx, share.id), share);
  const concerned = (userId: SlackUserId) =>
    isChannel(userId) || linked.has(userId) || named.includes(userId);
  return (await store.cards.cardsOf(tx, 'share', share.id)).filter(
    ({ recipientId: userId, problem }) => problem === null && concerned(userId),
  );
};

/** Lets go of the Share's cards that are no longer where its project wants them; they keep their last content. */
export const moveCards = async (work: Work<Rows>, share: Share): Promise<void> => {
  const { store, tx } = work;
  const { linked, asked } = await recipientsOfProject(work, share);
  const misplaced = ({ recipientId: userId }: Card) =>
    !asked.has(userId) && (isChannel(userId) || linked.has(userId));
  for (const card of (await store.cards.cardsOf(tx, 'share', share.id)).filter(misplaced))
    await store.cards.dropCard(tx, card.id);
};
