/**
 * What a card shows: the rows behind it, collected for one person, and the message drawn from them. Drawing is pure;
 * the message's hash tells whether the card still shows the current state, and which version somebody clicked.
 */
import { createHash } from 'node:crypto';
import { isChannel, type Person, type SlackUserId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import { blocked, type Card } from '../../model/card.ts';
import type { OnCloud } from '../../model/known-cloud.ts';
import type { Offer, OfferShare } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { Block, CardMessage, Message } from '../../slack/feature.ts';
import type { Db } from '../../store/schema/tables.ts';
import type { Store } from '../repositories.ts';
import { toldRefusal } from '../rules/refused-card.ts';
import { cloudGone } from '../rules/share-state.ts';
import { undoableAnswer, undoableRemovals } from '../rules/undo-window.ts';
import { type HomeModel, type HomeRows, homeModel } from './home-card.ts';
import { type DigestCardModel, digestCardModel } from './notification-card.ts';

/** One tenant of an Offer: its state, who was asked, and who could not be. */
export interface TenantLine {
  readonly share: Share;
  readonly role: OfferShare['role'];
  /** The project was a member before this Offer, so nothing was added. */
  readonly already?: boolean;
  /** Who has a card, or soon will. */
  readonly asked: readonly SlackUserId[];
  /** Who gets none, or nothing more on the one they have. */
  readonly skipped: readonly {
    readonly userId: SlackUserId;
    readonly why: string;
    readonly hasCard?: boolean;
  }[];
  /** To whom Slack delivers nothing at the moment, and its code. */
  readonly refused?: readonly { readonly userId: SlackUserId; readonly code: string }[];
  /** Somebody has linked the project, whether or not they could be asked. */
  readonly linked?: boolean;
}

export interface OfferCardModel {
  readonly offer: Offer;
  /** The tenants in the order in which they were typed, then those that were members already. */
  readonly lines: readonly TenantLine[];
}

export interface ShareCardModel {
  readonly share: Share;
  /** Newest first; empty for a Share made without the bot. */
  readonly offers: readonly Offer[];
  readonly viewer: SlackUserId;
  /** The viewer's own accounts of the member project, or the good ones of a channel's members; nobody can answer without a good one. */
  readonly accounts: readonly Account[];
  /** The viewer answered less than a minute ago, and nothing has changed since. */
  readonly canUndo: boolean;
}

export interface WithdrawalCardModel {
  readonly withdrawal: Withdrawal;
  /** Those of its members, in the order of its list; none before their removal is asked for. */
  readonly shares: readonly Share[];
  /** Those that an undo offers the image to again; none once the minute is over. */
  readonly undoable: readonly Share[];
}

/** Draws a card. `value` makes the opaque value of a button, for one of several subjects if the card has more than one. */
export interface CardRenderers {
  offer(model: OfferCardModel, value: (subject?: string) => string): CardMessage;
  share(model: ShareCardModel, value: (subject?: string) => string): CardMessage;
  withdrawal(model: WithdrawalCardModel, value: (subject?: string) => string): CardMessage;
  /** Asks the person to link again; null if the account was linked again or unlinked. */
  account(account: Account | null): CardMessage;
  /** A digest; its buttons act on the cards of the Shares that it mentions. */
  digest(model: DigestCardModel): CardMessage;
  /** The App Home. Its buttons act on other cards and have those cards' values. */
  home(model: HomeModel): readonly Block[];
  /** The reply that was kept under this id; null once its hour has passed. */
  reply(id: string): Promise<Message | null>;
}

/** Work on a cloud that the operator removed waits for that alone, whatever it waited for before. */
const heldBack = <T extends OnCloud & Pick<Share, 'dueAt' | 'lastError'>>(row: T): T =>
  row.cloudGone && row.dueAt !== null ? { ...row, lastError: cloudGone(row) } : row;

type Rows = HomeRows & Pick<Store, 'withdrawals' | 'notifications'>;

/** The card model of an Offer, or null if there is no such Offer. */
export const offerCardModel = async (
  rows: Rows,
  db: Db,
  offerId: string,
  now: number,
): Promise<OfferCardModel | null> => {
  const found = await rows.offers.findOffer(db, offerId);
  if (found === null) return null;
  const offer = heldBack(found);
  const lines: TenantLine[] = [];
  for (const { share: line, role, revision } of await rows.shares.sharesOfOffer(db, offerId)) {
    const share = heldBack(line);
    const cards = await rows.cards.cardsOf(db, 'share', share.id);
    const { asked, ...others } = whoIsAsked(cards, now);
    lines.push({
      share,
      role,
      already: share.joined?.as === 'already' && share.joined.revision === revision,
      asked,
      ...others,
      linked:
        asked.length > 0 ||
        (await rows.accounts.accountsOfProject(db, share.teamId, share.cloudId, share.projectId)).length > 0,
    });
  }
  const typed = new Map(offer.tenants.map((projectId, place) => [projectId, place]));
  const place = ({ share }: TenantLine) => typed.get(share.projectId) ?? typed.size;
  return { offer, lines: lines.sort((one, other) => place(one) - place(other)) };
};

/** What became of each card of a Share. */
const whoIsAsked = (
  cards: readonly Card[],
  now: number,
): Required<Pick<TenantLine, 'asked' | 'skipped' | 'refused'>> => ({
  asked: cards
    .filter(
      (card) =>
        card.problem === blocked ||
        (card.problem === null && (card.ts !== null || toldRefusal(card, now) === null)),
    )
    .map((card) => card.recipientId),
  skipped: cards.flatMap((card) =>
    card.problem === null || card.problem === blocked
      ? []
      : [{ userId: card.recipientId, why: card.problem, hasCard: card.ts !== null }],
  ),
  refused: cards.flatMap((card) => {
    const code = card.problem === null ? toldRefusal(card, now) : null;
    return code === null ? [] : [{ userId: card.recipientId, code }];
  }),
});

/** The card model of a Share as `viewer` sees it, or null if there is no such Share. */
const shareCardModel = async (
  rows: Rows,
  db: Db,
  shareId: string,
  viewer: Pick<Person, 'teamId' | 'userId'>,
  now: number,
): Promise<ShareCardModel | null> => {
  const found = await rows.shares.findShare(db, shareId);
  if (found === null) return null;
  const share = heldBack(found);
  // in a channel each member can see for themselves whether their account is refused
  const accounts = isChannel(viewer.userId)
    ? (await rows.accounts.accountsOfProject(db, share.teamId, share.cloudId, share.projectId)).filter(
        ({ health }) => health === 'good',
      )
    : await rows.accounts.accountsOfPerson(db, viewer);
  return {
    share,
    offers: await rows.offers.offersOfShare(db, shareId),
    viewer: viewer.userId,
    canUndo: undoableAnswer(share, viewer.userId, now) !== null,
    accounts: accounts.filter(
      ({ cloudId, projectId }) => cloudId === share.cloudId && projectId === share.projectId,
    ),
  };
};

/** The card model of a Withdrawal, or null if there is no such Withdrawal. */
export const withdrawalCardModel = async (
  { withdrawals, shares }: Pick<Rows, 'withdrawals' | 'shares'>,
  db: Db,
  withdrawalId: string,
  now: number,
): Promise<WithdrawalCardModel | null> => {
  const found = await withdrawals.findWithdrawal(db, withdrawalId);
  if (found === null) return null;
  const withdrawal = heldBack(found);
  const { teamId, cloudId, region, imageId, members } = withdrawal;
  const known = new Map(
    (await shares.sharesOfImage(db, teamId, imageId))
      .filter((share) => share.cloudId === cloudId && share.region === region)
      .map((share) => [share.projectId, heldBack(share)]),
  );
  const concerned = members.flatMap(({ projectId }) => known.get(projectId) ?? []);
  return { withdrawal, shares: concerned, undoable: undoableRemovals(withdrawal, concerned, now) };
};

/** The value of a button that acts on this card, as drawn with that hash. */
const cardValue = (card: Card, hash: string, subject?: string): string =>
  [card.id, hash, ...(subject === undefined ? [] : [subject])].join('.');

/** The card as it should look at `now`; null if its subject is not on record. */
export const renderCard = async (
  rows: Rows,
  renderers: CardRenderers,
  db: Db,
  card: Card,
  now: number,
): Promise<{ message: CardMessage; hash: string } | null> => {
  const render = await rendererOf(rows, renderers, db, card, now);
  if (render === null) return null;
  const hash = createHash('sha256')
    .update(JSON.stringify(render(() => '')))
    .digest('base64url')
    .slice(0, 22);
  return { message: render((subject) => cardValue(card, hash, subject)), hash };
};

const rendererOf = async (rows: Rows, renderers: CardRenderers, db: Db, card: Card, now: number) => {
  if (card.kind === 'offer') {
    const model = await offerCardModel(rows, db, card.subjectId, now);
    return model && ((value: (subject?: string) => string) => renderers.offer(model, value));
  }
  if (card.kind === 'withdrawal') {
    const model = await withdrawalCardModel(rows, db, card.subjectId, now);
    return model && ((value: (subject?: string) => string) => renderers.withdrawal(model, value));
  }
  if (card.kind === 'account') {
    const account = await rows.accounts.findAccount(db, card.subjectId);
    return () => renderers.account(account);
  }
  if (card.kind === 'reply') {
    const kept = await renderers.reply(card.subjectId);
    return kept && ((): CardMessage => ({ ...kept, plain: { text: kept.text } }));
  }
  const buttonValueOf = async (other: Card) => {
    const rendered = await renderCard(rows, renderers, db, other, now);
    return rendered && cardValue(other, rendered.hash);
  };
  if (card.kind === 'digest') {
    const model = await digestCardModel(rows, db, card, buttonValueOf);
    return model.lines.length === 0 ? null : () => renderers.digest(model);
  }
  if (card.kind === 'home') {
    const model = await homeModel(rows, db, { ...card, userId: card.recipientId }, buttonValueOf, now);
    // of a view Slack does not refuse what it takes of a message
    return (): CardMessage => ({ text: '', blocks: renderers.home(model), plain: { text: '' } });
  }
  const model = await shareCardModel(rows, db, card.subjectId, { ...card, userId: card.recipientId }, now);
  return model && ((value: (subject?: string) => string) => renderers.share(model, value));
};

/** Takes a button's value apart; null if none of our cards has it. */
export const readValue = (value: string): { cardId: string; hash: string; subject: string | null } | null => {
  const [cardId, hash, subject] = value.split('.');
  return cardId && hash ? { cardId, hash, subject: subject ?? null } : null;
};
