/** Does what a PendingAct is for, in the transaction that records its proof. */
import type { Person } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import type { PolicyWork } from '../transaction.ts';
import { carryOutExtend } from './extend.ts';
import { carryOutHandOver } from './hand-over.ts';
import { setChannel } from './project-channel.ts';
import { carryOutRemind } from './remind.ts';
import { carryOutTakeOver } from './take-over.ts';
import { carryOutReason } from './undo.ts';

/** Returns why it cannot be done any more, with nothing changed; null if it is done. */
export const carryOutAct = async (
  work: PolicyWork,
  { teamId, enterpriseId, userId, origin, subjectId, terms, ...project }: PendingAct,
): Promise<Problem | null> => {
  const person: Person = { teamId, enterpriseId, userId, ...(origin !== null && { from: origin }) };
  if (terms.kind === 'prove') return null;
  if (terms.kind === 'set-channel') {
    await setChannel(work, person, project, terms.channel);
    return null;
  }
  if (terms.kind === 'take-over') return carryOutTakeOver(work, person, { teamId, ...project }, terms);
  if (terms.kind === 'hand-over')
    return carryOutHandOver(work, person, { ...project, subjectId }, terms.from);
  const share = await work.store.shares.findShare(work.tx, subjectId);
  if (share === null) return { kind: 'stale-card' };
  switch (terms.kind) {
    case 'extend':
      return carryOutExtend(work, person, share, terms);
    case 'remind':
      await carryOutRemind(work, share);
      return null;
    case 'give-reason':
      return carryOutReason(work, person, share, terms);
    default:
      return terms satisfies never;
  }
};
