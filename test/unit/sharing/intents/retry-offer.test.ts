/** What a producer tries again on their card, and whom they offer the image again: only what failed or was rejected, once. */
import { expect, test } from 'vitest';
import type { Offer } from '../../../../src/model/offer.ts';
import type { Share } from '../../../../src/model/share.ts';
import { endShare } from '../../../../src/sharing/intents/end-share.ts';
import {
  canTryAgain,
  offerImage,
  retryOffer,
  setMemberIntent,
} from '../../../../src/sharing/intents/make-offer.ts';
import { canOfferAgain, offerImageAgain } from '../../../../src/sharing/intents/offer-again.ts';
import { now, personOf } from '../../../support/card-desk.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { intentOf, shareRow } from '../../../support/share-row.ts';
import { alice, bob, imageId, project } from '../../../support/store-rows.ts';

onDesk();

const problem = { kind: 'image-gone', imageId } as const;
const present = intentOf('present' as const, 1, alice);
const failed = { intentRevision: 1, member: present, memberAppliedRevision: 1, memberProblem: problem };
const failedShare = { ...failed, status: null };

test.each<[string, Partial<Share>, boolean]>([
  ['could not be added, for good', failedShare, true],
  ['was added', { ...failedShare, status: 'pending', memberProblem: null }, false],
  ['is a member after all', { ...failedShare, status: 'pending' }, false],
  ['was added, and removed since', { ...failedShare, memberProblem: null, status: 'absent' }, false],
  ['could not be added so far', { member: present, intentRevision: 1, lastError: problem }, true],
  ['is being added', { member: present, intentRevision: 1 }, false],
  [
    'is being added again, after it could not',
    { member: { ...present, revision: 2 }, memberProblem: problem },
    false,
  ],
  ['could not be removed', { ...failedShare, member: intentOf('absent' as const, 1) }, false],
  ['was never asked for', { memberProblem: problem }, false],
])('a tenant that %s', (_, of, again) => {
  expect(canTryAgain(shareRow({ status: null, ...of }))).toBe(again);
});

/** Alice clicks on the card of an offer. */
const click = async (
  intent: typeof retryOffer,
  offer: Partial<Offer>,
  shares: readonly Share[],
  { which = 'value', subject }: { which?: 'value' | 'olderValue'; subject?: string } = {},
) => {
  const made = await desk.offer({ accountId: 'alices', ...offer }, shares);
  await desk.put('offer', made.id, alice);
  const value = await desk[which]('offer', made.id, alice, subject);
  const kind = await intent(desk.deps, personOf(alice), value).then(
    () => null,
    (error) => error.problem.kind as string,
  );
  return { kind, made, offer: await desk.store.offers.findOffer(desk.db, made.id) };
};

test('those that failed are tried again, and those that were added are left alone', async () => {
  const bad = await desk.share(failedShare);
  const good = await desk.share({ ...failed, memberProblem: null, projectId: project('c2') });
  const { kind, made } = await click(retryOffer, {}, [bad, good]);
  expect(kind).toBeNull();
  const intent = { value: 'present', by: alice, accountId: 'alices', at: now, revision: 2 };
  expect((await desk.readShare(bad)).member).toEqual(intent);
  expect((await desk.readShare(good)).intentRevision).toBe(1);
  expect(await desk.acts()).toMatchObject([
    { act: 'retry-offer', detail: { offerId: made.id, accountId: 'alices', tenants: ['c1'] } },
  ]);
  expect(desk.nudges()).toBe(1);
});

test('an offer that failed as a whole begins again', async () => {
  const { kind, offer } = await click(retryOffer, { phase: 'failed', problem }, []);
  expect(kind).toBeNull();
  expect(offer).toMatchObject({ phase: 'finding', problem: null, dueAt: now });
  expect((await desk.acts())[0]).toMatchObject({ act: 'retry-offer', detail: { tenants: [] } });
});

