/** What the outcome of a step leaves on a share's row, to the last field, each rule as a row. */
import { expect, test } from 'vitest';
import type { CloudStatus } from '../../../../src/model/member.ts';
import type { Share, ShareObserved } from '../../../../src/model/share.ts';
import { foldShare, takenOver, unconfirmedMs } from '../../../../src/sharing/rules/fold-share.ts';
import { blockedMs, type ShareOutcome, type ShareStep } from '../../../../src/sharing/rules/plan-share.ts';
import { alice, bob, imageFacts, intentOf, shareRow } from '../../../support/share-row.ts';

const now = 1_000_000;
const calm = { attempts: 0, lastError: null };
const silent = { kind: 'cloud-away', cloud: 'lab' } as const;
const refused = { kind: 'cloud-refused', status: 418, requestId: null } as const;
const present = intentOf('present' as const, 2);
const absent = intentOf('absent' as const, 2);
const again = { ...present, again: true as const };
const answer = (revision: number, value: 'accepted' | 'rejected' = 'accepted') =>
  intentOf(value, revision, bob);

const read: ShareStep = { do: 'read-member' };
const add: ShareStep = { do: 'add-member', intent: present };
const addAgain: ShareStep = { do: 'add-member', intent: again };
const remove: ShareStep = { do: 'remove-member', intent: absent };
const makeRoom: ShareStep = { do: 'remove-member', intent: again };
const set: ShareStep = { do: 'set-status', intent: answer(2) };

const member = (status: CloudStatus, fresh?: boolean): ShareOutcome => ({
  kind: 'member',
  status,
  ...(fresh !== undefined && { fresh }),
});
const gone: ShareOutcome = { kind: 'absent' };
const impossible: ShareOutcome = { kind: 'impossible', problem: refused };
const recheck: ShareOutcome = { ...impossible, recheck: true };
const unavailable: ShareOutcome = { kind: 'unavailable' };
const hidden = { ...imageFacts, visibility: 'private', hidesMembers: true } as const;
const unknown: ShareOutcome = { kind: 'unknown', problem: silent };
const elsewhere = (status: 'pending' | 'accepted' | 'rejected' | 'absent') => ({ by: null, status, at: now });
const seen = (status: Share['status']) => ({ status, statusAt: now });
const noProblems = { memberProblem: null, answerProblem: null };
const joined = (as: 'added' | 'already', status: 'pending' | 'accepted' | 'rejected') => ({
  ...calm,
  ...noProblems,
  memberAppliedRevision: 2,
  joined: { revision: 2, as, status },
});
const write = (effect: 'present' | 'absent' | 'accepted', until = now + 1) => ({ effect, until });
const removedByAlice = {
  ...calm,
  ...noProblems,
  ...seen('absent'),
  memberAppliedRevision: 2,
  decided: { by: alice, status: 'absent', at: now },
};

type Row = [what: string, share: Partial<Share>, step: ShareStep, outcome: ShareOutcome, observed: object];

