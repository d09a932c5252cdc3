/** What every wish needs, and how a click on a card is read: for whom, on which picture, about what. */
import type { Clock } from '../core/clock.ts';
import { isChannel, type Person } from '../core/ids.ts';
import { UserError } from '../core/problem.ts';
import type { Card } from '../model/card.ts';
import type { Share } from '../model/share.ts';
import type { AuditAct } from '../store/audit-line.ts';
import type { Tx } from '../store/tables.ts';
import { writeAudit } from './audit.ts';
import { showShare } from './card.ts';
import type { Ledger } from './ledger.ts';
import { type Drawers, drawCard, readValue } from './picture.ts';

export interface WishDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Wakes the loop, so that a wish is carried out at once. */
  readonly nudge: () => void;
}

type Wishes = Parameters<Ledger['shares']['wishShare']>[3];

export interface ClickDeps extends WishDeps {
  readonly drawers: Drawers;
}

/**
 * Writes wishes of a Share that was read in this transaction.
 * @returns the revision that they have
 */
export const wishOf = async (
  { shares }: Pick<Ledger, 'shares'>,
  tx: Tx,
  share: Share,
  wishes: Wishes,
  now: number,
): Promise<number> => {
  if (!(await shares.wishShare(tx, share.id, share.wishRevision, wishes, now))) {
    throw new Error(`share ${share.id} changed inside a transaction`);
  }
  return share.wishRevision + 1;
};

/** Writes what one person wishes of one Share, with its line in the trail, and makes the cards that show it due. */
export const wishInPerson = async (
  { ledger }: Pick<WishDeps, 'ledger'>,
  tx: Tx,
  person: Person,
  share: Share,
  { act, accountId, ...wishes }: Wishes & { readonly act: AuditAct; readonly accountId: string },
  now: number,
): Promise<number> => {
  const revision = await wishOf(ledger, tx, share, wishes, now);
  const detail = { shareId: share.id, projectId: share.projectId, accountId };
  await writeAudit(ledger, tx, now, { act, by: person, on: share, detail });
  await showShare(ledger, tx, share, now);
  return revision;
};

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
  { ledger, drawers, clock }: ClickDeps,
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