test.each<[string, Partial<Offer>, Partial<Share>, string | null]>([
  ['the share', {}, { endsAt: now }, 'term-over'],
  ['a share whose end is to come', {}, { endsAt: now + 1 }, null],
  ['the failed offer', { phase: 'failed', endsAt: now }, {}, 'term-over'],
  ['a failed offer whose end is to come', { phase: 'failed', endsAt: now + 1 }, {}, null],
  ['an offer of which only a share is still tried', { endsAt: now }, {}, null],
])('after the end of %s', async (_, offer, of, refused) => {
  const share = await desk.share({ ...failedShare, ...of });
  expect((await click(retryOffer, offer, [share])).kind).toBe(refused);
  expect((await desk.readShare(share)).intentRevision).toBe(refused === null ? 2 : 1);
});

test.each<[string, Partial<Offer>, Partial<Share>, string | null]>([
  ['while something is left to try', {}, failedShare, 'stale-card'],
  ['while the offer has failed', { phase: 'failed' }, { ...failed, memberProblem: null }, 'stale-card'],
  ['when nothing is left: it came twice', {}, { ...failed, memberProblem: null }, null],
])('a click on an older card %s', async (_, offer, of, refused) => {
  const share = await desk.share(of);
  const clicked = await click(retryOffer, offer, [share], { which: 'olderValue' });
  expect(clicked.kind).toBe(refused);
  expect(clicked.offer?.phase).toBe(offer.phase ?? 'placed');
  expect((await desk.readShare(share)).intentRevision).toBe(1);
  expect((await desk.cardOf('offer', clicked.made.id, alice)).dueAt).toBe(now);
  expect(await desk.acts()).toEqual([]);
});

test.each([
  ['is accepted at once for a tenant of the producer’s own', true, 'mine', { value: 'accepted', by: alice }],
  ['is not accepted for somebody else’s', true, 'c1', null],
  ['is not accepted unless that was asked for', false, 'mine', null],
])('an offer %s', async (_, accept, tenant, answer) => {
  await desk.link({ id: 'alices-other', name: 'other', userId: alice, projectId: project('mine') });
  const share = await desk.share({ projectId: project(tenant) });
  const { teamId } = share;
  const by = { teamId, producer: alice, accountId: 'alices', accept };
  expect(await desk.run((work) => setMemberIntent(work, by, share))).toBe(1);
  const written = await desk.readShare(share);
  expect(written.member).toMatchObject({ value: 'present', accountId: 'alices', by: alice, revision: 1 });
  if (answer === null) expect(written.answer).toBeNull();
  else expect(written.answer).toEqual({ ...answer, accountId: 'alices-other', at: now, revision: 1 });
});

const rejected = { status: 'rejected' } as const;
test.each<[string, Partial<Share>, boolean]>([
  ['rejected', rejected, true],
  ['accepted', { status: 'accepted' }, false],
  ['rejected and is being removed', { ...rejected, member: intentOf('absent' as const, 1) }, false],
  ['rejected and answers again', { ...rejected, answer: intentOf('accepted' as const, 1, bob) }, false],
])('who %s is offered the image again', (_, of, again) => {
  expect(canOfferAgain(shareRow(of))).toBe(again);
});

const again = { value: 'present', by: alice, accountId: 'alices', at: now, again: true } as const;

test('everybody who rejected is offered the image again; a deadline that has passed does not end it at once', async () => {
  const over = await desk.share({ ...rejected, answerBy: now, endsAt: now + 5 });
  const open = await desk.share({ ...rejected, projectId: project('c2'), answerBy: now + 1 });
  const accepted = await desk.share({ status: 'accepted', projectId: project('c3') });
  expect((await click(offerImageAgain, {}, [over, open, accepted])).kind).toBeNull();
  const member = { ...again, revision: 1 };
  expect(await desk.readShare(over)).toMatchObject({ member, answerBy: null, endsAt: now + 5 });
  expect(await desk.readShare(open)).toMatchObject({ member, answerBy: now + 1 });
  expect((await desk.readShare(accepted)).member).toBeNull();
  expect((await desk.acts()).map(({ act }) => act)).toEqual(['offer-again', 'offer-again']);
  expect(desk.nudges()).toBe(1);
});

