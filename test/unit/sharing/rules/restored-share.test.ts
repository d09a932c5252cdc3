/** A Share that came back with a backup: what is read, carried out, and asked about. */
import { describe, expect, it } from 'vitest';
import type { Share } from '../../../../src/model/share.ts';
import { foldShare } from '../../../../src/sharing/rules/fold-share.ts';
import { planShare, type ShareOutcome } from '../../../../src/sharing/rules/plan-share.ts';
import { askedIntents, isAsking } from '../../../../src/sharing/rules/restored-share.ts';
import { bob, intentOf, shareRow } from '../../../support/share-row.ts';

const now = 1_000_000;
/** Later than every intent of these rows. */
const asOf = 900_000;
const present = intentOf('present' as const, 1);
const absent = intentOf('absent' as const, 1);
const answer = (value: 'accepted' | 'rejected' | 'pending') => intentOf(value, 1, bob);
const row = (more: Partial<Share>) =>
  shareRow({ intentRevision: 1, status: 'absent', statusAt: null, asOf, ...more });

describe('before anything else, it is read', () => {
  it.each<[string, Partial<Share>]>([
    ['what would be added', { member: present }],
    ['what would be removed', { member: absent, status: 'pending' }],
    ['what would be answered', { answer: answer('accepted'), status: 'pending' }],
    ['what is only due', { dueAt: now }],
  ])('%s', (_, more) => {
    expect(planShare(row(more), now)).toEqual({ do: 'read-member' });
  });
});

/** The row after it was read. */
const read = (more: Partial<Share>, outcome: ShareOutcome) => {
  const before = row(more);
  const { observed, dueAt } = foldShare(before, planShare(before, now), outcome, now, 0);
  return { ...before, ...observed, dueAt };
};
const member = (status: 'pending' | 'accepted' | 'rejected') => ({ kind: 'member', status }) as const;

describe('then', () => {
  it.each<[string, Partial<Share>, ShareOutcome, { asOf: number | null; next: string; asks: boolean }]>([
    [
      'what was added is recorded',
      { member: present },
      member('pending'),
      { asOf: null, next: 'wait', asks: false },
    ],
    [
      'what is not added is asked about',
      { member: present },
      { kind: 'absent' },
      { asOf, next: 'wait', asks: true },
    ],
    [
      'so is what rejected, before it is offered again',
      { member: { ...present, again: true }, status: 'rejected' },
      member('rejected'),
      { asOf, next: 'wait', asks: true },
    ],
    [
      'what was removed is recorded',
      { member: absent },
      { kind: 'absent' },
      { asOf: null, next: 'wait', asks: false },
    ],
    [
      'what is still there is removed',
      { member: absent },
      member('accepted'),
      { asOf: null, next: 'remove-member', asks: false },
    ],
    [
      'what was accepted is recorded',
      { answer: answer('accepted') },
      member('accepted'),
      { asOf: null, next: 'wait', asks: false },
    ],
    [
      'what is not accepted is asked about',
      { answer: answer('accepted') },
      member('rejected'),
      { asOf, next: 'wait', asks: true },
    ],
    [
      'so is what is not set back',
      { answer: answer('pending') },
      member('rejected'),
      { asOf, next: 'wait', asks: true },
    ],
    [
      'what is not rejected is rejected',
      { answer: answer('rejected') },
      member('accepted'),
      { asOf: null, next: 'set-status', asks: false },
    ],
    ['nothing is left', {}, member('pending'), { asOf: null, next: 'wait', asks: false }],
  ])('%s', (_, more, outcome, expected) => {
    const after = read({ image: shareRow({}).image, ...more }, outcome);
    const next = planShare({ ...after, dueAt: null }, now).do;
    expect({ asOf: after.asOf, next: next === 'read-image' ? 'wait' : next, asks: isAsking(after) }).toEqual(
      expected,
    );
  });

  it('an answer is not asked about apart from the membership that it waits for', () => {
    const after = read(
      { member: present, answer: { ...answer('accepted'), revision: 2 } },
      { kind: 'absent' },
    );
    expect(planShare({ ...after, dueAt: null }, now)).toEqual({ do: 'wait', until: null });
    expect(askedIntents(after).member).toEqual(present);
  });

  it('what somebody asks for afterwards is carried out', () => {
    const after = read({ member: present }, { kind: 'absent' });
    const newer = { ...present, revision: 2, at: asOf + 1 };
    expect(planShare({ ...after, intentRevision: 2, member: newer }, now).do).toBe('add-member');
  });

  describe('if nobody may read the member', () => {
    const problem = { kind: 'forbidden', act: 'read-member', requestId: null } as const;
    const refused = { kind: 'impossible', problem } as const;
    it('what takes access away is carried out', () => {
      const after = read({ member: absent, status: 'pending' }, refused);
      expect([after.asOf, after.dueAt, after.lastError]).toEqual([null, now, problem]);
      expect(planShare(after, now).do).toBe('remove-member');
    });
    it('the rest is asked about', () => {
      const after = read({ member: present }, refused);
      expect([after.asOf, after.dueAt, isAsking(after)]).toEqual([asOf, null, true]);
    });
    it('with nothing to carry out, no reason is shown', () => {
      const after = read({ status: 'pending' }, refused);
      expect([after.asOf, after.lastError]).toEqual([null, null]);
    });
  });

  it.each<[string, ShareOutcome]>([
    ['no member any more', { kind: 'absent' }],
    ['out of sight', { kind: 'unavailable' }],
  ])('an answer of what is %s is over', (_, outcome) => {
    const after = read({ answer: answer('accepted'), status: 'pending' }, outcome);
    expect([after.asOf, after.dueAt, isAsking(after)]).toEqual([null, null, false]);
    expect(after.answerProblem).toEqual({ kind: 'offer-withdrawn', imageId: after.imageId });
  });

  it('a cloud that does not answer leaves it unchecked', () => {
    const problem = { kind: 'cloud-away', cloud: 'lab' } as const;
    const after = read({ member: absent }, { kind: 'later', problem, afterMs: null });
    expect([after.asOf, planShare(after, now).do]).toEqual([asOf, 'read-member']);
  });
});
