/**
 * What is to be done next about a Share: rows in, one step out, and what an outcome does to the rows.
 * Every rule of sharing one image with one project is here; there is no clock, no network and no database.
 */
import { backoffMs } from '../../core/back-off.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Intent, Share, ShareObserved, UnconfirmedWrite } from '../../model/share.ts';
import { isMember, isSettled, openAnswer, openMemberIntent } from './share-state.ts';

/** One outside effect, safe to repeat, and on whose behalf; or how long nothing is to be done (null: until an intent). */
export type ShareStep =
  | { readonly do: 'add-member'; readonly intent: Intent<'present' | 'absent'> }
  | { readonly do: 'remove-member'; readonly intent: Intent<'present' | 'absent'> }
  | { readonly do: 'set-status'; readonly intent: Intent<MemberStatus> }
  | { readonly do: 'read-member' }
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
export const unconfirmedMs = 60_000;
const retry = { firstMs: 1_000, maxMs: 5 * 60_000 };

/** The next step: the same rows and time give the same step. */
export const planShare = (share: Share, now: number): ShareStep => {
  if (share.statusAt === null && share.unconfirmedWrites.length > 0) return { do: 'read-member' };
  const member = openMemberIntent(share);
  if (member !== null) {
    const removes = member.value === 'absent' || (member.again === true && share.status === 'rejected');
    return { do: removes ? 'remove-member' : 'add-member', intent: member };
  }
  const answer = openAnswer(share);
  if (answer !== null) return { do: 'set-status', intent: answer };
  if (isMember(share) && share.image === null) return { do: 'read-image' };
  // due with nothing to carry out: somebody asked for a read, or its time has come
  if (share.dueAt !== null && share.dueAt <= now) return { do: 'read-member' };
  const isUnconfirmed = share.unconfirmedWrites.map((unconfirmed) => unconfirmed.until);
  return { do: 'wait', until: isUnconfirmed.length === 0 ? null : Math.min(...isUnconfirmed) };
};

/**
 * The observed half after `step` ended in `outcome` at `now`, and when the Share is next due (null: not before an intent or a read that is asked for).
 * @param random 0 ≤ random < 1, spreads the retries
 */
export const foldShare = (
  share: Share,
  step: ShareStep,
  outcome: ShareOutcome,
  now: number,
  random: number,
): { readonly observed: Partial<ShareObserved>; readonly dueAt: number | null } => {
  const observed = after(share, step, outcome, now);
  const next = { ...share, ...observed, dueAt: null };
  const onlyReads = step.do === 'read-member' || step.do === 'read-image';
  if (outcome.kind === 'blocked' || (outcome.kind === 'impossible' && onlyReads)) {
    // with nothing to carry out, the next poll is a ProjectSync's, or somebody's who asks
    return { observed, dueAt: isSettled(next) ? null : now + blockedMs };
  }
  if (outcome.kind === 'later') {
    return { observed, dueAt: now + (outcome.afterMs ?? backoffMs(next.attempts, retry, random)) };
  }
  const then = planShare(next, now);
  if (then.do === 'wait') return { observed, dueAt: then.until };
  // a write whose answer was lost is read back at once, but repeated only after a pause
  const paused = next.attempts > 0 && then.do !== 'read-member';
  return { observed, dueAt: paused ? now + backoffMs(next.attempts, retry, random) : now };
};

const calm = { attempts: 0, lastError: null };