test('one line alone, and nobody who only was a member before', async () => {
  const [one, other] = [
    await desk.share(rejected),
    await desk.share({ ...rejected, projectId: project('c2') }),
  ];
  expect((await click(offerImageAgain, {}, [one, other], { subject: one.id })).kind).toBeNull();
  expect((await desk.readShare(one)).member).toMatchObject(again);
  expect((await desk.readShare(other)).member).toBeNull();
});

test.each<[string, Partial<Share>, string | null]>([
  ['of another state', rejected, 'stale-card'],
  [
    'when it is under way: it came twice',
    { ...rejected, intentRevision: 1, member: { ...again, revision: 1 } },
    null,
  ],
  [
    'when it is under way, by somebody else',
    { ...rejected, intentRevision: 1, member: { ...again, by: bob, revision: 1 } },
    'stale-card',
  ],
  [
    'when something else is under way',
    { ...rejected, intentRevision: 1, member: intentOf('present' as const, 1, alice) },
    'stale-card',
  ],
])('offered again on an older card %s', async (_, of, refused) => {
  const share = await desk.share(of);
  const { kind, made } = await click(offerImageAgain, {}, [share], { which: 'olderValue' });
  expect(kind).toBe(refused);
  expect((await desk.readShare(share)).intentRevision).toBe(of.intentRevision ?? 0);
  expect((await desk.cardOf('offer', made.id, alice)).dueAt).toBe(refused === null ? null : now);
});

test.each<['ended' | 'unanswered', string, string]>([
  ['ended', 'ends', 'end-share'],
  ['unanswered', 'expires', 'end-unanswered'],
])('a share that %s ends in the name of whoever agreed on that', async (because, which, act) => {
  const share = await desk.share({ answerBy: 5, endsAt: 6 });
  const term = { createdAt: 2, producer: alice };
  await desk.offer({ ...term, accountId: 'ends', endsAt: 6 }, [share]);
  await desk.offer({ ...term, accountId: 'expires', answerBy: 5 }, [share]);
  await desk.run((work) => endShare(work, share, because));
  const member = { value: 'absent', by: alice, accountId: which, at: now, because, revision: 1 };
  expect(await desk.readShare(share)).toMatchObject({ member, answerBy: null, endsAt: null });
  expect(await desk.acts()).toMatchObject([
    {
      act,
      by: null,
      onBehalfOf: { userId: alice },
      detail: { shareId: share.id, projectId: 'c1', accountId: which },
    },
  ]);
});

test('a share that nobody agreed to end goes on', async () => {
  const share = await desk.share({ endsAt: 6 });
  await desk.offer({ answerBy: 5 }, [share]);
  await desk.run((work) => endShare(work, share, 'ended'));
  expect(await desk.readShare(share)).toMatchObject({ member: null, endsAt: 6 });
});

test.each<[string, Partial<Offer>, boolean]>([
  ['is under way', {}, true],
  ['has failed', { phase: 'failed' }, false],
])('the same offer made once more, while the first %s', async (_, is, already) => {
  const [account] = await desk.store.accounts.accountsOfPerson(desk.db, personOf(alice));
  if (account === undefined) throw new Error('alice has no account');
  const intent = {
    account,
    region: 'R1',
    regionNamed: true,
    imageId,
    tenants: [project('c1')],
    people: [],
    note: null,
    accept: false,
  };
  const first = await offerImage(desk.deps, personOf(alice), intent);
  if (is.phase) await desk.db.updateTable('offers').set({ phase: is.phase }).execute();
  const second = await offerImage(desk.deps, personOf(alice), intent);
  expect(first.already).toBe(false);
  expect([second.already, second.offer.id === first.offer.id]).toEqual([already, already]);
  expect(first.offer).toMatchObject({ region: 'R1', homeRegion: null, phase: 'finding', dueAt: now });
  expect((await desk.acts()).map(({ act }) => act)).toEqual(already ? ['offer'] : ['offer', 'offer']);
  expect(await desk.cardOf('offer', second.offer.id, alice)).toBeDefined();
});
