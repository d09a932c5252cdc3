/** What a step leaves of a Share that will never work. Pure. */
import type { Problem } from '../../core/problems/problem.ts';
import { isUnchecked } from '../../model/restored.ts';
import type { Share, ShareObserved } from '../../model/share.ts';
import type { ShareStep } from './plan-share.ts';
import { isSettled } from './share-state.ts';

/** The intent of `step` is over, with a problem instead of a result. */
export const settledWith = (
  share: Share,
  step: ShareStep,
  problem: Problem,
  now: number,
): Partial<ShareObserved> => {
  if (step.do === 'set-status')
    return { answerAppliedRevision: step.intent.revision, answerProblem: problem };
  if (step.do === 'add-member' || step.do === 'remove-member')
    return {
      memberAppliedRevision: step.intent.revision,
      memberProblem: problem,
      status: share.status ?? 'absent',
    };
  return {
    // nobody may read it: what waits for that says so
    ...(!isSettled(share) && { lastError: problem }),
    // after a restore that counts as read: what takes access away is carried out, and the rest is asked about
    ...(isUnchecked(share) && step.do === 'read-member' && { statusAt: now }),
  };
};
