/** The agreed terms of a Share: how long it may stay unanswered, and when it ends. Pure. */
import { dayMs } from '../../core/durations.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import { isMember, openMemberIntent } from './share-state.ts';

export type Terms = Pick<Share, 'answerBy' | 'endsAt'>;

/** The terms once the offer joins the Share: the offer's own; for a term it does not name, the Share's former one if it is still shared. */
export const termsWith = (share: Share, offer: Pick<Offer, 'answerBy' | 'endsAt'>): Terms => {
  const open = openMemberIntent(share);
  const goesOn = open === null ? isMember(share) : open.value === 'present';
  return {
    answerBy: offer.answerBy ?? (goesOn ? share.answerBy : null),
    endsAt: offer.endsAt ?? (goesOn ? share.endsAt : null),
  };
};

/** The longest term: anybody who means more means no end. */
export const longestTermMs = 5 * 366 * dayMs;

/** The terms that still matter: an answered Share has no deadline for its answer. */
export const openTerms = (share: Share): Terms => {
  if (!isMember(share) || openMemberIntent(share)?.value === 'absent')
    return { answerBy: null, endsAt: null };
  return { answerBy: share.status === 'pending' ? share.answerBy : null, endsAt: share.endsAt };
};

/** Why the bot removed the member in its producer's name; null if a person did, or it happened outside the bot. */
export const endedBecause = ({ member, decided }: Share): 'unanswered' | 'ended' | null =>
  member?.value === 'absent' && decided?.by === member.by ? (member.because ?? null) : null;
