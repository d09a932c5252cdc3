/** After a restore: who decides about what was asked for before the backup, and what becomes of it. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import type { Share } from '../../../../src/model/share.ts';
import { adoptMember } from '../../../../src/sharing/intents/adopt-member.ts';
import { type Decision, decideRestored } from '../../../../src/sharing/intents/decide-restored.ts';
import { now, personOf } from '../../../support/card-desk.ts';
import { desk, onDesk, problemKindOf } from '../../../support/on-desk.ts';
import { intentOf } from '../../../support/share-row.ts';
import { alice, bob, carol, project } from '../../../support/store-rows.ts';

onDesk();

const asOf = 500;
const present = intentOf('present' as const, 1, alice);
const accepted = (by: SlackUserId) => intentOf('accepted' as const, 1, by);
const unchecked = { asOf, statusAt: 600, status: 'absent', intentRevision: 1 } as const;
const dropped = { kind: 'dropped-after-restore', asOf };

/** A click on the card about it. */
const decide = async (
  kind: 'offer' | 'share',
  of: Partial<Share>,
  decision: Decision,
  { offer = {}, which = 'value' }: { offer?: Partial<Offer>; which?: 'value' | 'olderValue' } = {},
) => {
  const share = await desk.share(of);
  const made = await desk.offer({ accountId: 'alices', ...offer }, [share]);
  const reader = kind === 'offer' ? alice : bob;
  const subject = kind === 'offer' ? made.id : share.id;
  await desk.put(kind, subject, reader);
  const value = await desk[which](kind, subject, reader);
  const problem = await problemKindOf(decideRestored(desk.deps, personOf(reader), value, decision));
  return {
    problem,
    share: await desk.readShare(share),
    offer: await desk.store.offers.findOffer(desk.db, made.id),
    acts: (await desk.acts()).map(({ act }) => act),
    cardDueAt: (await desk.cardOf(kind, subject, reader)).dueAt,
  };
};

test.each<[string, Partial<Share>, Decision, Partial<Share>]>([
  [
    'an addition is carried out',
    { member: present },
    'carry-out',
    { memberAppliedRevision: 0, memberProblem: null },
  ],
  [
    'an addition is dropped',
    { member: present },
    'drop',
    { memberAppliedRevision: 1, memberProblem: dropped as never },
  ],
  [
    'with it, an answer of the producer’s own is carried out',
    { member: present, answer: accepted(alice) },
    'carry-out',
    { answerAppliedRevision: 0, answerProblem: null },
  ],
  [
    'with it, an answer of somebody else is dropped: they are asked again',
    { member: present, answer: accepted(bob) },
    'carry-out',
    { memberAppliedRevision: 0, answerAppliedRevision: 1, answerProblem: null },
  ],
  [
    'both are dropped',
    { member: present, answer: accepted(alice) },
    'drop',
    { memberAppliedRevision: 1, answerAppliedRevision: 1, answerProblem: null },
  ],
])('on the producer’s card %s', async (_, of, decision, expected) => {
  const { share, problem, acts, cardDueAt } = await decide('offer', { ...unchecked, ...of }, decision);
  expect(problem).toBeNull();
  expect(share).toMatchObject({ ...expected, asOf: null, dueAt: now });
  expect(acts).toEqual([decision === 'drop' ? 'drop-restored' : 'carry-out-restored']);
  expect(cardDueAt).not.toBeNull();
  expect(desk.nudges()).toBe(1);
});

const answered = { ...unchecked, status: 'pending', answer: accepted(carol) } as const;
test.each<[Decision, Partial<Share>]>([
  ['carry-out', { answerAppliedRevision: 0, answerProblem: null }],
  ['drop', { answerAppliedRevision: 1, answerProblem: dropped as never }],
])('on the consumer’s card an answer of a colleague’s is decided: %s', async (decision, expected) => {
  const { share, problem, acts } = await decide('share', answered, decision);
  expect(problem).toBeNull();
  expect(share).toMatchObject({ ...expected, asOf: null, dueAt: now });
  expect(acts).toEqual([decision === 'drop' ? 'drop-restored' : 'carry-out-restored']);
});

test.each<[string, 'offer' | 'share', Partial<Share>, 'value' | 'olderValue', string | null]>([
  ['an older card of the producer’s', 'offer', { ...unchecked, member: present }, 'olderValue', 'stale-card'],
  ['an older card of the consumer’s', 'share', answered, 'olderValue', 'stale-card'],
  ['an addition, on the consumer’s card', 'share', { ...unchecked, member: present }, 'value', 'stale-card'],
  ['what is checked', 'share', { status: 'pending' }, 'value', 'stale-card'],
  [
    'a removal, which needs no question',
    'offer',
    { ...unchecked, member: intentOf('absent' as const, 1) },
    'value',
    null,
  ],
])('nothing is decided on %s', async (_, kind, of, which, refused) => {
  const { share, problem, acts } = await decide(kind, of, 'drop', { which });
  expect(problem).toBe(refused);
  expect(share).toMatchObject({ asOf: of.asOf ?? null, memberAppliedRevision: 0, answerAppliedRevision: 0 });
  expect(acts).toEqual([]);
});

test.each<[Decision, Partial<Offer>]>([
  ['carry-out', { phase: 'opening', opened: true, dueAt: now, problem: null }],
  ['drop', { phase: 'failed', opened: false, dueAt: null, asOf: null, problem: dropped as never }],
])('an offer that would open a private image is decided: %s', async (decision, expected) => {
  const { offer, acts } = await decide('offer', {}, decision, { offer: { phase: 'opening', asOf } });
  expect(offer).toMatchObject(expected);
  expect(acts).toEqual([decision === 'drop' ? 'drop-restored' : 'carry-out-restored']);
});

test.each([
  [
    'is unlinked',
    () => desk.db.deleteFrom('accounts').where('id', '=', 'alices').execute(),
    'no-account-for-project',
  ],
  ['is lost', () => desk.db.updateTable('accounts').set({ health: 'lost' }).execute(), 'credential-lost'],
])('nobody decides whose account %s', async (_, before, refused) => {
  await before();
  const { problem, share } = await decide('offer', { ...unchecked, member: present }, 'drop', {
    which: 'value',
    offer: { phase: 'finding' },
  });
  expect(problem).toBe(refused);
  expect(share.asOf).toBe(asOf);
});

test('a member that somebody added is adopted by an offer for it', async () => {
  const share = await desk.share({ ownerProjectId: project('p'), ownerProjectName: null });
  const offer = await adoptMember(desk.deps, personOf(alice), `${share.id}.x.y`);
  expect(offer).toMatchObject({
    ...{
      tenants: ['x.y'],
      accountId: 'alices',
      region: 'R1',
      homeRegion: null,
      people: [],
      note: null,
      accept: false,
    },
    ...{ imageId: share.imageId, producer: alice, phase: 'finding' },
  });
  expect(await problemKindOf(adoptMember(desk.deps, personOf(bob), `${share.id}.x`))).toBe(
    'no-account-for-project',
  );
});

test.each<[string, Partial<Share> | null, string]>([
  ['that is gone', null, 'T1'],
  ['of another team', {}, 'T2'],
  ['whose owner nobody knows', { ownerProjectId: null }, 'T1'],
])('a member of a share %s is not adopted', async (_, of, teamId) => {
  const id = of === null ? 'gone' : (await desk.share(of)).id;
  const person = { ...personOf(alice), teamId: teamId as never };
  expect(await problemKindOf(adoptMember(desk.deps, person, `${id}.x`))).toBe('outdated');
});
