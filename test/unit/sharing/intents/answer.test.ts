/** What an answer writes: the intent, with what an undo restores; and when a click is none, an old one, or the same once more. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { MemberStatus } from '../../../../src/model/member.ts';
import type { Share } from '../../../../src/model/share.ts';
import { answerCard, answerImage } from '../../../../src/sharing/intents/answer.ts';
import { undoMs } from '../../../../src/sharing/rules/undo-window.ts';
import { now, personOf } from '../../../support/card-desk.ts';
import { consumer, desk, onDesk } from '../../../support/on-desk.ts';
import { intentOf } from '../../../support/share-row.ts';
import { alice, bob, carol, imageId, project } from '../../../support/store-rows.ts';

onDesk();

/** Bob clicks on his card of such a share; with what became of it. */
const click = async (of: Partial<Share>, status: MemberStatus, which: 'value' | 'olderValue' = 'value') => {
  const share = await desk.share(of);
  await desk.offer({}, [share]);
  await desk.put('share', share.id, bob);
  const value = await desk[which]('share', share.id, bob);
  const answered = await answerCard(desk.deps, personOf(bob), value, status);
  return { answered, share: await desk.readShare(share), value };
};

test.each<[Share['status'], MemberStatus, MemberStatus | undefined]>([
  ['pending', 'accepted', 'pending'],
  ['pending', 'rejected', 'pending'],
  ['accepted', 'rejected', 'accepted'],
  ['rejected', 'accepted', 'rejected'],
  ['accepted', 'accepted', undefined],
  ['accepted', 'pending', undefined],
  ['?queued', 'accepted', undefined],
  ['absent', 'accepted', undefined],
  ['unavailable', 'accepted', undefined],
  [null, 'accepted', undefined],
])('%s, answered %s: an undo restores %s', async (was, status, before) => {
  const { answered, share } = await click({ status: was }, status);
  const answer = { value: status, by: bob, accountId: consumer.id, at: now, revision: 1 };
  expect(share.answer).toEqual({ ...answer, ...(before && { before }) });
  expect(answered).toMatchObject({ kind: 'requested', share: { answer: share.answer, intentRevision: 1 } });
  expect(share).toMatchObject({ intentRevision: 1, member: null, dueAt: now });
  const redraw = { kind: 'redraw', subjectId: share.id, sequence: 0, dueAt: now + undoMs };
  expect((await desk.timers()).filter(({ kind }) => kind === 'redraw')).toEqual(before ? [redraw] : []);
  expect((await desk.acts())[0]).toMatchObject({
    ...{ act: `answer-${status}`, by: { userId: bob } },
    detail: { shareId: share.id, projectId: 'c1', accountId: consumer.id },
  });
  expect(desk.nudges()).toBe(1);
});

test('a click on an older card is not carried out: the card is drawn again, and the cloud asked', async () => {
  const { answered, share, value } = await click({}, 'accepted', 'olderValue');
  expect(answered).toMatchObject({ kind: 'older' });
  expect(answered.kind === 'older' && answered.value).toBe(await desk.value('share', share.id, bob));
  expect(answered.kind === 'older' && answered.value).not.toBe(value);
  expect(share).toMatchObject({ answer: null, intentRevision: 0, dueAt: now });
  expect((await desk.cardOf('share', share.id, bob)).dueAt).not.toBeNull();
  expect(desk.nudges()).toBe(1);
});

const decided = (status: MemberStatus, by: SlackUserId | null = bob) => ({
  status,
  decided: { by, status, at: 1 },
});
const withAnswer = (by: SlackUserId) => ({ intentRevision: 1, answer: intentOf('accepted' as const, 1, by) });

test.each<[string, Partial<Share>, boolean]>([
  ['is under way', withAnswer(bob), true],
  ['is under way, as somebody else’s', withAnswer(carol), false],
  ['was carried out', decided('accepted'), true],
  ['was carried out, as somebody else’s', decided('accepted', carol), false],
  [
    'was carried out, and the cloud says another status since',
    { ...decided('accepted'), status: 'rejected' },
    false,
  ],
  ['was decided otherwise, and is the status', { ...decided('rejected'), status: 'accepted' }, false],
  [
    'was carried out, and the member is being added again',
    { ...decided('accepted'), intentRevision: 1, member: intentOf('present' as const, 1, alice) },
    false,
  ],
])('the same answer that %s', async (_, of, same) => {
  const { answered, share } = await click(of, 'accepted', 'olderValue');
  expect(answered.kind).toBe(same ? 'requested' : 'older');
  expect(share.intentRevision).toBe(of.intentRevision ?? 0);
});

test('another answer than the one that is under way is a new one', async () => {
  const { answered, share } = await click(withAnswer(bob), 'rejected');
  expect(answered.kind).toBe('requested');
  expect(share.answer).toMatchObject({ value: 'rejected', revision: 2 });
});

test.each<[string, Partial<Account> | null, string | null]>([
  ['speaks', {}, null],
  ['may be used, but does not speak', { speaks: false }, null],
  ['is lost', { health: 'lost' }, 'credential-lost'],
  ['is refused', { health: 'refused' }, 'account-refused'],
  ['is of another project', { projectId: project('other') }, 'no-account-for-project'],
])('whose account %s: %s', async (_, more, problem) => {
  const share = await desk.share();
  await desk.link({ ...more, id: 'carols', userId: carol, projectId: more?.projectId ?? project('c1') });
  await desk.put('share', share.id, carol);
  const clicked = answerCard(
    desk.deps,
    personOf(carol),
    await desk.value('share', share.id, carol),
    'accepted',
  );
  if (problem === null) expect((await clicked).kind).toBe('requested');
  else await expect(clicked).rejects.toMatchObject({ problem: { kind: problem } });
});

test('an answer from elsewhere posts the card that was only kept for it', async () => {
  const share = await desk.share();
  await desk.put('share', share.id, bob, { name: null, ts: null });
  await answerCard(desk.deps, personOf(bob), await desk.value('share', share.id, bob), 'accepted');
  expect((await desk.cardOf('share', share.id, bob)).dueAt).toBe(now);
});

const byId = (account: Account, status: MemberStatus = 'accepted') =>
  answerImage(desk.deps, personOf(bob), { account, region: 'R1', imageId, status });

test('by the image’s id: an image that was never offered gets a card, and the same answer twice is one', async () => {
  const first = await byId(consumer);
  expect(first).toMatchObject({
    ...{ projectId: 'c1', projectName: 'Consumer', region: 'R1', imageId, cloudId: consumer.cloudId },
    answer: { value: 'accepted', by: bob, accountId: 'bobs', revision: 1 },
  });
  expect(await desk.cardOf('share', first.id, bob)).toMatchObject({ dueAt: expect.any(Number) });
  expect((await byId(consumer)).intentRevision).toBe(1);
  expect((await byId(consumer, 'rejected')).answer).toMatchObject({ value: 'rejected', revision: 2 });
  expect(desk.nudges()).toBe(3);
});

test('by the image’s id: the card is the channel’s that the project has', async () => {
  const channel = 'CPROJECT' as SlackUserId;
  const { teamId, cloudId, projectId } = consumer;
  await desk.store.preferences.setProjectChannel(desk.db, {
    ...{ teamId: teamId as Share['teamId'], cloudId, projectId, channel, setBy: bob },
  });
  const { id } = await byId(consumer);
  expect(
    (await desk.store.cards.cardsOf(desk.db, 'share', id)).map(({ recipientId }) => recipientId),
  ).toEqual([channel]);
});
