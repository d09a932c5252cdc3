/** The rules of one Share, each as a row of a table. */
import { describe, expect, it } from 'vitest';
import type { Share } from '../../../../src/model/share.ts';
import {
  blockedMs,
  doubtMs,
  foldShare,
  planShare,
  type ShareOutcome,
  type ShareStep,
} from '../../../../src/sharing/rules/plan-share.ts';
import { alice, bob, imageFacts, shareRow, wishOf } from '../../../support/share-row.ts';

const now = 1_000_000;
const present = (revision: number) => wishOf('present' as const, revision);
const absent = (revision: number) => wishOf('absent' as const, revision);
const accepted = (revision: number) => wishOf('accepted' as const, revision, bob);
const rejected = (revision: number) => wishOf('rejected' as const, revision, bob);
const anew = (revision: number) => ({ ...present(revision), anew: true as const });
const silent = { kind: 'cloud-away', cloud: 'lab' } as const;

describe('the next step', () => {
  const rows: [string, Partial<Share>, ShareStep['do']][] = [
    [
      'a fresh offer is added',
      { status: null, statusAt: null, wishRevision: 1, member: present(1) },
      'add-member',
    ],
    [
      'an answer waits until the offer is settled',
      { wishRevision: 2, member: present(1), answer: accepted(2) },
      'add-member',
    ],
    [
      'then it is carried out',
      { wishRevision: 2, member: present(1), memberSettled: 1, answer: accepted(2) },
      'set-status',
    ],
    [
      'a withdrawal beats an answer made before it',
      { wishRevision: 3, answer: accepted(2), member: absent(3) },
      'remove-member',
    ],
    [
      'and the answer is not carried out after it',
      { wishRevision: 3, answer: accepted(2), member: absent(3), memberSettled: 3, status: 'absent' },
      'wait',
    ],
    [
      'offered anew, who rejected is removed first',
      { wishRevision: 3, status: 'rejected', member: anew(3), answer: rejected(2), answerSettled: 2 },
      'remove-member',
    ],
    [
      'and then added',
      { wishRevision: 3, status: 'absent', member: anew(3), answer: rejected(2), answerSettled: 2 },
      'add-member',
    ],
    [
      'offered anew, a reject that was not carried out yet is none',
      { wishRevision: 3, member: anew(3), memberSettled: 3, answer: rejected(2), answerSettled: 1 },
      'wait',
    ],
    [
      'an answer to an offer made again counts',
      { wishRevision: 4, member: present(3), memberSettled: 3, answer: accepted(4) },
      'set-status',
    ],
    [
      'a lost answer is read back before anything else',
      { statusAt: null, doubts: [{ effect: 'present', until: now }], wishRevision: 1, member: present(1) },
      'look',
    ],
    ['due with nothing to carry out: a look', { dueAt: now }, 'look'],
    ['not due: nothing', { statusAt: now, dueAt: now + 1 }, 'wait'],
    ['an ended Share is looked at when asked', { status: 'absent', dueAt: now }, 'look'],
    ['a member whose image is unknown: read it', { image: null }, 'read-image'],
  ];
  it.each(rows)('%s', (_name, row, step) => {
    expect(planShare(shareRow(row), now).do).toBe(step);
  });

  it('waits for the end of a doubt, or until somebody asks for a look', () => {
    expect(planShare(shareRow({ statusAt: now }), now)).toEqual({ do: 'wait', until: null });
    const doubted = shareRow({ statusAt: now, doubts: [{ effect: 'rejected', until: now + doubtMs }] });
    expect(planShare(doubted, now)).toEqual({ do: 'wait', until: now + doubtMs });
    expect(planShare(shareRow({ status: 'absent' }), now)).toEqual({ do: 'wait', until: null });
  });
});

