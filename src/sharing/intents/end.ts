/** A Share ends as its producer agreed: the bot wishes the member away in their name. */
import type { Share, Wish } from '../../model/share.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { writeAudit } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import type { Ledger } from '../repositories.ts';
import { wishOf } from './intent.ts';

/** Ends the Share, in the name of whoever offered it last with an end; what a person wishes afterwards stands. */
export const endShare = async (
  ledger: Ledger,
  tx: Tx,
  share: Share,
  because: NonNullable<Wish<'absent'>['because']>,
  now: number,
): Promise<void> => {
  const [offer] = (await ledger.offers.offersOfShare(tx, share.id)).filter(({ answerBy, endsAt }) =>
    because === 'ended' ? endsAt !== null : answerBy !== null,
  );
  if (offer === undefined) return;
  const { id, projectId } = share;
  const member = {
    wish: 'absent',
    by: offer.producer,
    accountId: offer.accountId,
    at: now,
    because,
  } as const;
  await wishOf(ledger, tx, share, { member }, now);
  // shared again, also outside the bot, it has none of them any more
  await ledger.shares.setTerms(tx, id, { answerBy: null, endsAt: null });
  await writeAudit(ledger, tx, now, {
    act: because === 'ended' ? 'end-share' : 'end-unanswered',
    by: null,
    onBehalfOf: offer.producer,
    on: share,
    detail: { shareId: id, projectId, accountId: offer.accountId },
  });
  await showShare(ledger, tx, share, now);
};
