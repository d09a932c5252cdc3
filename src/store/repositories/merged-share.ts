/** Two Shares that turn out to be one, as their clouds are one. Pure. */
import type { Intent, Share } from '../../model/share.ts';

type Half = 'member' | 'answer';

const appliedOf = { member: 'memberAppliedRevision', answer: 'answerAppliedRevision' } as const;

/** The Share whose intent of this half is newer; null: neither has one. */
const newest = (half: Half, [one, other]: readonly [Share, Share]): Share | null => {
  const [first, second] = [one[half]?.at ?? -1, other[half]?.at ?? -1];
  if (first === -1 && second === -1) return null;
  return first >= second ? one : other;
};

/**
 * Of each half the newest intent, carried out or still to be, under revisions after all that the two have had. What was agreed
 * comes with the producer's intent, and its Share is the one that stays. What was observed is read again.
 * @returns `gone`: the Share that is one with it; `revision`: of the producer's intent before and now
 */
export const mergeShares = (
  pair: readonly [Share, Share],
  now: number,
): { readonly merged: Share; readonly gone: Share; readonly revision: { from: number; to: number } } => {
  const [older] = pair.toSorted((one, other) => one.createdAt - other.createdAt) as [Share];
  const by = { member: newest('member', pair), answer: newest('answer', pair) };
  const kept = by.member ?? by.answer ?? older;
  const gone = kept === pair[0] ? pair[1] : pair[0];
  const seen = (gone.statusAt ?? -1) > (kept.statusAt ?? -1) ? gone : kept;
  const base = Math.max(kept.intentRevision, gone.intentRevision);
  const [memberAt, answerAt] = [by.member?.member?.at ?? 0, by.answer?.answer?.at ?? 0];
  const revisions = {
    member: base + (memberAt > answerAt ? 2 : 1),
    answer: base + (answerAt > memberAt ? 2 : 1),
  };
  const half = <T>(which: Half, intent: Intent<T> | null | undefined, from: Share | null) => {
    const revision = revisions[which];
    const isOpen = from !== null && intent != null && intent.revision > from[appliedOf[which]];
    return {
      intent: intent == null ? null : { ...intent, revision },
      applied: isOpen ? revision - 1 : revision,
    };
  };
  const member = half('member', by.member?.member, by.member);
  const answer = half('answer', by.answer?.answer, by.answer);
  const { joined } = kept;
  return {
    gone,
    revision: { from: kept.member?.revision ?? 0, to: revisions.member },
    merged: {
      ...kept,
      createdAt: older.createdAt,
      intentRevision: base + 2,
      member: member.intent,
      answer: answer.intent,
      memberAppliedRevision: member.applied,
      answerAppliedRevision: answer.applied,
      joined: joined && {
        ...joined,
        revision: joined.revision === kept.member?.revision ? revisions.member : 0,
      },
      status: seen.status,
      statusAt: seen.statusAt,
      decided: seen.decided,
      asOf: kept.asOf ?? gone.asOf,
      projectName: kept.projectName ?? gone.projectName,
      image: kept.image ?? gone.image,
      ownerProjectId: kept.ownerProjectId ?? gone.ownerProjectId,
      ownerProjectName: kept.ownerProjectName ?? gone.ownerProjectName,
      memberProblem: by.member?.memberProblem ?? null,
      answerProblem: by.answer?.answerProblem ?? null,
      unconfirmedWrites: [...kept.unconfirmedWrites, ...gone.unconfirmedWrites],
      polledAt: null,
      attempts: 0,
      lastError: null,
      dueAt: now,
    },
  };
};
