/** How a click on a card is read: for whom, on which picture, about what. */
import type { Clock } from '../../core/clock.ts';
import { isChannel, type Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems.ts';
import type { Card } from '../../model/card.ts';
import type { Tx } from '../../store/schema/tables.ts';
import type { Ledger } from '../repositories.ts';
import { type Drawers, drawCard, readValue } from './render.ts';

export interface ReadClickDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly drawers: Drawers;
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
 * @throws UserError `older-picture` when there is no such card, or it is another person's
 */
export const readClick = async (
  { ledger, drawers, clock }: ReadClickDeps,
  tx: Tx,
  person: Person,
  value: string,
): Promise<Click> => {
  const read = readValue(value);
  const card = read && (await ledger.cards.findCard(tx, read.cardId));
  // of a channel's card anybody there may press the buttons: whether they may do that is asked as always
  const theirs = card && (card.userId === person.userId || isChannel(card.userId));
  if (!read || !theirs || card.teamId !== person.teamId) {
    throw new UserError({ kind: 'older-picture' });
  }
  const drawn = await drawCard(ledger, drawers, tx, card, clock.now());
  return {
    card,
    subject: read.subject,
    current: drawn?.hash === read.hash,
    value: `${card.id}.${drawn?.hash ?? ''}`,
  };
};
