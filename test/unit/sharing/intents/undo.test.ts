/** An undo works for a minute, once, and for whoever did it; a reason belongs to the reject that stands. */
import { expect, test } from 'vitest';
import type { SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import type { Share } from '../../../../src/model/share.ts';
import type { Withdrawal } from '../../../../src/model/withdrawal.ts';
import {
  carryOutReason,
  explainReject,
  rejectToExplain,
  undoAnswer,
  undoWithdrawal,
} from '../../../../src/sharing/intents/undo.ts';
import { undoMs } from '../../../../src/sharing/rules/undo-window.ts';
import { now, personOf } from '../../../support/card-desk.ts';
import { desk, onDesk, problemKindOf } from '../../../support/on-desk.ts';
import { intentOf } from '../../../support/share-row.ts';
import { alice, bob, carol, image, offer as offerRow, project } from '../../../support/store-rows.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

onDesk();

/** Bob's answer, carried out so long ago. */
const answered = (
  value: 'accepted' | 'rejected',
  agoMs = 1,
  more: object = { before: 'pending' as const },
) => ({
  ...{ intentRevision: 1, answerAppliedRevision: 1, status: value },
  answer: { ...intentOf(value, 1, bob), at: now - agoMs, ...more },
  decided: { by: bob, status: value, at: now - agoMs },
});
const undone = { ...answered('accepted', 1, {}), status: 'pending' } as const;

test.each<[string, Partial<Share>, 'value' | 'olderValue', 'undone' | 'over' | 'changed', boolean]>([
  ['within the minute', answered('accepted'), 'value', 'undone', true],
  ['at the end of the minute', answered('accepted', undoMs - 1), 'value', 'undone', true],
  ['after the minute', answered('accepted', undoMs), 'value', 'over', false],
  ['on an older card', answered('accepted'), 'olderValue', 'changed', false],
  ['on an older card, after the minute', answered('accepted', undoMs), 'olderValue', 'over', false],
  ['that was undone already: the click came twice', undone, 'olderValue', 'undone', false],
  [
    'that was changed elsewhere since',
    { ...answered('accepted'), status: 'rejected' },
    'value',
    'changed',
    false,
  ],
  [
    'that somebody else gave',
    { ...answered('accepted'), answer: { ...answered('accepted').answer, by: carol } },
    'value',
    'changed',
    false,
  ],
  [
    'that somebody else has undone',
    { ...undone, answer: { ...undone.answer, by: carol } },
    'value',
    'changed',
    false,
  ],
  ['that was none', {}, 'value', 'changed', false],
])('an answer %s', async (_, of, which, kind, writes) => {
  const share = await desk.share(of);
  await desk.put('share', share.id, bob);
  expect((await undoAnswer(desk.deps, personOf(bob), await desk[which]('share', share.id, bob))).kind).toBe(
    kind,
  );
  const row = await desk.readShare(share);
  const answer = { value: 'pending', by: bob, accountId: 'bobs', at: now, revision: 2 };
  expect(row.answer).toEqual(writes ? answer : share.answer);
  expect((await desk.acts()).map(({ act }) => act)).toEqual(writes ? ['undo-answer'] : []);
  expect(row.dueAt).toBe(writes || kind !== 'undone' ? now : null);
  expect((await desk.cardOf('share', share.id, bob)).dueAt === null).toBe(!writes && kind === 'undone');
  expect(desk.nudges()).toBe(1);
});

const rejected = (more: object = {}) => answered('rejected', 1, more);

test.each<[string, Partial<Share>, SlackUserId, string | null]>([
  ['the reject that stands', rejected(), bob, null],
  ['an accept', answered('accepted'), bob, 'stale-card'],
  ['a reject that was changed elsewhere', { ...rejected(), status: 'accepted' }, bob, 'stale-card'],
  ['somebody else’s reject, in a channel', rejected(), carol, 'stale-card'],
])('%s can be explained, or not', async (_, of, userId, problem) => {
  const share = await desk.share(of);
  const channel = 'CPROJECT' as SlackUserId;
  await desk.put('share', share.id, channel);
  const value = await desk.value('share', share.id, channel);
  // in a channel the answer stands for every member, and is its author's to explain
  const asked = rejectToExplain(desk.deps, personOf(userId), value);
  if (problem === null)
    expect(await asked).toMatchObject({ revision: 1, reason: null, share: { id: share.id } });
  else expect(await problemKindOf(asked)).toBe(problem);
});

test('the reason so far is shown to whoever gave it', async () => {
  const share = await desk.share(rejected({ reason: 'too old' }));
  await desk.put('share', share.id, bob);
  const value = await desk.value('share', share.id, bob);
  expect((await rejectToExplain(desk.deps, personOf(bob), value)).reason).toBe('too old');
});

test('a reason waits for its proof; without one, the former is taken back at once, and what waited is cancelled', async () => {
  const share = await desk.share(rejected({ reason: 'too old' }));
  const explain = (reason: string | null) =>
    explainReject(desk.deps, personOf(bob), { shareId: share.id, revision: 1, reason });
  await explain('still too old');
  expect((await desk.readShare(share)).answer?.reason).toBe('too old');
  const acts = () => desk.db.selectFrom('pendingActs').selectAll().execute();
  expect(await acts()).toMatchObject([
    {
      kind: 'give-reason',
      phase: 'proving',
      userId: bob,
      accountId: 'bobs',
      subjectId: share.id,
      dueAt: now,
    },
  ]);
  expect(JSON.parse(String((await acts())[0]?.terms))).toEqual({
    kind: 'give-reason',
    revision: 1,
    reason: 'still too old',
  });
  await explain(null);
  expect((await desk.readShare(share)).answer).toEqual({ ...share.answer, reason: undefined });
  expect(await acts()).toMatchObject([{ phase: 'cancelled' }]);
  expect((await desk.acts()).map(({ act }) => act)).toEqual(['remove-reason']);
  expect(desk.nudges()).toBe(2);
});

test.each<
  [string, Partial<Share>, { userId?: SlackUserId; teamId?: TeamId; revision?: number; shareId?: string }]
>([
  ['of another answer since', rejected(), { revision: 2 }],
  ['of an accept', answered('accepted'), {}],
  ['of somebody else’s reject', rejected(), { userId: carol }],
  ['of another team’s', rejected(), { teamId: 'T2' as TeamId }],
  ['of a share that is gone', rejected(), { shareId: 'gone' }],
])('a reason %s is refused', async (_, of, { userId = bob, teamId, revision = 1, shareId }) => {
  const share = await desk.share(of);
  const person = { ...personOf(userId), ...(teamId && { teamId }) };
  for (const reason of ['why', null]) {
    const asked = explainReject(desk.deps, person, { shareId: shareId ?? share.id, revision, reason });
    expect(await problemKindOf(asked)).toBe('stale-card');
  }
  expect(await desk.acts()).toEqual([]);
});

test.each<[string, number, SlackUserId, readonly SlackUserId[] | null]>([
  ['is told the producer', 1, alice, [alice]],
  ['is not told whoever gave it', 1, bob, []],
  ['of an answer that no longer stands is told nobody', 2, alice, null],
])('a reason that is proven %s', async (_, revision, producer, told) => {
  const share = await desk.share(rejected());
  await desk.offer({ producer }, [share]);
  const terms = { kind: 'give-reason', revision, reason: 'too old' } as const;
  const problem = await desk.run((work) => carryOutReason(work, personOf(bob), share, terms));
  expect(problem).toEqual(told === null ? { kind: 'stale-card' } : null);
  expect((await desk.readShare(share)).answer?.reason).toBe(told === null ? undefined : 'too old');
  expect((await desk.told()).map(({ to }) => to)).toEqual(told ?? []);
  expect((await desk.acts()).map(({ act }) => act)).toEqual(told === null ? [] : ['give-reason']);
});

const removed = (id: string, more: Partial<Share> = {}): Partial<Share> => ({
  ...{ projectId: project(id), status: 'absent', intentRevision: 1, memberAppliedRevision: 1 },
  member: intentOf('absent' as const, 1, alice),
  decided: { by: alice, status: 'absent', at: 1 },
  ...more,
});

/** Alice's click on the card of her withdrawal of these members. */
const undoRemoval = async (
  of: Partial<Withdrawal>,
  shares: readonly Share[],
  which: 'value' | 'olderValue' = 'value',
) => {
  const [{ teamId, cloudId, region, imageId } = offerRow()] = shares;
  const row = withdrawalRow({
    ...{
      teamId,
      cloudId,
      region,
      imageId,
      image,
      projectId: project('p'),
      producer: alice,
      accountId: 'alices',
    },
    ...{
      phase: 'done',
      undoUntil: now + 1,
      members: shares.map(({ projectId }) => ({ projectId, status: null })),
    },
    ...of,
  });
  await desk.run(({ tx, store }) => store.withdrawals.insertWithdrawal(tx, row));
  await desk.put('withdrawal', row.id, alice);
  const value = await desk[which]('withdrawal', row.id, alice);
  let kind: string | null = null;
  const problem = await problemKindOf(
    undoWithdrawal(desk.deps, personOf(alice), value).then((done) => {
      kind = done;
    }),
  );
  const offers = await desk.db.selectFrom('offers').select('id').where('phase', '=', 'finding').execute();
  const made = await Promise.all(offers.map(({ id }) => desk.store.offers.findOffer(desk.db, id)));
  return {
    became: kind ?? problem,
    row: await desk.store.withdrawals.findWithdrawal(desk.db, row.id),
    made,
    id: row.id,
  };
};

test.each<[string, Partial<Withdrawal>, 'value' | 'olderValue', string, number]>([
  ['within the minute', {}, 'value', 'undone', 1],
  ['at the end of the minute', { undoUntil: now }, 'value', 'over', 0],
  ['on an older card', {}, 'olderValue', 'stale-card', 0],
  ['that was undone: the click came twice', { undoUntil: null }, 'olderValue', 'undone', 0],
  ['that is under way', { phase: 'removing', undoUntil: null }, 'value', 'stale-card', 0],
  ['that failed', { phase: 'failed', undoUntil: null }, 'value', 'stale-card', 0],
])('a withdrawal %s', async (_, of, which, became, offers) => {
  const share = await desk.share(removed('c1'));
  const done = await undoRemoval(of, [share], which);
  expect(done.became).toBe(became);
  expect(done.made).toHaveLength(offers);
  if (offers > 0) expect(done.row?.undoUntil).toBeNull();
  expect((await desk.cardOf('withdrawal', done.id, alice)).dueAt).toBe(now);
});

test('one offer for all with the same note and end; an end that has passed is none; nobody who came back is asked', async () => {
  const shares = [
    await desk.share(removed('c1', { endsAt: now + 5 })),
    await desk.share(removed('c2', { endsAt: now + 5 })),
    await desk.share(removed('c3', { endsAt: now })),
    await desk.share(removed('c4')),
    await desk.share(removed('c5', { status: 'accepted' })),
  ];
  await desk.offer({ note: 'for the release' }, shares.slice(0, 2));
  const { made } = await undoRemoval({}, shares);
  const own = {
    accountId: 'alices',
    region: 'R1',
    homeRegion: null,
    people: [],
    accept: false,
    answerBy: null,
  };
  expect(
    made.toSorted((one, other) => Number(one?.tenants[0]?.localeCompare(other?.tenants[0] ?? ''))),
  ).toMatchObject([
    { ...own, tenants: ['c1', 'c2'], note: 'for the release', endsAt: now + 5 },
    { ...own, tenants: ['c3', 'c4'], note: null, endsAt: null },
  ]);
});

test('nothing is offered again once everybody came back', async () => {
  const share = await desk.share(removed('c1', { status: 'accepted' }));
  expect(await undoRemoval({}, [share])).toMatchObject({ became: 'stale-card', made: [] });
});

test('a card of something else is none', async () => {
  const share = await desk.share();
  await desk.put('share', share.id, alice);
  const value = await desk.olderValue('share', share.id, alice);
  expect(await problemKindOf(undoWithdrawal(desk.deps, personOf(alice), value))).toBe('stale-card');
});
