/** The rules of one Share, each as a row of a table. */
import { describe, expect, it } from 'vitest';
import type { Share } from '../../../../src/model/share.ts';
import { foldShare, unconfirmedMs } from '../../../../src/sharing/rules/fold-share.ts';
import {
  blockedMs,
  planShare,
  type ShareOutcome,
  type ShareStep,
} from '../../../../src/sharing/rules/plan-share.ts';
import { alice, bob, imageFacts, intentOf, shareRow } from '../../../support/share-row.ts';

const now = 1_000_000;
const present = (revision: number) => intentOf('present' as const, revision);
const absent = (revision: number) => intentOf('absent' as const, revision);
const accepted = (revision: number) => intentOf('accepted' as const, revision, bob);
const rejected = (revision: number) => intentOf('rejected' as const, revision, bob);
const again = (revision: number) => ({ ...present(revision), again: true as const });
const silent = { kind: 'cloud-away', cloud: 'lab' } as const;

it('who rejected, and is not asked again, stays a member', () => {
  const row = shareRow({ intentRevision: 1, member: present(1), status: 'rejected' });
  expect(planShare(row, now)).toEqual({ do: 'add-member', intent: present(1) });
});

it('nothing is done until the first of the writes that may arrive is over', () => {
  const unconfirmedWrites = [now + 9, now + 5].map((until) => ({ effect: 'accepted' as const, until }));
  expect(planShare(shareRow({ unconfirmedWrites }), now)).toEqual({ do: 'wait', until: now + 5 });
});

describe('the next step', () => {
  const rows: [string, Partial<Share>, ShareStep['do']][] = [
    [
      'a fresh offer is added',
      { status: null, statusAt: null, intentRevision: 1, member: present(1) },
      'add-member',
    ],
    [
      'an answer waits until the offer is settled',
      { intentRevision: 2, member: present(1), answer: accepted(2) },
      'add-member',
    ],
    [
      'then it is carried out',
      { intentRevision: 2, member: present(1), memberAppliedRevision: 1, answer: accepted(2) },
      'set-status',
    ],
    [
      'a withdrawal beats an answer made before it',
      { intentRevision: 3, answer: accepted(2), member: absent(3) },
      'remove-member',
    ],
    [
      'and the answer is not carried out after it',
      {
        intentRevision: 3,
        answer: accepted(2),
        member: absent(3),
        memberAppliedRevision: 3,
        status: 'absent',
      },
      'wait',
    ],
    [
      'offered again, who rejected is removed first',
      {
        intentRevision: 3,
        status: 'rejected',
        member: again(3),
        answer: rejected(2),
        answerAppliedRevision: 2,
      },
      'remove-member',
    ],
    [
      'and then added',
      {
        intentRevision: 3,
        status: 'absent',
        member: again(3),
        answer: rejected(2),
        answerAppliedRevision: 2,
      },
      'add-member',
    ],
    [
      'offered again, a reject that was not carried out yet is none',
      {
        intentRevision: 3,
        member: again(3),
        memberAppliedRevision: 3,
        answer: rejected(2),
        answerAppliedRevision: 1,
      },
      'wait',
    ],
    [
      'an answer to an offer made again counts',
      { intentRevision: 4, member: present(3), memberAppliedRevision: 3, answer: accepted(4) },
      'set-status',
    ],
    [
      'a lost answer is read back before anything else',
      {
        statusAt: null,
        unconfirmedWrites: [{ effect: 'present', until: now }],
        intentRevision: 1,
        member: present(1),
      },
      'read-member',
    ],
    ['due with nothing to carry out: a read', { dueAt: now }, 'read-member'],
    ['not due: nothing', { statusAt: now, dueAt: now + 1 }, 'wait'],
    ['an ended Share is looked at when asked', { status: 'absent', dueAt: now }, 'read-member'],
    ['a member whose image is unknown: read it', { image: null }, 'read-image'],
  ];
  it.each(rows)('%s', (_name, row, step) => {
    expect(planShare(shareRow(row), now).do).toBe(step);
  });

  it('waits for the end of an unconfirmed write, or until somebody asks for a read', () => {
    expect(planShare(shareRow({ statusAt: now }), now)).toEqual({ do: 'wait', until: null });
    const unconfirmed = shareRow({
      statusAt: now,
      unconfirmedWrites: [{ effect: 'rejected', until: now + unconfirmedMs }],
    });
    expect(planShare(unconfirmed, now)).toEqual({ do: 'wait', until: now + unconfirmedMs });
    expect(planShare(shareRow({ status: 'absent' }), now)).toEqual({ do: 'wait', until: null });
  });
});

