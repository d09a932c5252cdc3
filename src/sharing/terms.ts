/** What is agreed about a Share: until when it may stay unanswered, and when it ends. */
import { dayMs } from '../core/duration.ts';
import type { Offer } from '../model/offer.ts';
import type { Share } from '../model/share.ts';
import type { Tx } from '../store/tables.ts';
import { setEnd } from './appointments.ts';
import type { Ledger } from './ledger.ts';
import { isMember, openMemberWish } from './share.ts';

type Terms = Pick<Share, 'answerBy' | 'endsAt'>;

/** The terms that hold once the offer joins the Share: its own, and where it names none those that stood, if it is shared still. */
export const termsWith = (share: Share, offer: Pick<Offer, 'answerBy' | 'endsAt'>): Terms => {
  const open = openMemberWish(share);
  const goesOn = open === null ? isMember(share) : open.wish === 'present';
  return {
    answerBy: offer.answerBy ?? (goesOn ? share.answerBy : null),
    endsAt: offer.endsAt ?? (goesOn ? share.endsAt : null),
  };
};

/** The longest that may be agreed: whoever means more means no end. */
export const longestTermMs = 5 * 366 * dayMs;

/** Writes the terms, and sets the warnings and ends that they make due; of a term that stays as it was nobody is warned twice. */
export const agree = async (
  ledger: Pick<Ledger, 'shares' | 'appointments'>,
  tx: Tx,
  share: Share,
  terms: Terms,
  now: number,
): Promise<void> => {
  const changed = (['answerBy', 'endsAt'] as const).filter((term) => terms[term] !== share[term]);
  if (changed.length === 0) return;
  await ledger.shares.setTerms(tx, share.id, terms);
  for (const term of changed) await setEnd(ledger, tx, { ...share, ...terms }, term, now);
};

/** A Share waits for its answer from now on: if that was due before anybody could be asked, they have as long as was meant. */
export const renewTerms = async (
  ledger: Pick<Ledger, 'shares' | 'appointments' | 'offers'>,
  tx: Tx,
  share: Share,
  now: number,
): Promise<void> => {
  const { id, answerBy, endsAt } = share;
  if (answerBy === null || answerBy > now) return;
  for (const offer of await ledger.offers.offersOfShare(tx, id))
    if (offer.answerBy !== null) {
      const meantMs = offer.answerBy - offer.createdAt;
      return agree(ledger, tx, share, { answerBy: now + meantMs, endsAt }, now);
    }
};

/** The terms that still matter: once there is an answer, when it was due does not. */
export const openTerms = (share: Share): Terms => {
  if (!isMember(share) || openMemberWish(share)?.wish === 'absent') return { answerBy: null, endsAt: null };
  return { answerBy: share.status === 'pending' ? share.answerBy : null, endsAt: share.endsAt };
};

/** Why the bot removed the member in its producer's name; null where a person did, or it happened elsewhere. */
export const endedBecause = ({ member, decided }: Share): 'unanswered' | 'ended' | null =>
  member?.wish === 'absent' && decided?.by === member.by ? (member.because ?? null) : null;
