/**
 * What is to be done next about a Share: rows in, one step out, and what an outcome does to the rows.
 * Every rule of sharing one image with one project is here; there is no clock, no network and no database.
 */
import { backoffMs } from '../../core/back-off.ts';
import type { Problem } from '../../core/problems.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Doubt, Share, ShareSeen, Wish } from '../../model/share.ts';
import { isMember, isSettled, openAnswer, openMemberWish } from './share-state.ts';

/** One outside effect, safe to repeat, and on whose behalf; or how long nothing is to be done (null: until a wish). */
export type ShareStep =
  | { readonly do: 'add-member'; readonly wish: Wish<'present' | 'absent'> }
  | { readonly do: 'remove-member'; readonly wish: Wish<'present' | 'absent'> }
  | { readonly do: 'set-status'; readonly wish: Wish<MemberStatus> }
  | { readonly do: 'look' }
  | { readonly do: 'read-image' }
  | { readonly do: 'wait'; readonly until: number | null };

/** What came of a step. */
export type ShareOutcome =
  /** The cloud says this is the member's status now; `fresh` when this step created the member. */
  | { readonly kind: 'member'; readonly status: MemberStatus; readonly fresh?: boolean }
  /** The cloud says the project is not a member; `imageGone` when its owner cannot see the image any more either. */
  | { readonly kind: 'absent'; readonly imageGone?: boolean }
  | { readonly kind: 'image'; readonly image: NonNullable<Share['image']> | null }
  /** It will never work: tell the person in words. */
  | { readonly kind: 'impossible'; readonly problem: Problem; readonly absent: boolean }
  /** It did not happen; try again, after `afterMs` where the service named a time. */
  | { readonly kind: 'later'; readonly problem: Problem; readonly afterMs: number | null }
  /** The request left and no answer came: it may have happened, or may happen yet. */
  | { readonly kind: 'unknown'; readonly problem: Problem }
  /** Nobody's credential can do it now; linking an account nudges the Share. */
  | { readonly kind: 'blocked'; readonly problem: Problem };

/** How long what waits for a person, such as for an account to be linked again, waits before it is tried by itself. */
export const blockedMs = 5 * 60_000;
/** How long a write whose answer was lost may still take effect. */
export const doubtMs = 60_000;
const retry = { firstMs: 1_000, mostMs: 5 * 60_000 };

/** The next step: the same rows and time give the same step. */
export const planShare = (share: Share, now: number): ShareStep => {
  if (share.statusAt === null && share.doubts.length > 0) return { do: 'look' };
  const member = openMemberWish(share);
  if (member !== null) {
    const removes = member.wish === 'absent' || (member.anew === true && share.status === 'rejected');
    return { do: removes ? 'remove-member' : 'add-member', wish: member };
  }
  const answer = openAnswer(share);
  if (answer !== null) return { do: 'set-status', wish: answer };
  if (isMember(share) && share.image === null) return { do: 'read-image' };
  // due with nothing to carry out: somebody asked for a look, or its time has come
  if (share.dueAt !== null && share.dueAt <= now) return { do: 'look' };
  const doubtful = share.doubts.map((doubt) => doubt.until);
  return { do: 'wait', until: doubtful.length === 0 ? null : Math.min(...doubtful) };
};

/**
 * The seen half after `step` ended in `outcome` at `now`, and when the Share is next due (null: not before a wish or a look that is asked for).
 * @param random 0 ≤ random < 1, spreads the retries
 */
export const foldShare = (
  share: Share,
  step: ShareStep,
  outcome: ShareOutcome,
  now: number,
  random: number,
): { readonly seen: Partial<ShareSeen>; readonly dueAt: number | null } => {
  const seen = after(share, step, outcome, now);
  const next = { ...share, ...seen, dueAt: null };
  const onlyLooks = step.do === 'look' || step.do === 'read-image';
  if (outcome.kind === 'blocked' || (outcome.kind === 'impossible' && onlyLooks)) {
    // with nothing to carry out, the next look is a Watch's, or somebody's who asks
    return { seen, dueAt: isSettled(next) ? null : now + blockedMs };
  }
  if (outcome.kind === 'later') {
    return { seen, dueAt: now + (outcome.afterMs ?? backoffMs(next.attempts, retry, random)) };
  }
  const then = planShare(next, now);
  if (then.do === 'wait') return { seen, dueAt: then.until };
  // a write whose answer was lost is read back at once, but repeated only after a pause
  const paused = next.attempts > 0 && then.do !== 'look';
  return { seen, dueAt: paused ? now + backoffMs(next.attempts, retry, random) : now };
};

const calm = { attempts: 0, trouble: null };

const after = (share: Share, step: ShareStep, outcome: ShareOutcome, now: number): Partial<ShareSeen> => {
  switch (outcome.kind) {
    case 'blocked':
      return { trouble: outcome.problem };
    case 'later':
      return { attempts: share.attempts + 1, trouble: outcome.problem };
    case 'unknown':
      return {
        statusAt: null,
        attempts: share.attempts + 1,
        trouble: outcome.problem,
        doubts: doubting(share, step, now),
      };
    case 'image':
      return {
        ...calm,
        ...(outcome.image === null ? found(share, 'absent', now) : { image: outcome.image }),
      };
    case 'impossible':
      return {
        ...calm,
        ...(outcome.absent ? found(share, 'absent', now) : {}),
        ...settledWith(share, step, outcome.problem),
      };
    case 'absent':
      if (step.do !== 'remove-member') return looked(share, 'absent', now);
      return step.wish.wish === 'absent' ? removed(share, step.wish, now) : madeRoom(share, step.wish, now);
    case 'member':
      if (step.do === 'add-member' && isRejectedYet(step.wish, outcome.status))
        return { ...calm, status: outcome.status, statusAt: now };
      if (step.do === 'add-member')
        return added(share, step.wish, outcome.status, outcome.fresh === true, now);
      if (step.do === 'set-status') return answered(step.wish, outcome.status, now);
      return looked(share, outcome.status, now);
    default:
      return outcome satisfies never;
  }
};

