/** What cards show, from the rows behind them: who was asked, what waits, what one shares, and to whom a card is closed. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImageId, SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { Card } from '../../../../src/model/card.ts';
import type { NotificationEvent } from '../../../../src/model/notification.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import type { ActTerms } from '../../../../src/model/pending-act.ts';
import type { Share } from '../../../../src/model/share.ts';
import {
  whyOfferCloses,
  whyShareCloses,
  whyWithdrawalCloses,
} from '../../../../src/sharing/cards/closed-card.ts';
import { homeModel } from '../../../../src/sharing/cards/home-card.ts';
import { digestCardModel } from '../../../../src/sharing/cards/notification-card.ts';
import { offerCardModel } from '../../../../src/sharing/cards/offer-card.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { type CardRenderers, renderCard, withdrawalCardModel } from '../../../../src/sharing/cards/render.ts';
import { readTimeline } from '../../../../src/sharing/cards/timeline.ts';
import { readWholeCard } from '../../../../src/sharing/cards/whole-card.ts';
import { tellAfterMs } from '../../../../src/sharing/rules/refused-card.ts';
import { type Desk, linkBoth, now, openDesk, personOf } from '../../../support/card-desk.ts';
import { intentOf } from '../../../support/share-row.ts';
import { alice, auditLine, bob, image, project, teamId } from '../../../support/store-rows.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

const carol = 'UCAROL' as SlackUserId;
const channel = 'CPROJECT' as SlackUserId;
let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
  await linkBoth(desk, { alice, bob });
});
afterEach(() => desk.close());

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

const home = (userId: SlackUserId) =>
  homeModel(desk.store, desk.db, { teamId, userId }, async ({ recipientId }) => recipientId, now);

test.each<[string, Partial<Share>, boolean, boolean]>([
  ['is pending', {}, true, true],
  ['has been answered', { status: 'accepted' }, false, false],
  ['is being answered', { intentRevision: 1, answer: intentOf('accepted' as const, 1, bob) }, true, false],
  ['is being taken back', { intentRevision: 1, member: intentOf('absent' as const, 1) }, false, false],
  ['is being added', { intentRevision: 1, member: intentOf('present' as const, 1) }, true, true],
])('the Home lists what waits: one that %s', async (_, of, waits, answers) => {
  const share = await desk.share(of);
  const offer = await desk.offer({}, [share]);
  await desk.put('share', share.id, bob);
  const { waiting } = await home(bob);
  expect(waiting).toEqual({
    total: waits ? 1 : 0,
    shown: waits
      ? [{ share: expect.objectContaining({ id: share.id }), offer, value: answers ? bob : null }]
      : [],
  });
});

test('what waits: newest first, ten of them, with the channel’s card if there is no other, and nothing that is held back', async () => {
  const image_ = (n: number) => `image-${n}` as ImageId;
  for (let n = 1; n <= 11; n += 1) await desk.share({ imageId: image_(n), createdAt: n });
  const held = await desk.share({ imageId: image_(12) });
  await desk.put('share', held.id, bob, { ts: null, problem: 'blocked' });
  const inChannel = await desk.share({ imageId: image_(13), createdAt: 99 });
  await desk.put('share', inChannel.id, channel);
  await desk.put('share', inChannel.id, carol);
  const { waiting } = await home(bob);
  expect(waiting.total).toBe(12);
  expect(waiting.shown.map(({ share, offer, value }) => [share.createdAt, offer, value])).toEqual([
    [99, null, channel],
    ...[11, 10, 9, 8, 7, 6, 5, 4, 3].map((n) => [n, null, null]),
  ]);
});

test('the Home of somebody whose account is lost shows nothing that waits', async () => {
  await desk.link({ userId: carol, projectId: project('c1'), health: 'lost' });
  await desk.share();
  expect(await home(carol)).toMatchObject({ waiting: { total: 0 }, accounts: [{ health: 'lost' }] });
});

test('the Home lists the images one shares, with the members that still have them', async () => {
  const of = { ownerProjectId: project('p') };
  const one = await desk.share({ ...of, status: 'accepted' });
  const ended = await desk.share({ ...of, status: 'absent', projectId: project('c2') });
  const elsewhere = await desk.share({ ...of, region: 'R2' });
  await desk.offer({ producer: alice }, [one, ended]);
  const foreign = await desk.share({ ownerProjectId: project('other'), imageId: 'x' as ImageId });
  await desk.offer({ producer: alice, imageId: 'x' as ImageId }, [foreign]);
  const { shared } = await home(alice);
  expect(shared).toMatchObject({ total: 1, shown: [{ region: 'R1', shares: [{ id: one.id }] }] });
  expect(shared.shown[0]?.shares).toHaveLength(1);
  expect(elsewhere.region).toBe('R2');
  expect((await home(bob)).shared.total).toBe(0);
});

test('the Home says what nobody produces any more: so many images, some of them by name, and removals', async () => {
  for (let n = 1; n <= 6; n += 1) {
    const share = await desk.share({ projectId: project(`m${n}`) });
    await desk.offer({ producer: carol, projectId: project('p'), createdAt: n }, [share]);
  }
  const { left } = await home(alice);
  expect(left).toMatchObject([{ total: 6, removals: 0, project: { id: 'alices' } }]);
  expect(left[0]?.shown.map(({ createdAt }) => createdAt)).toEqual([6, 5, 4, 3, 2]);
  expect((await home(bob)).left).toEqual([]);
  const { teamId: _, ...row } = withdrawalRow({
    producer: carol,
    projectId: project('c1'),
    phase: 'removing',
  });
  await desk.run(({ tx, store }) => store.withdrawals.insertWithdrawal(tx, { ...row, teamId }));
  expect((await home(bob)).left).toMatchObject([{ total: 0, removals: 1 }]);
});

test('the Home says as of when it is, and to which backup the bot was put back', async () => {
  const { cloudId } = await desk.link({ userId: alice, projectId: project('q'), name: 'q' });
  expect(await home(alice)).toMatchObject({ asOf: null, restoredTo: null, refused: null });
  for (const id of ['p', 'q'])
    await desk.store.projectSyncs.wakeProjectSync(
      desk.db,
      { teamId, enterpriseId: null, cloudId, projectId: project(id) },
      now,
    );
  const set = (id: string, held: number, readAt: number | null, asOf: number) =>
    desk.db
      .updateTable('projectSyncs')
      .set({ held, readAt, asOf } as never)
      .where('projectId', '=', project(id))
      .execute();
  await set('p', 1, 50, 9);
  await set('q', 1, 40, 8);
  expect(await home(alice)).toMatchObject({ asOf: 40, restoredTo: 8 });
  await set('q', 0, 40, 10);
  expect(await home(alice)).toMatchObject({ asOf: 50, restoredTo: 9 });
  await set('p', 1, null, 9);
  expect(await home(alice)).toMatchObject({ asOf: null });
  await desk.put('share', 'any', alice, { dueAt: now, ...refusedFor(tellAfterMs) });
  expect((await home(alice)).refused).toBe('msg_too_long');
  expect((await home(bob)).refused).toBeNull();
});

/** The digest of one event, for this person. */
const digest = async (share: Share, event: NotificationEvent, userId: SlackUserId) => {
  await desk.store.notifications.addNotification(desk.db, {
    ...{ id: userId, teamId, enterpriseId: null, recipientId: userId, subjectId: share.id, event },
    ...{ dedupeKey: 'once', digestId: 'digest', dueAt: null, createdAt: 1 },
  });
  const card = newCard('digest', 'digest', personOf(userId), 1);
  const { lines } = await digestCardModel(desk.store, desk.db, card, async ({ recipientId }) => recipientId);
  return lines[0];
};