const rows: Row[] = [
  ['blocked', { attempts: 3 }, set, { kind: 'blocked', problem: silent }, { lastError: silent }],
  [
    'later',
    { attempts: 3 },
    set,
    { kind: 'later', problem: silent, afterMs: 1 },
    { attempts: 4, lastError: silent },
  ],
  [
    'an image seen',
    {},
    { do: 'read-image' },
    { kind: 'image', image: imageFacts },
    { ...calm, image: imageFacts },
  ],
  [
    'an image that hides its members: what was known of this one stays',
    { status: 'accepted', statusAt: null, unconfirmedWrites: [write('absent', now), write('present')] },
    read,
    { kind: 'image', image: hidden },
    { ...calm, image: hidden, statusAt: now, unconfirmedWrites: [write('present')] },
  ],
  [
    'an image gone',
    {},
    { do: 'read-image' },
    gone,
    { ...calm, ...seen('absent'), decided: elsewhere('absent'), unconfirmedWrites: [] },
  ],
  // nobody who owns the image could be asked
  [
    'not to be seen: nothing was decided',
    { status: 'accepted', decided: { by: bob, status: 'accepted', at: 7 } },
    read,
    unavailable,
    { ...calm, ...seen('unavailable'), unconfirmedWrites: [] },
  ],
  [
    'not to be seen confirms no removal',
    { status: 'accepted', statusAt: null, member: absent },
    read,
    unavailable,
    { ...calm, ...seen('accepted'), unconfirmedWrites: [] },
  ],
  [
    'to be seen again, as before',
    { status: 'unavailable', decided: { by: bob, status: 'accepted', at: 7 } },
    read,
    member('accepted'),
    { ...calm, ...seen('accepted'), unconfirmedWrites: [] },
  ],
  [
    'to be seen again, and answered meanwhile',
    { status: 'unavailable', decided: { by: bob, status: 'accepted', at: 7 } },
    read,
    member('rejected'),
    { ...calm, ...seen('rejected'), decided: elsewhere('rejected'), unconfirmedWrites: [] },
  ],
  // a status that Glance does not have
  [
    'an unknown status: nothing was decided',
    { status: 'accepted', decided: { by: bob, status: 'accepted', at: 7 } },
    read,
    member('?frozen'),
    { ...calm, ...seen('?frozen'), unconfirmedWrites: [] },
  ],
  [
    'known again, as before',
    { status: '?frozen', decided: { by: bob, status: 'accepted', at: 7 } },
    read,
    member('accepted'),
    { ...calm, ...seen('accepted'), unconfirmedWrites: [] },
  ],
  [
    'known again, and answered meanwhile',
    { status: '?frozen', decided: { by: bob, status: 'accepted', at: 7 } },
    read,
    member('rejected'),
    { ...calm, ...seen('rejected'), decided: elsewhere('rejected'), unconfirmedWrites: [] },
  ],
  [
    'an answer that the cloud calls something else is carried out',
    {},
    set,
    member('?frozen'),
    {
      ...calm,
      ...seen('?frozen'),
      answerAppliedRevision: 2,
      answerProblem: null,
      decided: { by: bob, status: 'accepted', at: now },
    },
  ],
  [
    'an unknown status overrules no answer',
    {
      status: 'accepted',
      answer: answer(2),
      answerAppliedRevision: 2,
      unconfirmedWrites: [write('present')],
    },
    read,
    member('?frozen'),
    { ...calm, ...seen('?frozen'), unconfirmedWrites: [write('present')] },
  ],
  [
    'later, for the third time: the lasting problem',
    { attempts: 2 },
    set,
    { kind: 'later', problem: silent, lasting: refused, afterMs: 1 },
    { attempts: 3, lastError: refused },
  ],
  [
    'later, for the second time',
    { attempts: 1 },
    set,
    { kind: 'later', problem: silent, lasting: refused, afterMs: 1 },
    { attempts: 2, lastError: silent },
  ],
  // a write whose answer was lost
  ...(
    [
      ['an answer', set, 'accepted'],
      ['a removal', remove, 'absent'],
      ['room for another offer', makeRoom, 'absent'],
      ['a member', add, 'present'],
    ] as const
  ).map(
    ([what, step, effect]): Row => [
      `${what} may still arrive, whatever else may`,
      { attempts: 1, unconfirmedWrites: [write(effect === 'present' ? 'absent' : 'present'), write(effect)] },
      step,
      unknown,
      {
        statusAt: null,
        attempts: 2,
        lastError: silent,
        unconfirmedWrites: [
          write(effect === 'present' ? 'absent' : 'present'),
          { effect, until: now + unconfirmedMs },
        ],
      },
    ],
  ),
  // it will never work
  [
    'an answer is impossible',
    {},
    set,
    impossible,
    { ...calm, answerAppliedRevision: 2, answerProblem: refused },
  ],
  [
    'a member is impossible, and was none',
    { status: null },
    add,
    impossible,
    { ...calm, memberAppliedRevision: 2, memberProblem: refused, status: 'absent' },
  ],
  [
    'a removal is impossible: it stays',
    {},
    remove,
    impossible,
    { ...calm, memberAppliedRevision: 2, memberProblem: refused, status: 'pending' },
  ],
  ['a read is impossible', {}, read, impossible, calm],
  // added
  [
    'added',
    { status: null, decided: elsewhere('rejected') },
    add,
    member('pending', true),
    { ...joined('added', 'pending'), ...seen('pending'), decided: null },
  ],
  [
    'a member already',
    {},
    add,
    member('pending', false),
    { ...joined('already', 'pending'), ...seen('pending') },
  ],
  [
    'a member already, as nobody knew',
    {},
    add,
    member('accepted'),
    { ...joined('already', 'accepted'), ...seen('accepted'), decided: elsewhere('accepted') },
  ],
  [
    'who rejected has to go before being added again',
    { attempts: 2 },
    addAgain,
    member('rejected'),
    { ...calm, ...seen('rejected') },
  ],
  [
    'added again: the answer before it is over',
    { status: 'absent', answer: answer(1) },
    addAgain,
    member('pending', true),
    { ...joined('added', 'pending'), ...seen('pending'), decided: null, answerAppliedRevision: 1 },
  ],
  [
    'tenants join: the answer stands',
    { answer: answer(1) },
    add,
    member('pending'),
    { ...joined('already', 'pending'), ...seen('pending') },
  ],
  // removed
  ['removed', {}, remove, gone, removedByAlice],
  [
    'removed: the answer before it is over',
    { answer: answer(1) },
    remove,
    gone,
    { ...removedByAlice, answerAppliedRevision: 1 },
  ],
  ['removed: an answer of its own revision is not', { answer: answer(2) }, remove, gone, removedByAlice],
  [
    'room is made: no word of a decision',
    { status: 'rejected', answer: answer(1, 'rejected') },
    makeRoom,
    gone,
    { ...calm, ...noProblems, ...seen('absent'), answerAppliedRevision: 1 },
  ],
  // answered
  [
    'answered',
    {},
    set,
    member('accepted'),
    {
      ...calm,
      ...seen('accepted'),
      answerAppliedRevision: 2,
      answerProblem: null,
      decided: { by: bob, status: 'accepted', at: now },
    },
  ],
  [
    'answered by somebody who is no member any more',
    {},
    set,
    gone,
    { ...calm, ...seen('absent'), unconfirmedWrites: [], decided: elsewhere('absent') },
  ],
  // read
  ['read as on record', {}, read, member('pending'), { ...calm, ...seen('pending'), unconfirmedWrites: [] }],
  [
    'read for the first time',
    { status: null },
    read,
    member('accepted'),
    { ...calm, ...seen('accepted'), unconfirmedWrites: [] },
  ],
  [
    'read otherwise',
    {},
    read,
    gone,
    { ...calm, ...seen('absent'), decided: elsewhere('absent'), unconfirmedWrites: [] },
  ],
  [
    'a write that is over arrives no more',
    { unconfirmedWrites: [write('accepted', now), write('absent')] },
    read,
    member('pending'),
    { ...calm, ...seen('pending'), unconfirmedWrites: [write('absent')] },
  ],
  // read while a member intent is open: who wrote it does not matter
  [
    'read: the removal has happened',
    { member: absent },
    read,
    gone,
    { ...removedByAlice, unconfirmedWrites: [] },
  ],
  [
    'read: the removal has not happened',
    { member: absent, attempts: 2 },
    read,
    member('pending'),
    { ...seen('pending'), unconfirmedWrites: [] },
  ],
  [
    'read: the member is there',
    { member: present, status: 'absent', decided: elsewhere('absent') },
    read,
    member('pending'),
    { ...joined('added', 'pending'), ...seen('pending'), decided: null, unconfirmedWrites: [] },
  ],
  [
    'read: the member is not there',
    { member: present, attempts: 2 },
    read,
    gone,
    { ...seen('absent'), unconfirmedWrites: [] },
  ],
  [
    'read: who rejected is there still',
    { member: again, attempts: 2 },
    read,
    member('rejected'),
    { ...seen('rejected'), unconfirmedWrites: [] },
  ],
  [
    'read: offered again, and pending',
    { member: again, status: 'absent' },
    read,
    member('pending'),
    { ...joined('added', 'pending'), ...seen('pending'), decided: null, unconfirmedWrites: [] },
  ],
  // read while an answer is open
  [
    'read: the answer has happened',
    { answer: answer(2) },
    read,
    member('accepted'),
    {
      ...calm,
      ...seen('accepted'),
      answerAppliedRevision: 2,
      answerProblem: null,
      decided: { by: bob, status: 'accepted', at: now },
      unconfirmedWrites: [],
    },
  ],
  [
    'read: the answer has not happened',
    { answer: answer(2), attempts: 2 },
    read,
    member('pending'),
    { ...seen('pending'), unconfirmedWrites: [] },
  ],
];

