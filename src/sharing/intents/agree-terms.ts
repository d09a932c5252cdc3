/** Terms are agreed upon: written, with the warnings and ends that they make due. */
import type { Share } from '../../model/share.ts';
import type { Tx } from '../../store/schema/tables.ts';
import type { Store } from '../repositories.ts';
import type { Terms } from '../rules/terms.ts';
import { setEnd } from './set-timers.ts';

/** Writes the terms, and sets the warnings and ends that they make due; of a term that stays as it was nobody is warned twice. */
export const agree = async (
  store: Pick<Store, 'shares' | 'timers'>,
  tx: Tx,
  share: Share,
  terms: Terms,
  now: number,
): Promise<void> => {
  const changed = (['answerBy', 'endsAt'] as const).filter((term) => terms[term] !== share[term]);
  if (changed.length === 0) return;
  await store.shares.setTerms(tx, share.id, terms);
  for (const term of changed) await setEnd(store, tx, { ...share, ...terms }, term, now);
};

/** A Share waits for its answer from now on: if that was due before anybody could be asked, they have as long as was meant. */
export const renewTerms = async (
  store: Pick<Store, 'shares' | 'timers' | 'offers'>,
  tx: Tx,
  share: Share,
  now: number,
): Promise<void> => {
  const { id, answerBy, endsAt } = share;
  if (answerBy === null || answerBy > now) return;
  for (const offer of await store.offers.offersOfShare(tx, id))
    if (offer.answerBy !== null) {
      const meantMs = offer.answerBy - offer.createdAt;
      return agree(store, tx, share, { answerBy: now + meantMs, endsAt }, now);
    }
};