test.each<[string, Partial<Share>, NotificationEvent, SlackUserId, object]>([
  [
    'may be answered while it waits',
    {},
    { kind: 'remind' },
    bob,
    { value: bob, mayExtend: false, mayTakeOver: false },
  ],
  ['may not, once it is answered', { status: 'accepted' }, { kind: 'remind' }, bob, { value: null }],
  ['may not by who has no card', {}, { kind: 'remind' }, carol, { value: null }],
  ['may be extended by its producer', { endsAt: 5 }, { kind: 'ends', at: 5 }, alice, { mayExtend: true }],
  ['may not by anybody else', { endsAt: 5 }, { kind: 'ends', at: 5 }, bob, { mayExtend: false }],
  ['may not once the end has moved', { endsAt: 6 }, { kind: 'ends', at: 5 }, alice, { mayExtend: false }],
  [
    'may be extended before its deadline',
    { answerBy: 5 },
    { kind: 'ends-unanswered', at: 5 },
    alice,
    { mayExtend: true },
  ],
  ['may not for any other event', { endsAt: 5 }, { kind: 'remind' }, alice, { mayExtend: false }],
])('what a message tells of %s', async (_, of, event, userId, expected) => {
  const share = await desk.share(of);
  await desk.offer({ producer: alice }, [share]);
  await desk.put('share', share.id, bob);
  expect(await digest(share, event, userId)).toMatchObject(expected);
});