test.each(rows)('%s', (_, share, step, outcome, observed) => {
  expect(foldShare(shareRow(share), step, outcome, now, 0).observed).toEqual(observed);
});

/** What is carried out again once a write of ours arrived late: the revisions up to which each half counts as done. */
type Late = Partial<Pick<ShareObserved, 'memberAppliedRevision' | 'answerAppliedRevision'>>;
const doneTo = { memberAppliedRevision: 5, answerAppliedRevision: 5 };

test.each<[string, Partial<Share>, ShareOutcome, Late]>([
  [
    'a removal, of who is to be a member',
    { member: present, unconfirmedWrites: [write('absent')] },
    gone,
    { memberAppliedRevision: 1 },
  ],
  [
    'a removal, of who has answered since',
    { member: present, answer: answer(3), unconfirmedWrites: [write('absent')] },
    gone,
    { memberAppliedRevision: 1, answerAppliedRevision: 2 },
  ],
  [
    'a removal, of who answered before',
    { member: present, answer: answer(1), unconfirmedWrites: [write('absent')] },
    gone,
    { memberAppliedRevision: 1 },
  ],
  [
    'a member, who is to be none',
    { member: absent, unconfirmedWrites: [write('present')] },
    member('pending'),
    { memberAppliedRevision: 1 },
  ],
  [
    'a member, who is to be none and answered after',
    { member: absent, answer: answer(3), unconfirmedWrites: [write('present')] },
    member('pending'),
    { memberAppliedRevision: 1 },
  ],
  [
    'a removal, as it is to be',
    { member: absent, answer: answer(1), unconfirmedWrites: [write('absent')] },
    gone,
    {},
  ],
  [
    'a member, as it is to be',
    { member: present, unconfirmedWrites: [write('present')] },
    member('pending'),
    {},
  ],
  [
    'an answer, other than the newest',
    { answer: answer(3, 'rejected'), unconfirmedWrites: [write('accepted')] },
    member('accepted'),
    { answerAppliedRevision: 2 },
  ],
  [
    'an answer, the newest',
    { answer: answer(3), unconfirmedWrites: [write('accepted')] },
    member('accepted'),
    {},
  ],
  [
    'no member, who was removed elsewhere',
    { member: present, unconfirmedWrites: [write('present')] },
    gone,
    {},
  ],
  ['a member whom nobody asked about', { unconfirmedWrites: [write('present')] }, member('pending'), {}],
  [
    'nothing that was written',
    { answer: answer(3), unconfirmedWrites: [write('absent')] },
    member('rejected'),
    {},
  ],
  ['a removal, that nobody asked for', { answer: answer(3), unconfirmedWrites: [write('absent')] }, gone, {}],
  [
    'a reject, of who was offered it again',
    { member: again, answer: answer(1, 'rejected'), unconfirmedWrites: [write('present')] },
    member('rejected'),
    { memberAppliedRevision: 1 },
  ],
  [
    'a reject, of who never answered',
    { member: again, unconfirmedWrites: [write('present')] },
    member('rejected'),
    { memberAppliedRevision: 1 },
  ],
  [
    'an accept, of who was offered it again',
    { member: again, answer: answer(1, 'rejected'), unconfirmedWrites: [write('accepted')] },
    member('accepted'),
    {},
  ],
  [
    'an accept, of who rejected the second offer',
    { member: again, answer: answer(3, 'rejected'), unconfirmedWrites: [write('accepted')] },
    member('accepted'),
    { answerAppliedRevision: 2 },
  ],
])('arrives late: %s', (_, share, outcome, late) => {
  const { observed } = foldShare(shareRow({ ...doneTo, ...share }), read, outcome, now, 0);
  const { memberAppliedRevision, answerAppliedRevision } = observed;
  expect({ memberAppliedRevision, answerAppliedRevision }).toEqual({
    memberAppliedRevision: undefined,
    answerAppliedRevision: undefined,
    ...late,
  });
});

