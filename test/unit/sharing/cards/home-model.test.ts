/** What the Home shows of the rows behind it: what waits, what one shares, and what nobody produces any more. */
import { expect, test } from 'vitest';
import type { ImageId, SlackUserId } from '../../../../src/core/ids.ts';
import type { Share } from '../../../../src/model/share.ts';
import { homeModel } from '../../../../src/sharing/cards/home-card.ts';
import { tellAfterMs } from '../../../../src/sharing/rules/refused-card.ts';
import { now } from '../../../support/card-desk.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { intentOf } from '../../../support/share-row.ts';
import { alice, bob, carol, project, teamId } from '../../../support/store-rows.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

const channel = 'CPROJECT' as SlackUserId;
onDesk();

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
  const refused = { refusedWith: 'msg_too_long', refusedSince: now - tellAfterMs };
  await desk.put('share', 'any', alice, { dueAt: now, ...refused });
  expect((await home(alice)).refused).toBe('msg_too_long');
  expect((await home(bob)).refused).toBeNull();
});
