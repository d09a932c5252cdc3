/** What is due to a person at one time becomes one message: a Card that is posted once and never changes its words. */
import { randomUUID } from 'node:crypto';
import type { SlackUserId } from '../core/ids.ts';
import type { Notice } from '../store/later.ts';
import type { Card, Share } from '../store/rows.ts';
import type { Db, Tx } from '../store/tables.ts';
import { newCard } from './card.ts';
import type { Ledger } from './ledger.ts';
import { openAnswer } from './share.ts';

/** One line of the message. */
export interface Told {
  readonly notice: Notice;
  readonly share: Share;
  /** For buttons that answer; null where the reader has nothing to answer, or answered since. */
  readonly value: string | null;
}

export interface NoticePicture {
  readonly told: readonly Told[];
  readonly viewer: SlackUserId;
}

type Rows = Pick<Ledger, 'notices' | 'shares' | 'cards'>;

/** Puts what is due to the reader of `notice` into one message. */
export const bundle = async (
  { notices, cards }: Pick<Rows, 'notices' | 'cards'>,
  tx: Tx,
  notice: Notice,
  now: number,
): Promise<void> => {
  const bundleId = randomUUID();
  if (await notices.bundleNotices(tx, notice, bundleId, now))
    await cards.ensureCard(tx, newCard('notice', bundleId, notice, now));
};

/** @param buttonValue what a button that stands for another card of the reader's carries */
export const noticePicture = async (
  rows: Rows,
  db: Db,
  { subjectId, userId }: Card,
  buttonValue: (card: Card) => Promise<string | null>,
): Promise<NoticePicture> => {
  const told: Told[] = [];
  for (const notice of await rows.notices.noticesOfBundle(db, subjectId)) {
    const share = await rows.shares.findShare(db, notice.subjectId);
    if (share === null) continue;
    const own = (await rows.cards.cardsOf(db, 'share', share.id)).find((card) => card.userId === userId);
    const waits = share.status === 'pending' && openAnswer(share) === null;
    told.push({ notice, share, value: own && waits ? await buttonValue(own) : null });
  }
  return { told, viewer: userId };
};
