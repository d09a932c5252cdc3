import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import type { Intent, Share } from '../../../../src/model/share.ts';
import { foldShare } from '../../../../src/sharing/rules/fold-share.ts';
import { handedOn, leftBehind } from '../../../../src/sharing/rules/left-behind.ts';
import { planShare } from '../../../../src/sharing/rules/plan-share.ts';
import { openMemberIntent } from '../../../../src/sharing/rules/share-state.ts';
import { alice, bob, intentOf, shareRow } from '../../../support/share-row.ts';

const carol = 'UCAROL' as SlackUserId;
const now = 2_000_000;
const successor = { by: carol, accountId: 'carols' };
const hasLeft = (by: SlackUserId) => by === alice;
const waiting = (value: 'present' | 'absent', more: Partial<Intent<'present' | 'absent'>> = {}) =>
  shareRow({ intentRevision: 1, member: { ...intentOf(value, 1, alice), ...more } });

it.each<[string, Share]>([
  ['nobody wanted anything', shareRow()],
  ['it is carried out', { ...waiting('present'), memberAppliedRevision: 1 }],
  ['somebody who is here wants it', shareRow({ intentRevision: 1, member: intentOf('absent', 1, bob) })],
  ['an end that was agreed', waiting('absent', { because: 'ended' })],
])('nothing is handed on: %s', (_, share) => {
  expect(handedOn(share, hasLeft, successor)).toBeNull();
});

it('what waits is the successor’s, and says who left; also if they leave in turn', () => {
  const member = handedOn(waiting('present'), hasLeft, successor);
  expect(member).toMatchObject({ value: 'present', by: carol, accountId: 'carols', leftBy: alice });
  const share = shareRow({ intentRevision: 2, member: { ...intentOf('present', 2, carol), leftBy: alice } });
  expect(handedOn(share, () => true, { ...successor, by: bob })).toMatchObject({ by: bob, leftBy: alice });
});

it('whatever the cloud had shown, nothing of it is carried out: it ends at once, and the member is read', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('present' as const, 'absent' as const),
      fc.constantFrom('pending', 'accepted', 'rejected', 'absent', 'unavailable', null),
      fc.boolean(),
      (value, status, again) => {
        const share = waiting(value, value === 'present' && again ? { again: true } : {});
        const member = handedOn(share, hasLeft, successor);
        if (member === null) throw new Error('nothing was handed on');
        const handed = { ...share, status, intentRevision: 2, member: { ...member, revision: 2 } };
        const step = planShare(handed, now);
        const outcome = leftBehind(step);
        if (outcome === null) throw new Error(`${step.do} is carried out`);
        const { observed, dueAt } = foldShare(handed, step, outcome, now, 0);
        const next = { ...handed, ...observed, dueAt };
        expect(openMemberIntent(next)).toBeNull();
        expect(next).toMatchObject({
          memberProblem: { kind: 'left-waiting' },
          status: status ?? 'absent',
          dueAt: now,
        });
        expect(leftBehind(planShare(next, now))).toBeNull();
        expect(planShare(next, now).do).toMatch(/^read-/);
        // the successor asks for it
        const asked = { ...next, intentRevision: 3, member: { ...intentOf(value, 3, carol) } };
        expect(leftBehind(planShare(asked, now))).toBeNull();
      },
    ),
  );
});
