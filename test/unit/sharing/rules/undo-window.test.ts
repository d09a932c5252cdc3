/** What can be undone, by whom and until when, each as a row of a table. */
import { describe, expect, it } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import type { Share } from '../../../../src/model/share.ts';
import {
  reasonOf,
  undoableAnswer,
  undoableRemovals,
  undoMs,
} from '../../../../src/sharing/rules/undo-window.ts';
import { alice, bob, intentOf, shareRow } from '../../../support/share-row.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

const at = 1_000_000;
const channel = 'CPROJECT' as SlackUserId;
const answer = { ...intentOf('rejected' as const, 2, bob), at, before: 'pending' as const };
const decided = { by: bob, status: 'rejected' as const, at };
const stands = { intentRevision: 2, status: 'rejected', answer, answerAppliedRevision: 2, decided } as const;
const member = { ...intentOf('absent' as const, 3), at };

describe('an answer', () => {
  const rows: [string, Partial<Share>, SlackUserId, number, boolean][] = [
    ['by whoever gave it', stands, bob, at, true],
    ['to the end of the minute', stands, bob, at + undoMs - 1, true],
    ['not after it', stands, bob, at + undoMs, false],
    ['not by another', stands, alice, at, false],
    ['by a member of the channel', stands, channel, at, true],
    ['not before it is carried out', { ...stands, answerAppliedRevision: 1 }, bob, at, false],
    ['not once it was changed elsewhere', { ...stands, status: 'accepted' }, bob, at, false],
    [
      'not once it was put back to the same elsewhere',
      { ...stands, decided: { ...decided, by: null } },
      bob,
      at,
      false,
    ],
    ['not when nothing was answered', {}, bob, at, false],
    [
      'not once the cloud’s word is another',
      { ...stands, decided: { ...decided, status: 'accepted' } },
      bob,
      at,
      false,
    ],
    ['not where nobody decided', { ...stands, decided: null }, bob, at, false],
    ['not while it is withdrawn', { ...stands, intentRevision: 3, member }, bob, at, false],
    [
      'not when it undid one itself',
      { ...stands, answer: intentOf('rejected' as const, 2, bob) },
      bob,
      0,
      false,
    ],
  ];
  it.each(rows)('can be undone: %s', (_, row, viewer, now, can) => {
    expect(undoableAnswer(shareRow(row), viewer, now)?.before).toBe(can ? 'pending' : undefined);
  });

  it('has its reason as long as it stands', () => {
    const explained = { ...stands, answer: { ...answer, reason: 'too old' } };
    expect(reasonOf(shareRow(explained))).toBe('too old');
    expect(reasonOf(shareRow({ ...explained, status: 'pending' }))).toBeNull();
    expect(reasonOf(shareRow({ ...explained, decided: { ...decided, by: alice } }))).toBeNull();
    expect(reasonOf(shareRow({ ...explained, decided: null }))).toBeNull();
    expect(
      reasonOf(shareRow({ ...explained, answer: { ...explained.answer, value: 'accepted' } })),
    ).toBeNull();
    expect(reasonOf(shareRow({ ...explained, answer: null }))).toBeNull();
    expect(reasonOf(shareRow(stands))).toBeNull();
  });
});

describe('taking back', () => {
  const removed = shareRow({
    status: 'absent',
    intentRevision: 3,
    member,
    memberAppliedRevision: 3,
    decided: { by: alice, status: 'absent', at },
  });
  const done = withdrawalRow({ phase: 'done', undoUntil: at + undoMs });
  it('can be undone for its minute, for those it removed', () => {
    const back = shareRow({ ...removed, status: 'pending' });
    expect(undoableRemovals(done, [removed, back], at)).toEqual([removed]);
    expect(undoableRemovals(done, [removed], at + undoMs)).toEqual([]);
    expect(undoableRemovals({ ...done, undoUntil: null }, [removed], at)).toEqual([]);
    expect(undoableRemovals({ ...done, phase: 'closing' }, [removed], at)).toEqual([]);
    expect(undoableRemovals({ ...done, producer: bob }, [removed], at)).toEqual([]);
    expect(undoableRemovals(done, [removed], at + undoMs - 1)).toEqual([removed]);
  });

  it.each<[string, Partial<Share>]>([
    ['still to be removed', { memberAppliedRevision: 2 }],
    ['that nobody asked to remove', { member: null }],
    ['that were to be added', { member: { ...member, value: 'present' } }],
    ['that nobody decided on', { decided: null }],
    ['that were answered for since', { decided: { by: alice, status: 'rejected', at } }],
  ])('brings back none %s', (_, more) => {
    expect(undoableRemovals(done, [shareRow({ ...removed, ...more })], at)).toEqual([]);
  });
});
