/** What can be undone, by whom and for how long: for a minute, once, and while nothing has changed since. Pure. */
import { isChannel, type SlackUserId } from '../../core/ids.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Intent, Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { isMember, openAnswer, openMemberIntent } from './share-state.ts';

export const undoMs = 60_000;

/** The Share's current answer, carried out and unchanged since, if this person or a member of this channel gave it. */
export const standingAnswer = (share: Share, viewer: SlackUserId): Intent<MemberStatus> | null => {
  const { answer, status, decided } = share;
  if (answer === null || openAnswer(share) !== null || openMemberIntent(share) !== null) return null;
  const stands = status === answer.value && decided?.by === answer.by && decided.status === answer.value;
  return stands && (answer.by === viewer || isChannel(viewer)) ? answer : null;
};

/** The answer and the status that undoing it sets, or null. */
export const undoableAnswer = (
  share: Share,
  viewer: SlackUserId,
  now: number,
): { readonly answer: Intent<MemberStatus>; readonly before: MemberStatus } | null => {
  const answer = standingAnswer(share, viewer);
  if (answer?.before === undefined || now >= answer.at + undoMs) return null;
  return { answer, before: answer.before };
};

/** Those of its members that the Withdrawal removed and nobody has added since. */
export const removedBy = ({ producer }: Withdrawal, shares: readonly Share[]): readonly Share[] =>
  shares.filter(
    (share) =>
      !isMember(share) &&
      openMemberIntent(share) === null &&
      share.member?.value === 'absent' &&
      share.member.by === producer &&
      share.decided?.status === 'absent',
  );

/** The members that an undo offers the image to again; none once the minute is over. */
export const undoableRemovals = (
  withdrawal: Withdrawal,
  shares: readonly Share[],
  now: number,
): readonly Share[] =>
  withdrawal.phase === 'done' && withdrawal.undoUntil !== null && now < withdrawal.undoUntil
    ? removedBy(withdrawal, shares)
    : [];

/** Why it was rejected, in that person's words; null if they did not say, or the answer has changed. */
export const reasonOf = ({ answer, status, decided }: Share): string | null =>
  status === 'rejected' && answer?.value === 'rejected' && decided?.by === answer.by
    ? (answer.reason ?? null)
    : null;

export type Undone =
  | { readonly kind: 'undone' }
  /** The minute is over; the answer stands. */
  | { readonly kind: 'over'; readonly share: Share }
  /** Something else happened since. */
  | { readonly kind: 'changed'; readonly share: Share };

/** Which reject is being explained, and the reason given so far. */
export interface Explained {
  readonly share: Share;
  readonly revision: number;
  readonly reason: string | null;
}
