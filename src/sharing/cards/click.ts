/** How a click on a card is read: for whom, on which version of the card, about what. */
import type { Clock } from '../../core/clock.ts';
import { isChannel, type Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Card } from '../../model/card.ts';
import type { Tx } from '../../store/schema/tables.ts';
import type { Store } from '../repositories.ts';
import { type CardRenderers, readValue, renderCard } from './render.ts';

export interface ReadClickDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly renderers: CardRenderers;
}

export interface Click {
  readonly card: Card;
  /** Which of several subjects on the card the button stands for. */
  readonly subject: string | null;
  /** What was clicked is what should be shown now; otherwise the click is not carried out. */
  readonly current: boolean;
  /** The value that a button on the card as it should be shown now has. */
  readonly value: string;
}

/**
 * The card that a button's value names.
 * @throws UserError `stale-card` when there is no such card, or it is another person's
 */
export const readClick = async (
  { store, renderers, clock }: ReadClickDeps,
  tx: Tx,
  person: Person,
  value: string,
): Promise<Click> => {
  const read = readValue(value);
  const card = read && (await store.cards.findCard(tx, read.cardId));
  // of a channel's card anybody there may press the buttons: whether they may do that is asked as always
  const theirs = card && (card.recipientId === person.userId || isChannel(card.recipientId));
  if (!read || !theirs || card.teamId !== person.teamId) {
    throw new UserError({ kind: 'stale-card' });
  }
  const rendered = await renderCard(store, renderers, tx, card, clock.now());
  return {
    card,
    subject: read.subject,
    current: rendered?.hash === read.hash,
    value: `${card.id}.${rendered?.hash ?? ''}`,
  };
};
