/** What is agreed about a Share: until when it may stay unanswered, and when it ends. */
import type { Offer, Share } from '../store/rows.ts';
import type { Tx } from '../store/tables.ts';
import { setEnds } from './appointments.ts';
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

/** Writes the terms, and sets the warnings and ends that they make due. */
export const agree = async (
  ledger: Pick<Ledger, 'shares' | 'appointments'>,
  tx: Tx,
  share: Share,
  terms: Terms,
  now: number,
): Promise<void> => {
  if (terms.answerBy === share.answerBy && terms.endsAt === share.endsAt) return;
  await ledger.shares.setTerms(tx, share.id, terms);
  await setEnds(ledger, tx, { ...share, ...terms }, now);
};

/** The terms that still matter: once there is an answer, when it was due does not. */
export const openTerms = (share: Share): Terms => {
  if (!isMember(share) || openMemberWish(share)?.wish === 'absent') return { answerBy: null, endsAt: null };
  return { answerBy: share.status === 'pending' ? share.answerBy : null, endsAt: share.endsAt };
};

/** Why the bot removed the member in its producer's name; null where a person did, or it happened elsewhere. */
export const endedBecause = ({ member, decided }: Share): 'unanswered' | 'ended' | null =>
  member?.wish === 'absent' && decided?.by === member.by ? (member.because ?? null) : null;
