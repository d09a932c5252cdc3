/** Ends a Share as its producer agreed: the bot sets the intent to remove the member in their name. */
import type { Intent, Share } from '../../model/share.ts';
import { writeAudit } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import type { Work } from '../transaction.ts';
import { writeIntents } from './intent.ts';

/** Ends the Share in the name of the person who last offered it with an end; later intents of people still count. */
export const endShare = async (
  work: Work,
  share: Share,
  because: NonNullable<Intent<'absent'>['because']>,
): Promise<void> => {
  const { store, tx, now } = work;
  const [offer] = (await store.offers.offersOfShare(tx, share.id)).filter(({ answerBy, endsAt }) =>
    because === 'ended' ? endsAt !== null : answerBy !== null,
  );
  if (offer === undefined) return;
  const { id, projectId } = share;
  const member = {
    value: 'absent',
    by: offer.producer,
    accountId: offer.accountId,
    at: now,
    because,
  } as const;
  await writeIntents(work, share, { member });
  // a Share that is shared again, also outside the bot, has none of these terms
  await store.shares.setTerms(tx, id, { answerBy: null, endsAt: null });
  await writeAudit(work, {
    act: because === 'ended' ? 'end-share' : 'end-unanswered',
    by: null,
    onBehalfOf: offer.producer,
    on: share,
    detail: { shareId: id, projectId, accountId: offer.accountId },
  });
  await showShare(work, share);
};