test.each<[string, Partial<Offer>, Partial<Share>, boolean]>([
  ['while they are still its producer', { producer: carol }, {}, true],
  ['once somebody else is', { producer: alice }, {}, false],
  ['if nobody knows the owner', { producer: carol }, { ownerProjectId: null }, false],
])('what somebody left may be taken over %s', async (_, offer, of, expected) => {
  const share = await desk.share({ ownerProjectId: project('p'), ...of });
  await desk.offer({ projectId: project('p'), ...offer }, [share]);
  const event = { kind: 'no-producer', by: carol, images: 1, removals: 0 } as const;
  expect(await digest(share, event, alice)).toMatchObject({ mayTakeOver: expected });
});

const inR1 = { cloudId: withdrawalRow().cloudId, region: 'R1' };
const line = (at: number, detail: object) => auditLine({ at, detail: { ...inR1, ...detail } });
const timeline = async (kind: Card['kind'], subjectId: string, reader: SlackUserId, by = reader) =>
  readTimeline(desk.deps, personOf(by), await desk.olderValue(kind, subjectId, reader));

test('the timeline of a member has their own lines; the producer’s has all, once the image is theirs', async () => {
  const [one, other] = [await desk.share(), await desk.share({ projectId: project('c2') })];
  const offer = await desk.offer({ image, projectId: project('p') }, [one, other]);
  const lines = [
    line(1, { offerId: offer.id }),
    line(2, { shareId: one.id, projectId: 'c1' }),
    line(3, { shareId: other.id, projectId: 'c2' }),
  ];
  await desk.run(async ({ tx, store }) => {
    for (const one_ of lines) await store.audit.appendAudit(tx, one_);
  });
  await desk.put('share', one.id, bob);
  await desk.put('offer', offer.id, alice);
  const seen = async (...of: Parameters<typeof timeline>) => {
    const { moments, more } = await timeline(...of);
    expect(more).toBe(false);
    return moments.map((moment) => [moment.line.at, moment.project]);
  };
  expect(await seen('share', one.id, bob)).toEqual([[2, 'c1']]);
  expect(await seen('offer', offer.id, alice)).toEqual([
    [3, 'c2'],
    [2, 'c1'],
    [1, null],
  ]);
  const tried = await desk.offer({ image: { ...image, owner: project('x') }, projectId: project('p') });
  await desk.put('offer', tried.id, alice);
  expect(await seen('offer', tried.id, alice)).toEqual([]);
  await desk.put('share', one.id, channel);
  // who has not linked the project reads it in its channel, and not elsewhere
  expect(await seen('share', one.id, channel, carol)).toEqual([[2, 'c1']]);
  await desk.put('share', one.id, carol);
  await expect(timeline('share', one.id, carol)).rejects.toMatchObject({
    problem: { kind: 'no-account-for-project' },
  });
  await expect(timeline('offer', tried.id, channel)).rejects.toThrow();
});

test('the timeline shows forty, and that there are more', async () => {
  const share = await desk.share();
  await desk.put('share', share.id, bob);
  await desk.run(async ({ tx, store }) => {
    for (let n = 0; n < 40; n += 1) await store.audit.appendAudit(tx, line(n, { shareId: share.id }));
  });
  expect(await timeline('share', share.id, bob)).toMatchObject({ more: false });
  await desk.run(({ tx, store }) => store.audit.appendAudit(tx, line(40, { shareId: share.id })));
  const { moments, more } = await timeline('share', share.id, bob);
  expect([moments.length, more]).toEqual([40, true]);
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
