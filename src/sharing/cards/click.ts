/** Reads a click on a card: whose card, which version of it, and about what. */
import { isChannel, type Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Card } from '../../model/card.ts';
import type { Offer } from '../../model/offer.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { inTransaction, type TransactionDeps, type Work } from '../transaction.ts';
import { type CardRenderers, readValue, renderCard } from './render.ts';

export interface ReadClickDeps extends TransactionDeps {
  readonly renderers: CardRenderers;
}

export interface Click {
  readonly card: Card;
  /** Which of the card's subjects the button is for, if it has several. */
  readonly subject: string | null;
  /** The card that was clicked still shows the current state; otherwise the click is not carried out. */
  readonly current: boolean;
  /** The value of a button on the card as it should look now. */
  readonly value: string;
}

/**
 * The card that a button's value names.
 * @throws UserError `card-gone` if there is no such card; `stale-card` if it belongs to somebody else
 */
export const readClick = async (
  { renderers }: Pick<ReadClickDeps, 'renderers'>,
  { store, tx, now }: Work,
  person: Person,
  value: string,
): Promise<Click> => {
  const read = readValue(value);
  const card = read && (await store.cards.findCard(tx, read.cardId));
  if (!read || !card) throw new UserError({ kind: 'card-gone' });
  // anybody in a channel may click a card there; whether they may do what it says is checked as always
  const theirs = card.recipientId === person.userId || isChannel(card.recipientId);
  if (!theirs || card.teamId !== person.teamId) throw new UserError({ kind: 'stale-card' });
  const rendered = await renderCard(store, renderers, tx, card, now);
  return {
    card,
    subject: read.subject,
    current: rendered?.hash === read.hash,
    value: `${card.id}.${rendered?.hash ?? ''}`,
  };
};

interface Subjects {
  readonly share: Share;
  readonly offer: Offer;
  readonly withdrawal: Withdrawal;
  readonly act: PendingAct;
}

const findSubject: {
  readonly [Kind in keyof Subjects]: (work: Work, id: string) => Promise<Subjects[Kind] | null>;
} = {
  share: ({ store, tx }, id) => store.shares.findShare(tx, id),
  offer: ({ store, tx }, id) => store.offers.findOffer(tx, id),
  withdrawal: ({ store, tx }, id) => store.withdrawals.findWithdrawal(tx, id),
  act: ({ store, tx }, id) => store.pendingActs.findPendingAct(tx, id),
};

/**
 * Runs `act` in a transaction, with the subject of the clicked card.
 * @throws UserError as {@link readClick}, and `stale-card` for a card of another kind
 */
export const openCard = <Kind extends keyof Subjects, T>(
  kind: Kind,
  deps: ReadClickDeps,
  { person, value }: { readonly person: Person; readonly value: string },
  act: (work: Work, subject: Subjects[Kind], click: Click) => Promise<T>,
): Promise<T> =>
  inTransaction(deps, async (work) => {
    const click = await readClick(deps, work, person, value);
    const subject = click.card.kind === kind ? await findSubject[kind](work, click.card.subjectId) : null;
    if (subject === null) throw new UserError({ kind: 'stale-card' });
    return act(work, subject, click);
  });
