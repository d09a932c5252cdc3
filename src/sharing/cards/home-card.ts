/** What the App Home shows, all from the record: offers waiting for the person, what they share with whom, and their accounts. */
import { isChannel, type Person } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import type { Card } from '../../model/card.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Db } from '../../store/schema/tables.ts';
import { maySpeak, speaksFor } from '../people/may-act.ts';
import type { Store } from '../repositories.ts';
import { tellAfterMs } from '../rules/refused-card.ts';
import { isEnded, openAnswer, openMemberIntent } from '../rules/share-state.ts';

/** How many waiting offers and shared images are shown; the rest are counted. */
export const maxShown = 10;

/** How many of a project that nobody produces are shown; the rest are counted. */
const maxLeft = 5;

/** A Share that is waiting for the person's answer. */
export interface WaitingShare {
  readonly share: Share;
  /** The newest Offer that made it; null if it was made without the bot. */
  readonly offer: Offer | null;
  /** For buttons that answer; null while the person has no good account to answer with. */
  readonly value: string | null;
}

/** An image that the person shares, with the Shares of all its projects. */
export interface SharedImage {
  readonly cloudName: string;
  readonly region: string;
  readonly shares: readonly [Share, ...Share[]];
}

/** The newest ones, and how many there are in all. */
interface Part<T> {
  readonly shown: readonly T[];
  readonly total: number;
}

/** What a project that the person speaks for shares, and whose producers have left. */
export interface LeftShares extends Part<Offer> {
  readonly project: Account;
  /** How many Withdrawals of such producers are under way. */
  readonly removals: number;
}

export interface HomeModel {
  readonly waiting: Part<WaitingShare>;
  readonly shared: Part<SharedImage>;
  readonly left: readonly LeftShares[];
  readonly accounts: readonly Account[];
  /** When the oldest part of it was read, if more was asked for than the clouds are asked in a minute. */
  readonly asOf: number | null;
  /** The time of the backup to which the bot was put back, until all of it was read again since. */
  readonly restoredTo: number | null;
  /** Slack's code, if it does not take what is meant for the person's direct messages. */
  readonly refused?: string | null;
}

/** What the Home is drawn from. */
export type HomeRows = Pick<
  Store,
  'offers' | 'leftOffers' | 'shares' | 'cards' | 'refusedCards' | 'accounts' | 'projectSyncs'
>;
type Viewer = Pick<Person, 'teamId' | 'userId'>;

/** @param buttonValue the value of a button that acts on another of the person's cards */
export const homeModel = async (
  rows: HomeRows,
  db: Db,
  viewer: Viewer,
  buttonValue: (card: Card) => Promise<string | null>,
  now: number,
): Promise<HomeModel> => {
  const accounts = await rows.accounts.accountsOfPerson(db, viewer);
  const heldBack = await rows.cards.heldBackFrom(db, viewer);
  const open = await waitingFor(rows, db, accounts.filter(maySpeak));
  const waiting = open.filter(({ id }) => !heldBack.has(id));
  const shared = (await rows.offers.imagesSharedBy(db, viewer)).filter(({ cloudId, ownerProjectId }) =>
    speaksFor(accounts, { cloudId, projectId: ownerProjectId }),
  );
  const syncs = await each(accounts, (account) => rows.projectSyncs.findProjectSync(db, account));
  const restored = syncs.flatMap((sync) => sync?.asOf ?? []);
  const held = syncs.flatMap((sync) => (sync?.held && sync.readAt !== null ? [sync.readAt] : []));
  return {
    accounts,
    left: (
      await each(accounts.filter(maySpeak), async (project) => {
        const offers = await rows.leftOffers.offersWithoutProducer(db, project);
        const removals = (await rows.leftOffers.withdrawalsWithoutProducer(db, project)).length;
        return { project, shown: offers.slice(0, maxLeft), total: offers.length, removals };
      })
    ).filter(({ total, removals }) => total + removals > 0),
    asOf: held.length === 0 ? null : Math.min(...held),
    restoredTo: restored.length === 0 ? null : Math.min(...restored),
    refused: await refusalOf(rows, db, viewer, now),
    waiting: {
      total: waiting.length,
      shown: await each(waiting.slice(0, maxShown), async (share) => ({
        share,
        offer: (await rows.offers.offersOfShare(db, share.id))[0] ?? null,
        value: canAnswer(accounts, share) ? await cardValueOf(rows, db, viewer, share, buttonValue) : null,
      })),
    },
    shared: {
      total: shared.length,
      shown: (
        await each(shared.slice(0, maxShown), async ({ cloudId, region, imageId }) => {
          const [first, ...more] = (await rows.shares.sharesOfImage(db, viewer.teamId, imageId)).filter(
            (share) => share.cloudId === cloudId && share.region === region && !isEnded(share),
          );
          return first ? [{ cloudName: first.cloudName, region, shares: [first, ...more] as const }] : [];
        })
      ).flat(),
    },
  };
};

/** Slack's code, if for a while it has taken nothing that is meant for the person's direct messages; null: it does. */
export const refusalOf = async (
  { refusedCards }: Pick<HomeRows, 'refusedCards'>,
  db: Db,
  { teamId, userId }: Viewer,
  now: number,
): Promise<string | null> =>
  (await refusedCards.refusedCardOf(db, { teamId, recipientId: userId }, now - tellAfterMs))?.refusedWith ??
  null;

/** One after another, because they share one connection or a small pool with everything else. */
const each = async <T, U>(items: readonly T[], make: (item: T) => Promise<U>): Promise<U[]> => {
  const made: U[] = [];
  for (const item of items) made.push(await make(item));
  return made;
};

const waitingFor = async (
  { shares }: Pick<HomeRows, 'shares'>,
  db: Db,
  accounts: readonly Account[],
): Promise<Share[]> => {
  const found = new Map<string, Share>();
  for (const { teamId, cloudId, projectId } of accounts)
    for (const share of await shares.sharesOfProject(db, teamId, cloudId, projectId))
      if (share.status === 'pending' && openMemberIntent(share)?.value !== 'absent')
        found.set(share.id, share);
  return [...found.values()].sort((one, other) => other.createdAt - one.createdAt);
};

const canAnswer = (accounts: readonly Account[], share: Share) =>
  openAnswer(share) === null && speaksFor(accounts, share);

const cardValueOf = async (
  { cards }: Pick<HomeRows, 'cards'>,
  db: Db,
  { userId }: Viewer,
  share: Share,
  buttonValue: (card: Card) => Promise<string | null>,
) => {
  const all = await cards.cardsOf(db, 'share', share.id);
  const own =
    all.find((card) => card.recipientId === userId) ?? all.find((card) => isChannel(card.recipientId));
  return own ? buttonValue(own) : null;
};