const doubting = (share: Share, step: ShareStep, now: number): readonly Doubt[] => {
  const effect =
    step.do === 'set-status' ? step.wish.wish : step.do === 'remove-member' ? 'absent' : 'present';
  return [...share.doubts.filter((doubt) => doubt.effect !== effect), { effect, until: now + doubtMs }];
};

/** The wish of `step` is over, with a reason instead of a result. */
const settledWith = (share: Share, step: ShareStep, problem: Problem): Partial<ShareSeen> => {
  if (step.do === 'set-status') return { answerSettled: step.wish.revision, answerProblem: problem };
  if (step.do !== 'add-member' && step.do !== 'remove-member') return {};
  return { memberSettled: step.wish.revision, memberProblem: problem, status: share.status ?? 'absent' };
};

const added = (
  share: Share,
  wish: Wish<'present' | 'absent'>,
  status: MemberStatus,
  fresh: boolean,
  now: number,
): Partial<ShareSeen> => ({
  ...calm,
  ...found(share, status, now),
  ...(fresh ? { decided: null } : {}),
  ...overtaken(share, wish),
  memberSettled: wish.revision,
  memberProblem: null,
  answerProblem: null,
  joined: { revision: wish.revision, as: fresh ? 'added' : 'already', status },
});

const removed = (share: Share, wish: Wish<'present' | 'absent'>, now: number): Partial<ShareSeen> => ({
  ...calm,
  status: 'absent',
  statusAt: now,
  memberSettled: wish.revision,
  ...overtaken(share, wish),
  memberProblem: null,
  answerProblem: null,
  decided: { by: wish.by, status: 'absent', at: now },
});

/** The first half of offering anew: the one who rejected is gone, and is added next. */
const madeRoom = (share: Share, wish: Wish<'present' | 'absent'>, now: number): Partial<ShareSeen> => ({
  ...calm,
  status: 'absent',
  statusAt: now,
  ...overtaken(share, wish),
  memberProblem: null,
  answerProblem: null,
});

/** An answer made before a withdrawal, or before the offer was made anew, has nothing left to answer. */
const overtaken = (
  { answer }: Share,
  { wish, anew, revision }: Wish<'present' | 'absent'>,
): Pick<ShareSeen, 'answerSettled'> | Record<string, never> =>
  (wish === 'absent' || anew) && answer !== null && answer.revision < revision
    ? { answerSettled: answer.revision }
    : {};

const answered = (wish: Wish<MemberStatus>, status: MemberStatus, now: number): Partial<ShareSeen> => ({
  ...calm,
  status,
  statusAt: now,
  answerSettled: wish.revision,
  answerProblem: null,
  decided: { by: wish.by, status, at: now },
});

/** What a look found, against what is wished and against our own writes that may still arrive. */
const looked = (share: Share, status: MemberStatus | 'absent', now: number): Partial<ShareSeen> => {
  const doubts = share.doubts.filter((doubt) => doubt.until > now);
  const member = openMemberWish(share);
  if (member !== null) {
    if (member.wish === 'absent' && status === 'absent') return { ...removed(share, member, now), doubts };
    if (member.wish === 'present' && status !== 'absent' && !isRejectedYet(member, status))
      return { ...added(share, member, status, true, now), doubts };
    return { status, statusAt: now, doubts };
  }
  const late = share.doubts.some((doubt) => arrived(doubt, status)) ? overruled(share, status) : {};
  const answer = openAnswer(share);
  if (answer === null) return { ...calm, ...found(share, status, now), doubts, ...late };
  const carriedOut = status === answer.wish ? answered(answer, status, now) : { status, statusAt: now };
  return { ...carriedOut, doubts, ...late };
};

/** Offered anew, the member that rejected has to go first. */
const isRejectedYet = ({ anew }: Wish<'present' | 'absent'>, status: MemberStatus | 'absent') =>
  anew === true && status === 'rejected';

const arrived = ({ effect }: Doubt, status: MemberStatus | 'absent') =>
  effect === status || (effect === 'present' && status !== 'absent');

/** Our own superseded write arrived after the newest wish was settled: the newest wish is carried out again. */
const overruled = ({ member, answer }: Share, status: MemberStatus | 'absent'): Partial<ShareSeen> => {
  if (member !== null && (member.wish === 'absent') !== (status === 'absent')) {
    // a member that is added anew is pending: the answer that was given to it is given again
    const lostAnswer = member.wish === 'present' && answer !== null && answer.revision > member.revision;
    return {
      memberSettled: member.revision - 1,
      ...(lostAnswer ? { answerSettled: answer.revision - 1 } : {}),
    };
  }
  const offeredAnew = member?.anew === true && (answer === null || answer.revision < member.revision);
  if (offeredAnew) return status === 'rejected' ? { memberSettled: member.revision - 1 } : {};
  if (answer !== null && status !== 'absent' && status !== answer.wish)
    return { answerSettled: answer.revision - 1 };
  return {};
};

/** The cloud's word. A status other than the one on record, by no wish of ours, was changed elsewhere. */
const found = (share: Share, status: MemberStatus | 'absent', now: number): Partial<ShareSeen> => ({
  status,
  statusAt: now,
  ...(share.status !== null && share.status !== status ? { decided: { by: null, status, at: now } } : {}),
});
