/** What somebody wanted and left before it was carried out: whoever takes over says whether it is. Pure. */
import type { Intent, Share } from '../../model/share.ts';
import type { ShareOutcome, ShareStep } from './plan-share.ts';
import { openMemberIntent } from './share-state.ts';

/** How many Shares are taken over at a time, with their Offers; the rest stays where it can be taken over. */
export const maxTakenOver = 50;

type NewMember = Omit<Intent<'present' | 'absent'>, 'revision'>;

/**
 * The same intent in the successor's name, not to be carried out; null if nothing waits for somebody who left. An end that was
 * agreed waits for nobody.
 */
export const handedOn = (
  share: Share,
  hasLeft: (by: Intent<unknown>['by']) => boolean,
  successor: Pick<NewMember, 'by' | 'accountId'>,
): NewMember | null => {
  const open = openMemberIntent(share);
  if (open === null || !hasLeft(open.by) || open.because !== undefined) return null;
  const { revision: _, ...intent } = open;
  return { ...intent, ...successor, leftBy: open.leftBy ?? open.by };
};

/** The end of a step that nobody who is here asked for; null if it is carried out. What is true of the member is read afterwards. */
export const leftBehind = (step: ShareStep): ShareOutcome | null =>
  'intent' in step && step.intent.leftBy !== undefined
    ? { kind: 'impossible', problem: { kind: 'left-waiting' }, recheck: true }
    : null;
