/** Who is reminded by hand, how often, and what is put off; who may move which end; and what a refresh asks the cloud. */
import { expect, test } from 'vitest';
import { dayMs, hourMs } from '../../../../src/core/durations.ts';
import type { SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { Card } from '../../../../src/model/card.ts';
import type { Share } from '../../../../src/model/share.ts';
import { extend, extendable } from '../../../../src/sharing/intents/extend.ts';
import { refreshCard } from '../../../../src/sharing/intents/refresh-card.ts';
import { carryOutRemind, putOff, remind, waitsForAnswer } from '../../../../src/sharing/intents/remind.ts';
import { now, personOf } from '../../../support/card-desk.ts';
import { desk, onDesk, problemKindOf } from '../../../support/on-desk.ts';
import { intentOf, shareRow } from '../../../support/share-row.ts';
import { alice, bob, carol, project, teamId } from '../../../support/store-rows.ts';

const channel = 'CPROJECT' as SlackUserId;
onDesk();
const acts = () => desk.pendingActs();

test.each<[string, Partial<Share>, boolean]>([
  ['is pending', { status: 'pending' }, true],
  ['has answered', { status: 'accepted' }, false],
  ['is answering', { status: 'pending', answer: intentOf('accepted' as const, 1, bob) }, false],
  ['is being removed', { status: 'pending', member: intentOf('absent' as const, 1) }, false],
])('who %s is waited for, or not', (_, of, waits) => {
  expect(waitsForAnswer(shareRow(of))).toBe(waits);
});

const rests = { snoozedUntil: now + 1 };
test.each<[string, Partial<Share>, Partial<Card> | null, boolean, object]>([
  ['whoever was asked', {}, {}, true, { kind: 'reminded', count: 1 }],
  ['nobody, once it is answered', { status: 'accepted' }, {}, true, { kind: 'nothing-waits' }],
  ['nobody, as nobody was asked', {}, null, true, { kind: 'nobody-known' }],
  ['nobody whom Slack cannot reach', {}, { problem: 'deactivated' }, true, { kind: 'nobody-known' }],
  ['as it seems, who blocked the producer', {}, { problem: 'blocked' }, true, { kind: 'reminded', count: 1 }],
  ['nobody who put it off', {}, rests, true, { kind: 'nobody-willing' }],
  ['who put it off until now', {}, { snoozedUntil: now }, true, { kind: 'reminded', count: 1 }],
  ['nobody who wants no reminders', {}, {}, false, { kind: 'nobody-willing' }],
  [
    'nobody again within four hours',
    { remindedAt: now - 4 * hourMs + 1 },
    {},
    true,
    { kind: 'too-soon', at: now + 1 },
  ],
  [
    'somebody again after four hours',
    { remindedAt: now - 4 * hourMs },
    {},
    true,
    { kind: 'reminded', count: 1 },
  ],
])('a producer reminds %s', async (_, of, card, reminders, expected) => {
  const share = await desk.share(of);
  await desk.offer({}, [share]);
  if (card !== null) await desk.put('share', share.id, bob, card);
  await desk.store.preferences.setPreferences(desk.db, { teamId, userId: bob }, { reminders });
  const reminded = await remind(desk.deps, personOf(alice), share.id);
  expect(reminded).toMatchObject({ ...expected, share: { id: share.id } });
  const asks = reminded.kind === 'reminded';
  const act = {
    kind: 'remind',
    userId: alice,
    accountId: 'alices',
    subjectId: share.id,
    terms: { kind: 'remind' },
  };
  expect(await acts()).toMatchObject(asks ? [act] : []);
  expect(desk.nudges()).toBe(1);
  await desk.run((work) => carryOutRemind(work, share));
  expect((await desk.readShare(share)).remindedAt).toBe(asks ? now : share.remindedAt);
  expect(await desk.timers()).toEqual(
    asks ? [{ kind: 'remind', subjectId: share.id, sequence: -1, dueAt: now }] : [],
  );
});

test.each<[string, Partial<Share>, Partial<Account> | null, TeamId, string | null]>([
  ['with an account of the image’s project', {}, {}, teamId, null],
  ['with one that only looks', {}, { speaks: false }, teamId, null],
  ['with one that is lost', {}, { health: 'lost' }, teamId, 'credential-lost'],
  ['with none', {}, null, teamId, 'no-account-for-project'],
  ['of another team', {}, {}, 'T2' as TeamId, 'outdated'],
  ['of an image whose owner nobody knows', { ownerProjectId: null }, {}, teamId, 'outdated'],
])('somebody %s reminds, or not', async (_, of, account, team, problem) => {
  const share = await desk.share(of);
  if (account !== null) await desk.link({ ...account, userId: carol, projectId: project('p') });
  const asked = remind(desk.deps, { ...personOf(carol), teamId: team }, share.id);
  expect(await problemKindOf(asked)).toBe(problem);
});

const atNight = Date.UTC(2025, 5, 2, 3);
test.each<[string, number, Partial<Share>, number | null]>([
  ['in the evening: until nine tomorrow', Date.UTC(2025, 5, 1, 20), {}, Date.UTC(2025, 5, 2, 9)],
  ['late at night: until nine of this day', atNight, {}, Date.UTC(2025, 5, 2, 9)],
  ['once it is answered: not at all', atNight, { status: 'accepted' }, null],
])('put off %s', async (_, at, of, until) => {
  desk.hands.time = at;
  const share = await desk.share(of);
  await desk.put('share', share.id, bob);
  const value = await desk.olderValue('share', share.id, bob);
  expect(await putOff(desk.deps, personOf(bob), value)).toBe(until);
  const { id, snoozedUntil } = await desk.cardOf('share', share.id, bob);
  expect(snoozedUntil).toBe(until);
  const wake = { kind: 'wake', subjectId: id, sequence: 0, dueAt: until };
  expect(await desk.timers()).toEqual(until === null ? [] : [wake]);
});

test('in a channel only who may answer puts it off for all; of another card nobody does', async () => {
  desk.hands.time = atNight;
  const share = await desk.share();
  const offer = await desk.offer();
  await desk.put('share', share.id, channel);
  await desk.put('offer', offer.id, bob);
  const value = await desk.olderValue('share', share.id, channel);
  expect(await problemKindOf(putOff(desk.deps, personOf(carol), value))).toBe('no-account-for-project');
  expect(await putOff(desk.deps, personOf(bob), value)).not.toBeNull();
  expect(await putOff(desk.deps, personOf(bob), await desk.olderValue('offer', offer.id, bob))).toBeNull();
});

const day = (n: number) => Date.UTC(2025, 5, n);
test.each<[string, Partial<Share>, object | string]>([
  ['the deadline comes first', { answerBy: day(3), endsAt: day(4) }, { which: 'answerBy', at: day(3) }],
  ['both come at once', { answerBy: day(3), endsAt: day(3) }, { which: 'answerBy', at: day(3) }],
  ['the end comes first', { answerBy: day(5), endsAt: day(4) }, { which: 'endsAt', at: day(4) }],
  [
    'there is a deadline alone',
    { answerBy: day(3) },
    { which: 'answerBy', at: day(3), suggested: '2025-06-05' },
  ],
  [
    'it is answered',
    { status: 'accepted', answerBy: day(3), endsAt: day(4) },
    { which: 'endsAt', suggested: '2025-06-07' },
  ],
  [
    'it was offered again since it was made',
    { endsAt: day(5), member: { ...intentOf('present' as const, 1), at: day(3) }, memberAppliedRevision: 1 },
    { suggested: '2025-06-07' },
  ],
  ['there is none', {}, 'stale-card'],
])('which end is moved, and to when: %s', async (_, of, expected) => {
  const share = await desk.share({ createdAt: day(1), ...of });
  const found = extendable(desk.deps, personOf(alice), share.id);
  if (typeof expected === 'string') expect(await problemKindOf(found)).toBe(expected);
  else expect(await found).toMatchObject(expected);
});

test.each<[string, string | null]>([
  ['2025-06-09', null],
  ['tomorrow', 'bad-day'],
  ['2025-05-31', 'day-over'],
  ['2025-06-01', null],
  ['2030-06-06', 'day-too-far'],
  ['2030-05-30', null],
])('moved to %s: %s', async (typed, problem) => {
  desk.hands.time = day(1) + 1;
  const share = await desk.share({ endsAt: day(4) });
  expect(await problemKindOf(extend(desk.deps, personOf(alice), share.id, typed))).toBe(problem);
  const at = Date.parse(`${typed}T00:00Z`) + dayMs;
  const found = await acts();
  expect(found).toHaveLength(problem === null ? 1 : 0);
  for (const { terms } of found) {
    expect(terms).toMatchObject({ kind: 'extend', term: 'endsAt', was: day(4) });
    expect(terms.kind === 'extend' && at - terms.at).toBeLessThanOrEqual(60_000);
    expect(terms.kind === 'extend' && at - terms.at).toBeGreaterThanOrEqual(0);
  }
});

/** Refreshes a card of so many members that are settled, and one that is not. */
const refreshed = async (count: number, owner: string | null = 'p') => {
  const of = {
    ownerProjectId: owner === null ? null : project(owner),
    polledAt: 5,
    status: 'accepted',
  } as const;
  const settled: Share[] = [];
  for (let n = 0; n < count; n += 1) settled.push(await desk.share({ ...of, projectId: project(`m${n}`) }));
  const open = await desk.share({ ...of, intentRevision: 1, member: intentOf('present' as const, 1) });
  const offer = await desk.offer({}, [...settled, open]);
  await desk.put('offer', offer.id, alice);
  await refreshCard(desk.deps, personOf(alice), await desk.olderValue('offer', offer.id, alice));
  const read = await Promise.all(settled.map(desk.readShare));
  expect((await desk.readShare(open)).dueAt).toBe(now);
  expect((await desk.cardOf('offer', offer.id, alice)).dueAt).toBe(now);
  expect(desk.nudges()).toBe(1);
  const syncs = await desk.db.selectFrom('projectSyncs').select(['projectId', 'dueAt']).execute();
  return {
    due: new Set(read.map(({ dueAt }) => dueAt)),
    polled: new Set(read.map(({ polledAt }) => polledAt)),
    syncs,
  };
};

test.each<[string, number, string | null, boolean]>([
  ['few are read one by one', 8, 'p', false],
  ['many are listed together', 9, 'p', true],
  ['many of a project that nobody has linked are read one by one', 9, 'other', false],
  ['many of a project that nobody knows are read one by one', 9, null, false],
])('a refresh: %s', async (_, count, owner, together) => {
  const { due, polled, syncs } = await refreshed(count, owner);
  expect([...due]).toEqual([together ? null : now]);
  expect([...polled]).toEqual([together ? null : 5]);
  expect(syncs.map(({ projectId }) => projectId)).toEqual(together ? ['p'] : []);
});

test('a refresh of a member’s own card reads that one', async () => {
  const share = await desk.share();
  await desk.put('share', share.id, bob);
  await refreshCard(desk.deps, personOf(bob), await desk.olderValue('share', share.id, bob));
  expect((await desk.readShare(share)).dueAt).toBe(now);
});