describe('what an outcome does to the rows', () => {
  const fold = (row: Partial<Share>, outcome: ShareOutcome) => {
    const share = shareRow(row);
    const { observed, dueAt } = foldShare(share, planShare(share, now), outcome, now, 0);
    return { share: { ...share, ...observed }, dueAt };
  };
  const offered = {
    status: null,
    statusAt: null,
    intentRevision: 1,
    member: present(1),
    dueAt: now,
  } as const;
  const answering = { intentRevision: 1, answer: accepted(1), dueAt: now } as const;

  it('added: pending, settled, and nothing more to do', () => {
    const { share, dueAt } = fold(offered, { kind: 'member', status: 'pending', fresh: true });
    expect(share).toMatchObject({
      status: 'pending',
      statusAt: now,
      memberAppliedRevision: 1,
      decided: null,
      joined: { as: 'added' },
    });
    expect(dueAt).toBeNull();
  });

  it('a member already: its status stands, and who decided it is not known', () => {
    const { share } = fold(offered, { kind: 'member', status: 'rejected' });
    expect(share).toMatchObject({
      status: 'rejected',
      memberAppliedRevision: 1,
      joined: { as: 'already', status: 'rejected' },
    });
  });

  it('answered: who decided what and when', () => {
    const { share } = fold(answering, { kind: 'member', status: 'accepted' });
    expect(share).toMatchObject({
      status: 'accepted',
      answerAppliedRevision: 1,
      decided: { by: bob, status: 'accepted', at: now },
    });
  });

  it('removed: the answer before it is moot', () => {
    const { share, dueAt } = fold(
      { intentRevision: 2, answer: accepted(1), member: absent(2) },
      { kind: 'absent' },
    );
    expect(share).toMatchObject({
      status: 'absent',
      memberAppliedRevision: 2,
      answerAppliedRevision: 1,
      decided: { by: alice, status: 'absent' },
    });
    expect(dueAt).toBeNull();
  });

  it('impossible: settled with a reason, and the member read before anybody is told that it is gone', () => {
    const problem = { kind: 'offer-withdrawn', imageId: shareRow().imageId } as const;
    const { share, dueAt } = fold(answering, { kind: 'impossible', problem, recheck: true });
    expect(share).toMatchObject({
      answerAppliedRevision: 1,
      answerProblem: problem,
      status: 'pending',
      decided: null,
    });
    expect(dueAt).toBe(now);
  });

  it('later: counted, waits, the intent stays', () => {
    const { share, dueAt } = fold(answering, { kind: 'later', problem: silent, afterMs: 7_000 });
    expect(share).toMatchObject({ attempts: 1, answerAppliedRevision: 0, lastError: silent });
    expect(dueAt).toBe(now + 7_000);
  });

  it('unknown: read back at once, and unconfirmed for a minute', () => {
    const { share, dueAt } = fold(answering, { kind: 'unknown', problem: silent });
    expect(share).toMatchObject({
      statusAt: null,
      unconfirmedWrites: [{ effect: 'accepted', until: now + unconfirmedMs }],
      answerAppliedRevision: 0,
    });
    expect(dueAt).toBe(now);
  });

  it('unknown, and the read shows that it happened: settled as if answered', () => {
    const unconfirmedWrites = [{ effect: 'accepted' as const, until: now + unconfirmedMs }];
    const { share } = fold(
      { ...answering, statusAt: null, unconfirmedWrites, attempts: 1 },
      { kind: 'member', status: 'accepted' },
    );
    expect(share).toMatchObject({
      answerAppliedRevision: 1,
      decided: { by: bob },
      attempts: 0,
      lastError: null,
    });
  });

  it('unknown, and the read shows that it did not: repeated after a pause, not at once', () => {
    const unconfirmedWrites = [{ effect: 'accepted' as const, until: now + unconfirmedMs }];
    const { share, dueAt } = fold(
      { ...answering, statusAt: null, unconfirmedWrites, attempts: 3 },
      { kind: 'member', status: 'pending' },
    );
    expect(planShare({ ...share, dueAt: null }, now).do).toBe('set-status');
    expect(dueAt).toBe(now + 4_000);
  });

  it('our own superseded write arriving late is overruled by the newest intent', () => {
    const row = {
      intentRevision: 2,
      answer: intentOf('rejected' as const, 2, bob),
      answerAppliedRevision: 2,
      status: 'rejected' as const,
      dueAt: now,
      unconfirmedWrites: [{ effect: 'accepted' as const, until: now }],
    };
    const { share, dueAt } = fold(row, { kind: 'member', status: 'accepted' });
    expect(planShare(share, now)).toMatchObject({ do: 'set-status', intent: { value: 'rejected' } });
    expect(dueAt).toBe(now);
  });

  it('a change made elsewhere after an intent was settled is adopted, never undone', () => {
    const row = {
      intentRevision: 1,
      answer: accepted(1),
      answerAppliedRevision: 1,
      status: 'accepted' as const,
      dueAt: now,
    };
    const { share, dueAt } = fold(row, { kind: 'member', status: 'rejected' });
    expect(share).toMatchObject({
      status: 'rejected',
      answerAppliedRevision: 1,
      decided: { by: null, status: 'rejected' },
    });
    expect(dueAt).toBeNull();
  });

  it('blocked: the intent stays, and it is tried again without hurry', () => {
    const problem = { kind: 'account-unlinked', project: 'p', cloud: 'lab' } as const;
    const { share, dueAt } = fold(answering, { kind: 'blocked', problem });
    expect(share).toMatchObject({ lastError: problem, answerAppliedRevision: 0 });
    expect(dueAt).toBe(now + blockedMs);
  });

  it.each(['read-member', 'read-image'] as const)('a %s that the cloud refuses does not spin', (step) => {
    const row = step === 'read-member' ? { dueAt: now } : { image: null };
    const problem = { kind: 'cloud-refused', status: 418, requestId: null } as const;
    expect(fold(row, { kind: 'impossible', problem }).dueAt).toBeNull();
  });

  it('an image that is gone ends the Share', () => {
    const { share, dueAt } = fold({ image: null }, { kind: 'absent', imageGone: true });
    expect(share.status).toBe('absent');
    expect(dueAt).toBeNull();
    expect(fold({ image: null }, { kind: 'image', image: imageFacts }).share.image).toBe(imageFacts);
  });
});
