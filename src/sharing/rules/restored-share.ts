/**
 * A Share that came back with a backup: its row cannot tell an intent that was never carried out from one that was, and was undone since.
 * So the cloud is read first, and people are asked about the rest. Pure.
 */
import { isUnchecked } from '../../model/restored.ts';
import type { Intent, Share, ShareObserved } from '../../model/share.ts';
import { isMember, openAnswer, openMemberIntent } from './share-state.ts';

/**
 * The open intents that people are asked about: from before a restore, and they would let somebody in who may have been kept out since.
 * What takes access away needs no question.
 */
export const askedIntents = (
  share: Share,
): { readonly member: Share['member']; readonly answer: Share['answer'] } => {
  const asked = <T extends Intent<string>>(intent: T | null, narrows: T['value']): T | null =>
    intent !== null && isUnchecked(share) && intent.at <= share.asOf && intent.value !== narrows
      ? intent
      : null;
  return { member: asked(openMemberIntent(share), 'absent'), answer: asked(openAnswer(share), 'rejected') };
};

/** Whether people are asked about any; the cloud was read, and does not show what they wanted. */
export const isAsking = (share: Share): boolean => {
  const { member, answer } = askedIntents(share);
  return share.statusAt !== null && (member !== null || answer !== null);
};

/** Whether the producer is asked about the membership. */
export const asksToAdd = (share: Share): boolean => isAsking(share) && askedIntents(share).member !== null;

/**
 * Once the cloud was read, what is not asked about needs no check any more. An answer of a project that is no member by now is over:
 * there is nothing to ask.
 */
export const checked = (share: Share, observed: Partial<ShareObserved>): Partial<ShareObserved> => {
  const next = { ...share, ...observed };
  if (!isUnchecked(share) || next.statusAt === null) return observed;
  const { member, answer } = askedIntents(next);
  if (member === null && answer !== null && !isMember(next)) {
    const answerProblem = { kind: 'offer-withdrawn', imageId: share.imageId } as const;
    return { ...observed, asOf: null, answerAppliedRevision: answer.revision, answerProblem };
  }
  return isAsking(next) ? observed : { ...observed, asOf: null };
};