const after = (share: Share, step: ShareStep, outcome: ShareOutcome, now: number): Partial<ShareObserved> => {
  switch (outcome.kind) {
    case 'blocked':
      return { lastError: outcome.problem };
    case 'later':
      return { attempts: share.attempts + 1, lastError: outcome.problem };
    case 'unknown':
      return {
        statusAt: null,
        attempts: share.attempts + 1,
        lastError: outcome.problem,
        unconfirmedWrites: withUnconfirmed(share, step, now),
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
      if (step.do !== 'remove-member') return memberRead(share, 'absent', now);
      return step.intent.value === 'absent'
        ? removed(share, step.intent, now)
        : madeRoom(share, step.intent, now);
    case 'member':
      if (step.do === 'add-member' && isRejectedYet(step.intent, outcome.status))
        return { ...calm, status: outcome.status, statusAt: now };
      if (step.do === 'add-member')
        return added(share, step.intent, outcome.status, outcome.fresh === true, now);
      if (step.do === 'set-status') return answered(step.intent, outcome.status, now);
      return memberRead(share, outcome.status, now);
    default:
      return outcome satisfies never;
  }
};

const withUnconfirmed = (share: Share, step: ShareStep, now: number): readonly UnconfirmedWrite[] => {
  const effect =
    step.do === 'set-status' ? step.intent.value : step.do === 'remove-member' ? 'absent' : 'present';
  return [
    ...share.unconfirmedWrites.filter((unconfirmed) => unconfirmed.effect !== effect),
    { effect, until: now + unconfirmedMs },
  ];
};

/** The intent of `step` is over, with a reason instead of a result. */
const settledWith = (share: Share, step: ShareStep, problem: Problem): Partial<ShareObserved> => {
  if (step.do === 'set-status')
    return { answerAppliedRevision: step.intent.revision, answerProblem: problem };
  if (step.do !== 'add-member' && step.do !== 'remove-member') return {};
  return {
    memberAppliedRevision: step.intent.revision,
    memberProblem: problem,
    status: share.status ?? 'absent',
  };
};

const added = (
  share: Share,
  intent: Intent<'present' | 'absent'>,
  status: MemberStatus,
  fresh: boolean,
  now: number,
): Partial<ShareObserved> => ({
  ...calm,
  ...found(share, status, now),
  ...(fresh ? { decided: null } : {}),
  ...overtaken(share, intent),
  memberAppliedRevision: intent.revision,
  memberProblem: null,
  answerProblem: null,
  joined: { revision: intent.revision, as: fresh ? 'added' : 'already', status },
});

const removed = (
  share: Share,
  intent: Intent<'present' | 'absent'>,
  now: number,
): Partial<ShareObserved> => ({
  ...calm,
  status: 'absent',
  statusAt: now,
  memberAppliedRevision: intent.revision,
  ...overtaken(share, intent),
  memberProblem: null,
  answerProblem: null,
  decided: { by: intent.by, status: 'absent', at: now },
});

/** The first half of offering again: the one who rejected is gone, and is added next. */
const madeRoom = (
  share: Share,
  intent: Intent<'present' | 'absent'>,
  now: number,
): Partial<ShareObserved> => ({
  ...calm,
  status: 'absent',
  statusAt: now,
  ...overtaken(share, intent),
  memberProblem: null,
  answerProblem: null,
});

/** An answer made before a withdrawal, or before the offer was made again, has nothing left to answer. */
const overtaken = (
  { answer }: Share,
  { value, again, revision }: Intent<'present' | 'absent'>,
): Pick<ShareObserved, 'answerAppliedRevision'> | Record<string, never> =>
  (value === 'absent' || again) && answer !== null && answer.revision < revision
    ? { answerAppliedRevision: answer.revision }
    : {};

const answered = (
  intent: Intent<MemberStatus>,
  status: MemberStatus,
  now: number,
): Partial<ShareObserved> => ({
  ...calm,
  status,
  statusAt: now,
  answerAppliedRevision: intent.revision,
  answerProblem: null,
  decided: { by: intent.by, status, at: now },
});

/** What a read found, against what is asked for and against our own writes that may still arrive. */
const memberRead = (share: Share, status: MemberStatus | 'absent', now: number): Partial<ShareObserved> => {
  const unconfirmedWrites = share.unconfirmedWrites.filter((unconfirmed) => unconfirmed.until > now);
  const member = openMemberIntent(share);
  if (member !== null) {
    if (member.value === 'absent' && status === 'absent')
      return { ...removed(share, member, now), unconfirmedWrites };
    if (member.value === 'present' && status !== 'absent' && !isRejectedYet(member, status))
      return { ...added(share, member, status, true, now), unconfirmedWrites };
    return { status, statusAt: now, unconfirmedWrites };
  }
  const late = share.unconfirmedWrites.some((unconfirmed) => arrived(unconfirmed, status))
    ? overruled(share, status)
    : {};
  const answer = openAnswer(share);
  if (answer === null) return { ...calm, ...found(share, status, now), unconfirmedWrites, ...late };
  const carriedOut = status === answer.value ? answered(answer, status, now) : { status, statusAt: now };
  return { ...carriedOut, unconfirmedWrites, ...late };
};

/** Offered again, the member that rejected has to go first. */
const isRejectedYet = ({ again }: Intent<'present' | 'absent'>, status: MemberStatus | 'absent') =>
  again === true && status === 'rejected';

const arrived = ({ effect }: UnconfirmedWrite, status: MemberStatus | 'absent') =>
  effect === status || (effect === 'present' && status !== 'absent');

/** Our own superseded write arrived after the newest intent was settled: the newest intent is carried out again. */
const overruled = ({ member, answer }: Share, status: MemberStatus | 'absent'): Partial<ShareObserved> => {
  if (member !== null && (member.value === 'absent') !== (status === 'absent')) {
    // a member that is added again is pending: the answer that was given to it is given again
    const lostAnswer = member.value === 'present' && answer !== null && answer.revision > member.revision;
    return {
      memberAppliedRevision: member.revision - 1,
      ...(lostAnswer ? { answerAppliedRevision: answer.revision - 1 } : {}),
    };
  }
  const offeredAgain = member?.again === true && (answer === null || answer.revision < member.revision);
  if (offeredAgain) return status === 'rejected' ? { memberAppliedRevision: member.revision - 1 } : {};
  if (answer !== null && status !== 'absent' && status !== answer.value)
    return { answerAppliedRevision: answer.revision - 1 };
  return {};
};

/** The cloud's word. A status other than the one on record, by no intent of ours, was changed elsewhere. */
const found = (share: Share, status: MemberStatus | 'absent', now: number): Partial<ShareObserved> => ({
  status,
  statusAt: now,
  ...(share.status !== null && share.status !== status ? { decided: { by: null, status, at: now } } : {}),
});
