/** What cards show, from the rows behind them: who was asked, what waits, what one shares, and to whom a card is closed. */
import { expect, test } from 'vitest';
import type { SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { Card } from '../../../../src/model/card.ts';
import type { ActTerms } from '../../../../src/model/pending-act.ts';
import type { Share } from '../../../../src/model/share.ts';
import {
  whyOfferCloses,
  whyShareCloses,
  whyWithdrawalCloses,
} from '../../../../src/sharing/cards/closed-card.ts';
import { offerCardModel } from '../../../../src/sharing/cards/offer-card.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { type CardRenderers, renderCard, withdrawalCardModel } from '../../../../src/sharing/cards/render.ts';
import { readWholeCard } from '../../../../src/sharing/cards/whole-card.ts';
import { tellAfterMs } from '../../../../src/sharing/rules/refused-card.ts';
import { now, personOf } from '../../../support/card-desk.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { alice, bob, carol, project, teamId } from '../../../support/store-rows.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

const channel = 'CPROJECT' as SlackUserId;
onDesk();

const refusedFor = (ms: number) => ({ refusedWith: 'msg_too_long', refusedSince: now - ms });
const nobodyAsked = { asked: [], skipped: [], refused: [] };

test.each<[string, Partial<Card> | null, object]>([
  ['has a card', {}, { ...nobodyAsked, asked: [bob] }],
  ['will have one', { ts: null, dueAt: now }, { ...nobodyAsked, asked: [bob] }],
  ['has none', null, nobodyAsked],
  ['blocked the producer', { ts: null, problem: 'blocked' }, { ...nobodyAsked, asked: [bob] }],
  [
    'cannot be reached',
    { ts: null, problem: 'deactivated' },
    { ...nobodyAsked, skipped: [{ userId: bob, why: 'deactivated', hasCard: false }] },
  ],
  [
    'can be reached no more',
    { problem: 'deactivated' },
    { ...nobodyAsked, skipped: [{ userId: bob, why: 'deactivated', hasCard: true }] },
  ],
  [
    'gets nothing from Slack for a moment',
    { ts: null, ...refusedFor(tellAfterMs - 1) },
    { ...nobodyAsked, asked: [bob] },
  ],
  [
    'gets nothing from Slack',
    { ts: null, ...refusedFor(tellAfterMs) },
    { ...nobodyAsked, refused: [{ userId: bob, code: 'msg_too_long' }] },
  ],
  [
    'has a card that is not up to date',
    refusedFor(tellAfterMs),
    { ...nobodyAsked, asked: [bob], refused: [{ userId: bob, code: 'msg_too_long' }] },
  ],
])('the producer’s card, of somebody who %s', async (_, more, expected) => {
  const share = await desk.share();
  const offer = await desk.offer({}, [share]);
  if (more !== null) await desk.put('share', share.id, bob, more);
  const model = await offerCardModel(desk.store, desk.db, offer.id, now);
  const [line] = model?.lines ?? [];
  const { asked, skipped, refused } = line ?? {};
  expect({ asked, skipped, refused }).toEqual(expected);
  expect(line).toMatchObject({ role: 'asked', already: false, fallen: false, linked: true });
});

test.each<[string, Partial<Account>, object]>([
  ['speaks no more', { speaks: false }, { asked: [], skipped: [], linked: true, fallen: true }],
  [
    'was deactivated',
    { suspendedAt: 1 },
    {
      asked: [],
      skipped: [{ userId: carol, why: 'deactivated', hasCard: true }],
      linked: true,
      fallen: true,
    },
  ],
])('the producer’s card, of a tenant whose one person %s', async (_, more, expected) => {
  await desk.link({ userId: carol, projectId: project('c2'), ...more });
  const share = await desk.share({ projectId: project('c2') });
  const offer = await desk.offer({}, [share]);
  await desk.put('share', share.id, carol);
  const model = await offerCardModel(desk.store, desk.db, offer.id, now);
  expect(model?.lines).toMatchObject([expected]);
});

test('the producer’s card has the tenants as typed, whom nobody has linked, and who was a member before', async () => {
  const at = (id: string, more: Partial<Share> = {}) => desk.share({ projectId: project(id), ...more });
  const joined = { revision: 0, as: 'already', status: 'accepted' } as const;
  const shares = [
    await at('x', { createdAt: 1 }),
    await at('c2', { joined }),
    await at('c1'),
    await at('c3', { joined: { ...joined, revision: 7 } }),
  ];
  const offer = await desk.offer({ tenants: ['c3', 'c1', 'c2'].map(project) }, shares);
  const model = await offerCardModel(desk.store, desk.db, offer.id, now);
  expect(model?.lines.map(({ share, already, linked }) => [share.projectId, already, linked])).toEqual([
    ['c3', false, false],
    ['c1', false, true],
    ['c2', true, false],
    ['x', false, false],
  ]);
  expect(await offerCardModel(desk.store, desk.db, 'gone', now)).toBeNull();
});

test.each<[string, Partial<Account> | null, string | null]>([
  ['who speaks for the project', {}, null],
  ['who only looks', { speaks: false }, 'account-read-only'],
  ['whose account is lost', { health: 'lost' }, 'credential-lost'],
  ['who has not linked it', null, 'no-account-for-project'],
])('cards are closed to somebody %s', async (_, more, kind) => {
  if (more !== null) await desk.link({ userId: carol, projectId: project('c1'), ...more });
  if (more !== null) await desk.link({ userId: carol, projectId: project('p'), name: 'other', ...more });
  const share = await desk.share();
  const offer = await desk.offer({ producer: carol }, [share]);
  const ofShare = await whyShareCloses(desk.store, desk.db, share, [offer], carol);
  expect(ofShare?.kind ?? null).toBe(kind);
  const ofOffer = await whyOfferCloses(desk.store, desk.db, offer, carol);
  expect(ofOffer?.kind ?? null).toBe(kind);
  if (kind === 'no-account-for-project')
    expect([ofShare, ofOffer]).toMatchObject([{ project: 'c1' }, { project: 'Producer' }]);
  expect(await whyOfferCloses(desk.store, desk.db, { ...offer, phase: 'finding' }, carol)).toBeNull();
});

test('cards of the producer are closed once somebody else is; a channel’s, once nobody speaks', async () => {
  const offer = await desk.offer({ phase: 'finding' });
  const takenOver = { kind: 'taken-over', by: alice };
  expect(await whyOfferCloses(desk.store, desk.db, offer, carol)).toEqual(takenOver);
  expect(whyWithdrawalCloses(withdrawalRow(), carol)).toEqual(takenOver);
  expect(whyWithdrawalCloses(withdrawalRow(), alice)).toBeNull();
  expect(await whyShareCloses(desk.store, desk.db, await desk.share(), [], channel)).toBeNull();
  const alone = await desk.share({ projectId: project('c2'), projectName: 'Two' });
  expect(await whyShareCloses(desk.store, desk.db, alone, [], channel)).toMatchObject({
    kind: 'nobody-speaks',
    project: 'Two',
  });
});

test('a card shows all of it to its producer, and to nobody once somebody else is', async () => {
  const share = await desk.share();
  const offer = await desk.offer({}, [share]);
  await desk.put('offer', offer.id, alice);
  await desk.put('offer', offer.id, carol);
  await desk.put('share', share.id, bob);
  const whole = async (kind: 'offer' | 'withdrawal', of: Card['kind'], id: string, by: SlackUserId) =>
    readWholeCard(kind, desk.deps, personOf(by), await desk.olderValue(of, id, by));
  const { model, value } = await whole('offer', 'offer', offer.id, alice);
  expect(model).toMatchObject({ offer: { id: offer.id } });
  expect(value()).toBe(await desk.value('offer', offer.id, alice));
  expect(value('line')).toBe(await desk.value('offer', offer.id, alice, 'line'));
  await expect(whole('withdrawal', 'offer', offer.id, alice)).rejects.toMatchObject({
    problem: { kind: 'stale-card' },
  });
  await expect(whole('offer', 'share', share.id, bob)).rejects.toMatchObject({
    problem: { kind: 'stale-card' },
  });
  await expect(whole('offer', 'offer', offer.id, carol)).rejects.toMatchObject({
    problem: { kind: 'taken-over' },
  });
});

test('the card of a withdrawal has its members in the order of its list, in its own place', async () => {
  const shares = [
    await desk.share(),
    await desk.share({ projectId: project('c2') }),
    await desk.share({ projectId: project('c3') }),
  ];
  await desk.share({ region: 'R2', projectId: project('c4') });
  const members = ['c2', 'c4', 'c1'].map((id) => ({ projectId: project(id), status: null }));
  const row = withdrawalRow({ teamId: teamId as TeamId, region: 'R1', phase: 'removing', members });
  await desk.run(({ tx, store }) => store.withdrawals.insertWithdrawal(tx, row));
  const model = await withdrawalCardModel(desk.store, desk.db, row.id, now);
  expect(model?.shares.map(({ projectId }) => projectId)).toEqual(['c2', 'c1']);
  expect(model?.undoable).toEqual([]);
  expect(shares).toHaveLength(3);
});

test('the card of an act shows its share, and of a hand-over its offer; a share’s shows the accounts that could answer it', async () => {
  await desk.link({ userId: bob, name: 'other', projectId: project('c2') });
  await desk.link({ userId: bob, name: 'silent', projectId: project('c1'), speaks: false });
  const share = await desk.share();
  const offer = await desk.offer({}, [share]);
  const seen = new Map<string, unknown>();
  const shows = (kind: string) => (model: unknown) => {
    seen.set(kind, model);
    return { text: kind, plain: { text: kind } };
  };
  const renderers = { share: shows('share'), act: shows('act') } as unknown as CardRenderers;
  const draw = async (kind: Card['kind'], subjectId: string, reader: SlackUserId) => {
    await renderCard(desk.store, renderers, desk.db, newCard(kind, subjectId, personOf(reader), 1), now);
    return seen.get(kind);
  };
  const names = (model: unknown) =>
    (model as { accounts: Account[] }).accounts.map(({ name, userId }) => [userId, name]);
  expect(names(await draw('share', share.id, bob)).toSorted()).toEqual([
    [bob, 'prod'],
    [bob, 'silent'],
  ]);
  // in a channel those that speak
  expect(names(await draw('share', share.id, channel))).toEqual([[bob, 'prod']]);
  const act = async (id: string, terms: ActTerms, subjectId: string) => {
    await desk.store.pendingActs.putPendingAct(desk.db, {
      ...{
        id,
        teamId,
        enterpriseId: null,
        userId: bob,
        origin: null,
        accountId: 'bobs',
        cloudId: share.cloudId,
      },
      ...{
        projectId: project('c1'),
        projectName: 'c1',
        kind: terms.kind,
        subjectId,
        terms,
        phase: 'proving' as const,
      },
      ...{ problem: null, attempts: 0, lastError: null, dueAt: 1, createdAt: 1 },
    });
    return draw('act', id, bob);
  };
  expect(await act('a', { kind: 'remind' }, share.id)).toMatchObject({
    share: { id: share.id },
    offer: null,
    viewer: bob,
  });
  expect(await act('b', { kind: 'hand-over', from: alice }, offer.id)).toMatchObject({
    share: null,
    offer: { id: offer.id },
  });
  expect(await act('c', { kind: 'take-over', offerIds: [offer.id] }, offer.id)).toMatchObject({
    offer: null,
  });
});

test('what is closed before it was posted is not posted, and what was says why', async () => {
  const share = await desk.share({ projectId: project('c2') });
  const closed = {
    closed: (of: Share, why: object) => ({ text: JSON.stringify([of.imageId, why]), plain: { text: '' } }),
  };
  const draw = (ts: string | null) =>
    renderCard(
      desk.store,
      closed as unknown as CardRenderers,
      desk.db,
      { ...newCard('share', share.id, personOf(carol), 1), ts },
      now,
    );
  expect(await draw(null)).toBeNull();
  expect((await draw('1.1'))?.message.text).toContain('no-account-for-project');
});
