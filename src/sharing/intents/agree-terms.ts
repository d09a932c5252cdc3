/** Agrees terms: writes them, with the warnings and ends that they make due. */
import type { Share } from '../../model/share.ts';
import type { Terms } from '../rules/terms.ts';
import type { Work } from '../transaction.ts';
import { setEnd } from './set-timers.ts';

/** Writes the terms, and sets the warnings and ends that they make due; an unchanged term warns nobody twice. */
export const agree = async (work: Work<'shares' | 'timers'>, share: Share, terms: Terms): Promise<void> => {
  const changed = (['answerBy', 'endsAt'] as const).filter((term) => terms[term] !== share[term]);
  if (changed.length === 0) return;
  await work.store.shares.setTerms(work.tx, share.id, terms);
  for (const term of changed) await setEnd(work, { ...share, ...terms }, term);
};

/** A Share waits for its answer from now on: if the deadline passed before anybody could be asked, they get the full time. */
export const renewTerms = async (work: Work<'shares' | 'timers' | 'offers'>, share: Share): Promise<void> => {
  const { store, tx, now } = work;
  const { id, answerBy, endsAt } = share;
  if (answerBy === null || answerBy > now) return;
  for (const offer of await store.offers.offersOfShare(tx, id))
    if (offer.answerBy !== null) {
      const meantMs = offer.answerBy - offer.createdAt;
      return agree(work, share, { answerBy: now + meantMs, endsAt });
    }
};
