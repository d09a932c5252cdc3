/** What a message of several Notices shows: a Card that is posted once and never changes its words. */
import type { SlackUserId } from '../../core/ids.ts';
import type { Card } from '../../model/card.ts';
import type { Notice } from '../../model/notification.ts';
import type { Share } from '../../model/share.ts';
import type { Db } from '../../store/schema/tables.ts';
import type { Ledger } from '../repositories.ts';
import { stillEnds, waits } from '../rules/still-relevant.ts';

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
