/** What the outcome of a Share's step does to its row, and when the Share is next due. Pure. */
import { backoffMs } from '../../core/back-off.ts';
import { type CloudStatus, isUnknownStatus, type MemberStatus } from '../../model/member.ts';
import type { Intent, ObservedStatus, Share, ShareObserved, UnconfirmedWrite } from '../../model/share.ts';
import { laterProblem } from './lasting-problem.ts';
import { blockedMs, planShare, type ShareOutcome, type ShareStep } from './plan-share.ts';
import { checked } from './restored-share.ts';
import { settledWith } from './settled-with.ts';
import { isSettled, openAnswer, openMemberIntent } from './share-state.ts';

/** How long a write whose response was lost may still take effect. */
export const unconfirmedMs = 60_000;
const retry = { firstMs: 1_000, maxMs: 5 * 60_000 };

/**
 * The observed half after `step` ended in `outcome` at `now`, and when the Share is next due (null: not before an intent or a requested read).
 * @param random 0 ≤ random < 1, spreads the retries
 */
export const foldShare = (
  share: Share,
  step: ShareStep,
  outcome: ShareOutcome,
  now: number,
  random: number,
): { readonly observed: Partial<ShareObserved>; readonly dueAt: number | null } => {
  const observed = checked(share, after(share, step, outcome, now));
  const next = { ...share, ...observed, dueAt: null };
  const isUnread = outcome.kind === 'impossible' && !('intent' in step) && observed.statusAt === undefined;
  if (outcome.kind === 'blocked' || isUnread) {
    // with nothing to carry out, the next poll belongs to a ProjectSync or to a person who asks
    return { observed, dueAt: isSettled(next) ? null : now + blockedMs };
  }
  if (outcome.kind === 'later') {
    return { observed, dueAt: now + (outcome.afterMs ?? backoffMs(next.attempts, retry, random)) };
  }
  // an intent that failed is over; what it failed for may have changed the member
  if (outcome.kind === 'impossible' && outcome.recheck) return { observed, dueAt: now };
  const then = planShare(next, now);
  if (then.do === 'wait') return { observed, dueAt: then.until };
  // a write whose response was lost is read back at once, but repeated only after a pause
  const paused = next.attempts > 0 && then.do !== 'read-member';
  return { observed, dueAt: paused ? now + backoffMs(next.attempts, retry, random) : now };
};

const calm = { attempts: 0, lastError: null };

