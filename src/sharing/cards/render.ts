/**
 * What a card shows: the rows behind it, collected for one person, and the message drawn from them. Drawing is pure;
 * the message's hash tells whether the card still shows the current state, and which version somebody clicked.
 */
import { createHash } from 'node:crypto';
import { isChannel, type Person, type SlackUserId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Card } from '../../model/card.ts';
import type { Offer } from '../../model/offer.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { Block, CardMessage, Message } from '../../slack/feature.ts';
import type { Db } from '../../store/schema/tables.ts';
import { maySpeak } from '../people/may-act.ts';
import type { Store } from '../repositories.ts';
import { undoableAnswer, undoableRemovals } from '../rules/undo-window.ts';
import { whyOfferCloses, whyShareCloses, whyWithdrawalCloses } from './closed-card.ts';
import { type HomeModel, type HomeRows, homeModel } from './home-card.ts';
import { type DigestCardModel, digestCardModel } from './notification-card.ts';
import { heldBack, type OfferCardModel, offerCardModel } from './offer-card.ts';

export interface ShareCardModel {
  readonly share: Share;
  /** Newest first; empty for a Share made without the bot. */
  readonly offers: readonly Offer[];
  readonly viewer: SlackUserId;
  /** The viewer's own accounts of the member project, or those of a channel's members that speak; nobody can answer without one that does. */
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

export interface ActCardModel {
  readonly act: PendingAct;
  /** Null for an act that is about a project, or an Offer. */
  readonly share: Share | null;
  /** What is handed over. */
  readonly offer: Offer | null;
  readonly viewer: SlackUserId;
}

/** Draws a card. `value` makes the opaque value of a button, for one of several subjects if the card has more than one. */
export interface CardRenderers {
  offer(model: OfferCardModel, value: (subject?: string) => string): CardMessage;
  share(model: ShareCardModel, value: (subject?: string) => string): CardMessage;
  withdrawal(model: WithdrawalCardModel, value: (subject?: string) => string): CardMessage;
  /** What became of an act that waited for its proof, or was refused it. */
  act(model: ActCardModel, value: (subject?: string) => string): CardMessage;
  /** In place of what its reader may no longer see: why. */
  closed(of: Pick<Share, 'imageId'>, why: Problem): CardMessage;
  /** Asks the person to link again, now or before its credential expires; null if the account was linked again or unlinked. */
  account(account: Account | null): CardMessage;
  /** A digest; its buttons act on the cards of the Shares that it mentions. */
  digest(model: DigestCardModel): CardMessage;
  /** The App Home. Its buttons act on other cards and have those cards' values. */
  home(model: HomeModel): readonly Block[];
  /** The reply that was kept under this id; null once its hour has passed. */
  reply(id: string): Promise<Message | null>;
}

type Rows = HomeRows & Pick<Store, 'withdrawals' | 'notifications' | 'pendingActs'>;

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
  // in a channel each member can see for themselves whether their account speaks
  const accounts = isChannel(viewer.userId)
    ? (await rows.accounts.accountsOfProject(db, share.teamId, share.cloudId, share.projectId)).filter(
        maySpeak,
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
    const why = model && (await whyOfferCloses(rows, db, model.offer, card.recipientId));
    if (why) return closedTo(card, renderers, model.offer, why);
    return model && ((value: (subject?: string) => string) => renderers.offer(model, value));
  }
  if (card.kind === 'withdrawal') {
    const model = await withdrawalCardModel(rows, db, card.subjectId, now);
    const why = model && whyWithdrawalCloses(model.withdrawal, card.recipientId);
    if (why) return closedTo(card, renderers, model.withdrawal, why);
    return model && ((value: (subject?: string) => string) => renderers.withdrawal(model, value));
  }
  if (card.kind === 'account') {
    const account = await rows.accounts.findAccount(db, card.subjectId);
    return () => renderers.account(account);
  }
  if (card.kind === 'act') {
    const act = await rows.pendingActs.findPendingAct(db, card.subjectId);
    const share = act && (await rows.shares.findShare(db, act.subjectId));
    const offer = act?.kind === 'hand-over' ? await rows.offers.findOffer(db, act.subjectId) : null;
    const viewer = card.recipientId;
    return (
      act && ((value: (subject?: string) => string) => renderers.act({ act, share, offer, viewer }, value))
    );
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
  const why = model && (await whyShareCloses(rows, db, model.share, model.offers, card.recipientId));
  if (why) return closedTo(card, renderers, model.share, why);
  return model && ((value: (subject?: string) => string) => renderers.share(model, value));
};

/** What was not posted before it closed is not posted at all. */
const closedTo = ({ ts }: Card, renderers: CardRenderers, of: Pick<Share, 'imageId'>, why: Problem) =>
  ts === null ? null : () => renderers.closed(of, why);

/** Takes a button's value apart; null if none of our cards has it. */
export const readValue = (value: string): { cardId: string; hash: string; subject: string | null } | null => {
  const [cardId, hash, subject] = value.split('.');
  return cardId && hash ? { cardId, hash, subject: subject ?? null } : null;
};
