/** What to do next about a Share: rows in, one step out. Pure. */
import type { Problem } from '../../core/problems/problem.ts';
import type { CloudStatus, MemberStatus } from '../../model/member.ts';
import { isUnchecked } from '../../model/restored.ts';
import type { Intent, Share } from '../../model/share.ts';
import { askedIntents } from './restored-share.ts';
import { isMember, openAnswer, openMemberIntent } from './share-state.ts';

/** One outside effect, safe to repeat, and on whose behalf; or how long to wait (null: until an intent). */
export type ShareStep =
  | { readonly do: 'add-member'; readonly intent: Intent<'present' | 'absent'> }
  | { readonly do: 'remove-member'; readonly intent: Intent<'present' | 'absent'> }
  | { readonly do: 'set-status'; readonly intent: Intent<MemberStatus> }
  | { readonly do: 'read-member' }
  | { readonly do: 'read-image' }
  | { readonly do: 'wait'; readonly until: number | null };

/** The outcome of a step. */
export type ShareOutcome =
  /** The cloud says this is the member's status now; `fresh` when this step created the member. */
  | { readonly kind: 'member'; readonly status: CloudStatus; readonly fresh?: boolean }
  /** The cloud says the project is not a member; `imageGone` if its owner can no longer see the image either. */
  | { readonly kind: 'absent'; readonly imageGone?: boolean }
  /** The project cannot see the image now, and no account of the image's owner was there to say why. */
  | { readonly kind: 'unavailable' }
  /** The image itself, of which nothing more can be read if it hides its members. */
  | { readonly kind: 'image'; readonly image: NonNullable<Share['image']> }
  /** It will never work: tell the person why. `recheck`: the record may be wrong about the member, so it is read next. */
  | { readonly kind: 'impossible'; readonly problem: Problem; readonly recheck?: boolean }
  /** It did not happen; try again, after `afterMs` if the service named a time. `lasting`: the problem from the third failure on. */
  | {
      readonly kind: 'later';
      readonly problem: Problem;
      readonly lasting?: Problem;
      readonly afterMs: number | null;
    }
  /** The request was sent and got no response: it may have happened, or may still happen. */
  | { readonly kind: 'unknown'; readonly problem: Problem }
  /** Nobody's credential can do it now; linking an account nudges the Share. */
  | { readonly kind: 'blocked'; readonly problem: Problem };

/** How long a Share waits for a person, to link an account again for instance, before it is tried without them. */
export const blockedMs = 5 * 60_000;

/** The next step: the same rows and time give the same step. */
export const planShare = (share: Share, now: number): ShareStep => {
  const mayDiffer = share.unconfirmedWrites.length > 0 || isUnchecked(share);
  if (share.statusAt === null && mayDiffer) return { do: 'read-member' };
  const asked = askedIntents(share);
  const member = openMemberIntent(share);
  if (member !== null && asked.member === null) {
    const removes = member.value === 'absent' || (member.again === true && share.status === 'rejected');
    return { do: removes ? 'remove-member' : 'add-member', intent: member };
  }
  const answer = member === null && asked.answer === null ? openAnswer(share) : null;
  if (answer !== null) return { do: 'set-status', intent: answer };
  if (isMember(share) && share.image === null) return { do: 'read-image' };
  // due with nothing to carry out: somebody asked for a read, or it is time for one
  if (share.dueAt !== null && share.dueAt <= now) return { do: 'read-member' };
  const isUnconfirmed = share.unconfirmedWrites.map((unconfirmed) => unconfirmed.until);
  return { do: 'wait', until: isUnconfirmed.length === 0 ? null : Math.min(...isUnconfirmed) };
};