describe('what an outcome does to the rows', () => {
  const fold = (row: Partial<Share>, outcome: ShareOutcome) => {
    const share = shareRow(row);
    const { seen, dueAt } = foldShare(share, planShare(share, now), outcome, now, 0);
    return { share: { ...share, ...seen }, dueAt };
  };
  const offered = { status: null, statusAt: null, wishRevision: 1, member: present(1), dueAt: now } as const;
  const answering = { wishRevision: 1, answer: accepted(1), dueAt: now } as const;

  it('added: pending, settled, and nothing more to do', () => {
    const { share, dueAt } = fold(offered, { kind: 'member', status: 'pending', fresh: true });
    expect(share).toMatchObject({
      status: 'pending',
      statusAt: now,
      memberSettled: 1,
      decided: null,
      joined: { as: 'added' },
    });
    expect(dueAt).toBeNull();
  });

  it('a member already: its status stands, and who decided it is not known', () => {
    const { share } = fold(offered, { kind: 'member', status: 'rejected' });
    expect(share).toMatchObject({
      status: 'rejected',
      memberSettled: 1,
      joined: { as: 'already', status: 'rejected' },
    });
  });

  it('answered: who decided what and when', () => {
    const { share } = fold(answering, { kind: 'member', status: 'accepted' });
    expect(share).toMatchObject({
      status: 'accepted',
      answerSettled: 1,
      decided: { by: bob, status: 'accepted', at: now },
    });
  });

  it('removed: the answer before it is moot', () => {
    const { share, dueAt } = fold(
      { wishRevision: 2, answer: accepted(1), member: absent(2) },
      { kind: 'absent' },
    );
    expect(share).toMatchObject({
      status: 'absent',
      memberSettled: 2,
      answerSettled: 1,
      decided: { by: alice, status: 'absent' },
    });
    expect(dueAt).toBeNull();
  });

  it('impossible: settled with a reason; a withdrawn offer is absent', () => {
    const problem = { kind: 'offer-withdrawn', imageId: shareRow().imageId } as const;
    const { share } = fold(answering, { kind: 'impossible', problem, absent: true });
    expect(share).toMatchObject({
      answerSettled: 1,
      answerProblem: problem,
      status: 'absent',
      decided: { by: null, status: 'absent' },
    });
  });

  it('later: counted, waits, the wish stays', () => {
    const { share, dueAt } = fold(answering, { kind: 'later', problem: silent, afterMs: 7_000 });
    expect(share).toMatchObject({ attempts: 1, answerSettled: 0, trouble: silent });
    expect(dueAt).toBe(now + 7_000);
  });

  it('unknown: read back at once, and doubted for a minute', () => {
    const { share, dueAt } = fold(answering, { kind: 'unknown', problem: silent });
    expect(share).toMatchObject({
      statusAt: null,
      doubts: [{ effect: 'accepted', until: now + doubtMs }],
      answerSettled: 0,
    });
    expect(dueAt).toBe(now);
  });

  it('unknown, and the look shows that it happened: settled as if answered', () => {
    const doubts = [{ effect: 'accepted' as const, until: now + doubtMs }];
    const { share } = fold(
      { ...answering, statusAt: null, doubts, attempts: 1 },
      { kind: 'member', status: 'accepted' },
    );
    expect(share).toMatchObject({ answerSettled: 1, decided: { by: bob }, attempts: 0, trouble: null });
  });

  it('unknown, and the look shows that it did not: repeated after a pause, not at once', () => {
    const doubts = [{ effect: 'accepted' as const, until: now + doubtMs }];
    const { share, dueAt } = fold(
      { ...answering, statusAt: null, doubts, attempts: 3 },
      { kind: 'member', status: 'pending' },
    );
    expect(planShare({ ...share, dueAt: null }, now).do).toBe('set-status');
    expect(dueAt).toBe(now + 4_000);
  });

  it('our own superseded write arriving late is overruled by the newest wish', () => {
    const row = {
      wishRevision: 2,
      answer: wishOf('rejected' as const, 2, bob),
      answerSettled: 2,
      status: 'rejected' as const,
      dueAt: now,
      doubts: [{ effect: 'accepted' as const, until: now }],
    };
    const { share, dueAt } = fold(row, { kind: 'member', status: 'accepted' });
    expect(planShare(share, now)).toMatchObject({ do: 'set-status', wish: { wish: 'rejected' } });
    expect(dueAt).toBe(now);
  });

  it('a change made elsewhere after a wish was settled is adopted, never undone', () => {
    const row = {
      wishRevision: 1,
      answer: accepted(1),
      answerSettled: 1,
      status: 'accepted' as const,
      dueAt: now,
    };
    const { share, dueAt } = fold(row, { kind: 'member', status: 'rejected' });
    expect(share).toMatchObject({
      status: 'rejected',
      answerSettled: 1,
      decided: { by: null, status: 'rejected' },
    });
    expect(dueAt).toBeNull();
  });

  it('blocked: the wish stays, and it is tried again without hurry', () => {
    const problem = { kind: 'account-unlinked', project: 'p', cloud: 'lab' } as const;
    const { share, dueAt } = fold(answering, { kind: 'blocked', problem });
    expect(share).toMatchObject({ trouble: problem, answerSettled: 0 });
    expect(dueAt).toBe(now + blockedMs);
  });

  it.each(['look', 'read-image'] as const)('a %s that the cloud refuses does not spin', (step) => {
    const row = step === 'look' ? { dueAt: now } : { image: null };
    const problem = { kind: 'cloud-refused', status: 418, requestId: null } as const;
    expect(fold(row, { kind: 'impossible', problem, absent: false }).dueAt).toBeNull();
  });

  it('an image that is gone ends the Share', () => {
    const { share, dueAt } = fold({ image: null }, { kind: 'image', image: null });
    expect(share.status).toBe('absent');
    expect(dueAt).toBeNull();
    expect(fold({ image: null }, { kind: 'image', image: imageFacts }).share.image).toBe(imageFacts);
  });
});