const blocked: ShareOutcome = { kind: 'blocked', problem: silent };
test.each<[string, Partial<Share>, ShareStep, ShareOutcome, number | null]>([
  ['blocked with an intent', { answer: answer(2) }, set, blocked, now + blockedMs],
  ['blocked without one', {}, read, blocked, null],
  ['a read that is impossible, with an intent', { answer: answer(2) }, read, impossible, now + blockedMs],
  [
    'an image that is impossible, with an intent',
    { answer: answer(2) },
    { do: 'read-image' },
    impossible,
    now + blockedMs,
  ],
  ['an answer that is impossible', { answer: answer(2) }, set, impossible, null],
  ['an answer that is impossible, of a member in doubt', { answer: answer(2) }, set, recheck, now],
  [
    'an answer that is impossible, and a member to add',
    { answer: answer(2), member: { ...present, revision: 1 } },
    set,
    impossible,
    now,
  ],
  [
    'later, as the cloud says',
    { answer: answer(2) },
    set,
    { kind: 'later', problem: silent, afterMs: 7 },
    now + 7,
  ],
  ['later, at once', { answer: answer(2) }, set, { kind: 'later', problem: silent, afterMs: 0 }, now],
  [
    'nothing left, but a write may arrive',
    { unconfirmedWrites: [write('absent', now + 9)] },
    read,
    member('pending'),
    now + 9,
  ],
  [
    'an answer that has not happened, for the first time',
    { answer: answer(2) },
    read,
    member('pending'),
    now,
  ],
])('due next: %s', (_, share, step, outcome, dueAt) => {
  expect(foldShare(shareRow(share), step, outcome, now, 0).dueAt).toBe(dueAt);
});

const unsure = (effect: 'present' | 'absent' | 'accepted') => ({
  statusAt: null,
  unconfirmedWrites: [write(effect, now + unconfirmedMs)],
});

test.each<[what: string, share: Partial<Share>, left: Pick<Share, 'member' | 'answer'>, then: object]>([
  [
    'an answer, though a newer one came since',
    { answer: answer(3, 'rejected') },
    { member: null, answer: answer(2) },
    unsure('accepted'),
  ],
  ['a member to add', { status: null }, { member: present, answer: null }, unsure('present')],
  ['a member to remove', {}, { member: absent, answer: null }, unsure('absent')],
  [
    'a member to add again, who rejected',
    { status: 'rejected' },
    { member: again, answer: null },
    unsure('absent'),
  ],
  ['a read', { answer: answer(3) }, { member: null, answer: null }, {}],
  [
    'an answer that is carried out already',
    { answerAppliedRevision: 2 },
    { member: null, answer: answer(2) },
    {},
  ],
])('taken over from a holder who had to carry out %s', (_, share, left, then) => {
  expect(takenOver(shareRow(share), left, now)).toEqual(then);
});
