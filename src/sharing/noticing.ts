/** What is due to a person at one time becomes one message: a Card that is posted once and never changes its words. */
import { randomUUID } from 'node:crypto';
import type { SlackUserId } from '../core/ids.ts';
import type { Card } from '../model/card.ts';
import type { News, Notice } from '../model/notification.ts';
import type { Share } from '../model/share.ts';
import type { Db, Tx } from '../store/tables.ts';
import { newCard } from './card.ts';
import type { Ledger } from './ledger.ts';
import { isMember, openAnswer } from './share.ts';
import { gatherMs } from './telling.ts';
import { openTerms } from './terms.ts';

/** One line of the message. */
export interface Told {
  readonly notice: Notice;
  readonly share: Share;
  /** For buttons that answer; null where the reader has nothing to answer, or answered since. */
  readonly value: string | null;
  /** A warning of an end that still stands, to one who may move it. */
  readonly mayExtend: boolean;
}

export interface NoticePicture {
  readonly told: readonly Told[];
  readonly viewer: SlackUserId;
}

type Rows = Pick<Ledger, 'notices' | 'shares' | 'cards' | 'offers'>;

const waits = (share: Share) => share.status === 'pending' && openAnswer(share) === null;

/** Whether the end that is warned of was not moved since. */
const stillEnds = (
  share: Share,
  { kind, at }: Extract<News, { readonly kind: 'ends' | 'ends-unanswered' }>,
) => openTerms(share)[kind === 'ends' ? 'endsAt' : 'answerBy'] === at;

/** Whether there is nothing left to be told: it was answered, or ended, while the reader was not to be disturbed. */
const isMoot = ({ news }: Notice, share: Share | null): boolean => {
  if (share === null) return true;
  if (news.kind === 'ends') return !isMember(share) || !stillEnds(share, news);
  if (news.kind === 'ends-unanswered' && !stillEnds(share, news)) return true;
  const urges = ['remind', 'check-tenant', 'nobody-left', 'ends-unanswered'].includes(news.kind);
  return urges && !waits(share);
};

/** Puts what is due to the reader of `notice` into one message, if any of it still matters. */
export const bundle = async (
  { notices, cards, shares }: Pick<Rows, 'notices' | 'cards' | 'shares'>,
  tx: Tx,
  notice: Notice,
  now: number,
): Promise<void> => {
  const bundleId = randomUUID();
  // what is due a moment later was caused by the same
  if (!(await notices.bundleNotices(tx, notice, bundleId, now + gatherMs))) return;
  let left = 0;
  for (const one of await notices.noticesOfBundle(tx, bundleId))
    if (isMoot(one, await shares.findShare(tx, one.subjectId))) await notices.leaveOut(tx, one.id);
    else left += 1;
  if (left > 0) await cards.ensureCard(tx, newCard('notice', bundleId, notice, now));
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
    const value = own && waits(share) ? await buttonValue(own) : null;
    told.push({ notice, share, value, mayExtend: await mayExtend(rows, db, notice, share) });
  }
  return { told, viewer: userId };
};

const mayExtend = async ({ offers }: Rows, db: Db, { news, userId }: Notice, share: Share) =>
  (news.kind === 'ends' || news.kind === 'ends-unanswered') &&
  stillEnds(share, news) &&
  (await offers.offersOfShare(db, share.id)).some(({ producer }) => producer === userId);