const after = (share: Share, step: ShareStep, outcome: ShareOutcome, now: number): Partial<ShareObserved> => {
  switch (outcome.kind) {
    case 'blocked':
      return { lastError: outcome.problem };
    case 'later':
      return { attempts: share.attempts + 1, lastError: laterProblem(outcome, share.attempts + 1) };
    case 'unknown':
      return {
        statusAt: null,
        attempts: share.attempts + 1,
        lastError: outcome.problem,
        unconfirmedWrites: withUnconfirmed(share, step, now),
      };
    case 'image': {
      const { image } = outcome;
      if (!image.hidesMembers) return { ...calm, image };
      // nothing more can be read of the member, so what was known of it stays
      return { ...calm, image, statusAt: now, unconfirmedWrites: stillUnconfirmed(share, now) };
    }
    case 'unavailable':
      return unavailable(share, now);
    case 'impossible':
      return { ...calm, ...settledWith(share, step, outcome.problem, now) };
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

/**
 * What becomes of a Share whose holder never gave it back, which had `left` to carry out: the write that may be under way counts as
 * one whose response was lost.
 */
export const takenOver = (
  share: Share,
  left: Pick<Share, 'member' | 'answer'>,
  now: number,
): Pick<ShareObserved, 'statusAt' | 'unconfirmedWrites'> | Record<string, never> => {
  const step = planShare({ ...share, ...left, dueAt: null }, now);
  return 'intent' in step ? { statusAt: null, unconfirmedWrites: withUnconfirmed(share, step, now) } : {};
};

const withUnconfirmed = (share: Share, step: ShareStep, now: number): readonly UnconfirmedWrite[] => {
  const effect =
    step.do === 'set-status' ? step.intent.value : step.do === 'remove-member' ? 'absent' : 'present';
  return [
    ...share.unconfirmedWrites.filter((unconfirmed) => unconfirmed.effect !== effect),
    { effect, until: now + unconfirmedMs },
  ];
};

const added = (
  share: Share,
  intent: Intent<'present' | 'absent'>,
  status: CloudStatus,
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
  ...madeRoom(share, intent, now),
  memberAppliedRevision: intent.revision,
  decided: { by: intent.by, status: 'absent', at: now },
});

/** The first half of offering again: the member that rejected is gone, and is added next. */
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

/** An answer from before a withdrawal, or from before the offer was made again, no longer answers anything. */
const overtaken = (
  { answer }: Share,
  { value, again, revision }: Intent<'present' | 'absent'>,
): Pick<ShareObserved, 'answerAppliedRevision'> | Record<string, never> =>
  (value === 'absent' || again) && answer !== null && answer.revision < revision
    ? { answerAppliedRevision: answer.revision }
    : {};

const answered = (
  intent: Intent<MemberStatus>,
  status: CloudStatus,
  now: number,
): Partial<ShareObserved> => ({
  ...calm,
  status,
  statusAt: now,
  answerAppliedRevision: intent.revision,
  answerProblem: null,
  decided: { by: intent.by, status: isUnknownStatus(status) ? intent.value : status, at: now },
});

const stillUnconfirmed = (share: Share, now: number) =>
  share.unconfirmedWrites.filter(({ until }) => until > now);

/** Confirms no removal: the owner may have hidden the image. So an open removal is tried again. */
const unavailable = (share: Share, now: number): Partial<ShareObserved> => ({
  ...calm,
  ...(openMemberIntent(share)?.value === 'absent'
    ? { status: share.status ?? 'unavailable', statusAt: now }
    : found(share, 'unavailable', now)),
  unconfirmedWrites: stillUnconfirmed(share, now),
});

/** Compares what a read found with what is wanted, and with our own writes that may still arrive. */
const memberRead = (share: Share, status: CloudStatus | 'absent', now: number): Partial<ShareObserved> => {
  const unconfirmedWrites = stillUnconfirmed(share, now);
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

/** Offered again: the member that rejected has to go first. */
const isRejectedYet = ({ again }: Intent<'present' | 'absent'>, status: CloudStatus | 'absent') =>
  again === true && status === 'rejected';

const arrived = ({ effect }: UnconfirmedWrite, status: CloudStatus | 'absent') =>
  effect === status || (effect === 'present' && status !== 'absent');

/** Our own superseded write arrived after the newest intent was settled: carries the newest intent out again. */
const overruled = ({ member, answer }: Share, status: CloudStatus | 'absent'): Partial<ShareObserved> => {
  if (member !== null && (member.value === 'absent') !== (status === 'absent')) {
    // a member that is added again is pending, so its earlier answer is given again
    const lostAnswer = member.value === 'present' && answer !== null && answer.revision > member.revision;
    return {
      memberAppliedRevision: member.revision - 1,
      ...(lostAnswer ? { answerAppliedRevision: answer.revision - 1 } : {}),
    };
  }
  const offeredAgain = member?.again === true && (answer === null || answer.revision < member.revision);
  if (offeredAgain) return status === 'rejected' ? { memberAppliedRevision: member.revision - 1 } : {};
  if (answer !== null && status !== 'absent' && !isUnknownStatus(status) && status !== answer.value)
    return { answerAppliedRevision: answer.revision - 1 };
  return {};
};

/**
 * The cloud's word. A status that differs from the record, by no intent of ours, was changed outside the bot. While the project could
 * not see the image, or its status is none of Glance's, nothing was decided about the member.
 */
const found = (share: Share, status: ObservedStatus, now: number): Partial<ShareObserved> => {
  const before = tellsNothing(share.status) ? (share.decided?.status ?? null) : share.status;
  if (tellsNothing(status) || before === null || before === status) return { status, statusAt: now };
  return { status, statusAt: now, decided: { by: null, status, at: now } };
};

const tellsNothing = (status: ObservedStatus | null) => status === 'unavailable' || isUnknownStatus(status);
