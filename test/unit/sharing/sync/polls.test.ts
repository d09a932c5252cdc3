/** What a poll asks, how often the next one comes, what it costs, and what it writes of what it found. */
import { expect, test } from 'vitest';
import type { ImageId } from '../../../../src/core/ids.ts';
import type { Listed } from '../../../../src/model/image.ts';
import type { MemberStatus } from '../../../../src/model/member.ts';
import type { ProjectSync } from '../../../../src/model/project-sync.ts';
import type { Share } from '../../../../src/model/share.ts';
import type { ImageService } from '../../../../src/sharing/image-service.ts';
import { answered, ruleMissing } from '../../../support/cloud-answers.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { pollAt as now, pollOnce, projectSync, type Regions } from '../../../support/one-poll.ts';
import { alice, bob, image, project } from '../../../support/store-rows.ts';

onDesk(async () => {
  await desk.link({ id: 'alices', userId: alice, projectId: project('p'), region: 'R1' });
});

const images = { showImage: async () => image };
const poll = (regions: Regions, row: Partial<ProjectSync> = {}, random?: number) =>
  pollOnce(desk.store, regions, { ...projectSync, ...row }, random);
const theirs = (id: string): Listed => ({
  imageId: id as ImageId,
  image: { ...image, owner: project('other') },
});
const offers = (of: Partial<Record<MemberStatus, readonly Listed[]>>): Pick<ImageService, 'listOffered'> => ({
  listOffered: async function* (status) {
    yield of[status] ?? [];
  },
});
/** What alice's project offers, and what it is offered. */
const own = (more: Partial<Share> = {}) => desk.share({ status: 'pending', ...more });
const offered = (more: Partial<Share> = {}) =>
  desk.share({
    projectId: project('p'),
    ownerProjectId: project('other'),
    imageId: 'theirs' as ImageId,
    ...more,
  });

test.each<[string, Regions, Partial<Share>, number, number, number]>([
  ['nothing changed: twice the time', { R1: images }, {}, 0.5, 2_000, 2_000],
  ['a little earlier by chance', { R1: images }, {}, 0, 2_000, 1_800],
  ['a little later by chance', { R1: images }, {}, 1, 2_000, 2_200],
  [
    'somebody answered: the shortest time',
    { R1: { ...images, listMembers: async () => [] } },
    {},
    0.5,
    1_000,
    1_000,
  ],
  [
    'something new is offered: the shortest time',
    { R1: { ...images, ...offers({ pending: [theirs('new')] }) } },
    {},
    0.5,
    1_000,
    1_000,
  ],
])('the next poll, after %s', async (_, regions, of, random, intervalMs, afterMs) => {
  await own({ projectId: project('c1'), ...of });
  const { change } = await poll(regions, { intervalMs: 1_000 }, random);
  expect(change).toMatchObject({ patch: { intervalMs, attempts: 0, readAt: now }, dueAt: now + afterMs });
});

test('an image whose members are due sooner is polled then', async () => {
  await own({ polledAt: now - 500 });
  const { change, asked } = await poll({ R1: images }, { intervalMs: 1_000 });
  expect(change.dueAt).toBe(now + 500);
  expect(asked).not.toContainEqual(expect.stringContaining('listMembers'));
});

test('a share that is only unsure does not count as a change', async () => {
  await offered({ status: '?queued' });
  const { change } = await poll({ R1: images });
  expect(change.patch.intervalMs).toBe(2_000);
  expect(
    (
      await desk.store.shares.sharesOwnedBy(
        desk.db,
        projectSync.teamId,
        projectSync.cloudId,
        project('other'),
      )
    )[0]?.dueAt,
  ).toBe(now);
});

test('what is asked is counted: for polling, or for whoever looks', async () => {
  await own();
  const { change, asked } = await poll({ R1: images });
  expect(asked.filter((one) => one.startsWith('list') || one.startsWith('show'))).toHaveLength(6);
  expect(change.patch).toMatchObject({ spent: 6, spentSince: now });
  expect(change.patch).not.toHaveProperty('askedSpent');
  expect(change.patch).not.toHaveProperty('read');
  const looked = await poll({ R1: images }, { asked: 2, read: 1 });
  expect(looked.change.patch).toMatchObject({ askedSpent: 3, askedSince: now, held: false, read: 2 });
  expect(looked.change.patch).not.toHaveProperty('spent');
});

test('a read that follows is counted as two requests, and left out if they are not left', async () => {
  const share = await own();
  const gone = { R1: { ...images, listMembers: async () => [] } };
  // lists of three statuses, the images, one image, its members: six; two are left for the read
  const enough = await poll(gone, { spent: 52, spentSince: now });
  expect(enough.change.patch.spent).toBe(60);
  expect(await desk.readShare(share)).toMatchObject({ dueAt: now, polledAt: now });
  await desk.db.updateTable('shares').set({ dueAt: null, polledAt: null }).execute();
  await poll(gone, { spent: 53, spentSince: now });
  // listed again with the next requests
  expect(await desk.readShare(share)).toMatchObject({ dueAt: null, polledAt: null });
});

test.each<[string, Partial<ProjectSync>, boolean]>([
  ['that was held and is read again', { held: true, asked: 2, read: 1 }, true],
  ['that goes on as before', { asked: 2, read: 1 }, false],
  ['that caught up after a restore', { asOf: 5 }, true],
])('the Home is drawn after a poll %s', async (_, row, draws) => {
  // who only looks is shown it too
  await desk.link({ userId: bob, projectId: project('p'), speaks: false });
  await desk.put('home', bob, bob);
  await poll({ R1: images }, row);
  expect((await desk.cardOf('home', bob, bob)).dueAt !== null).toBe(draws);
});

test('what the credential has no rule for is marked, and the rest goes on', async () => {
  const share = await own();
  const noRule = () => Promise.reject(ruleMissing('GET /v2/images'));
  const { refused, change } = await poll({ R1: { ...images, seesEverything: noRule } });
  expect(refused).toEqual([['alices', 'GET /v2/images']]);
  expect(change.patch).toMatchObject({ attempts: 0, readAt: now });
  expect((await desk.readShare(share)).polledAt).toBe(now);
});

test('a region that does not answer marks nobody', async () => {
  const { refused, change } = await poll({ R1: { ...images, regions: () => Promise.reject(answered(503)) } });
  expect(refused).toEqual([]);
  expect(change.patch.attempts).toBe(3);
});

test('members whose own project polls are listed rarely; those whose account is lost are not counted on', async () => {
  const { id } = await desk.link({ userId: bob, projectId: project('c1') });
  const share = await own({ polledAt: now - 5_000 });
  const asks = async () => (await poll({ R1: images })).asked.some((one) => one.startsWith('listMembers'));
  expect(await asks()).toBe(false);
  await desk.run(({ store, tx }) => store.accounts.setHealth(tx, id, 'refused'));
  expect(await asks()).toBe(true);
  expect((await desk.readShare(share)).polledAt).toBe(now);
});

test.each<[string, () => Promise<unknown>, string[]]>([
  ['pending for the project', async () => ({ status: 'pending' }), ['new']],
  ['accepted by the project', async () => ({ status: 'accepted' }), []],
  ['shared with somebody else', () => Promise.reject(answered(404)), []],
])('of an administrator’s list an image counts that is %s', async (_, showMember, adopted) => {
  const share = await offered();
  const service = { ...images, ...offers({ pending: [theirs('new')], accepted: [theirs('a')] }) };
  const { asked, change } = await poll({
    R1: { ...service, seesEverything: async () => true, showMember } as Partial<ImageService>,
  });
  expect(asked.filter((one) => one.startsWith('listOffered'))).toEqual(['listOffered R1 pending']);
  expect(change.patch.attempts).toBe(0);
  const found = await desk.store.shares.sharesOfProject(
    desk.db,
    projectSync.teamId,
    projectSync.cloudId,
    project('p'),
  );
  expect(found.map(({ imageId }) => imageId).filter((one) => one !== 'theirs')).toEqual(adopted);
  // each of its own is read by itself
  expect((await desk.readShare(share)).dueAt).toBe(now);
});

test('an administrator’s failure to read a member is a failure, and none left is none', async () => {
  const service = { ...images, ...offers({ pending: [theirs('new')] }), seesEverything: async () => true };
  const failing = { R1: { ...service, showMember: () => Promise.reject(answered(503)) } };
  expect((await poll(failing)).change.patch.attempts).toBe(3);
  expect((await poll(failing, { spent: 59, spentSince: now })).change.patch.attempts).toBe(0);
});

test('one’s own images in the list are not offers to oneself', async () => {
  await poll({ R1: { ...images, ...offers({ pending: [{ imageId: 'mine' as ImageId, image }] }) } });
  expect(await desk.acts()).toEqual([]);
});

test.each<[string, object, number | null]>([
  ['that is listed is read again only if it differs', image, null],
  [
    'that hides its members is not asked for them',
    { ...image, visibility: 'private', hidesMembers: true },
    null,
  ],
  ['that was deleted is read for each member', { ...image, status: 'deleted' }, now],
])('an image of one’s own %s', async (_, is, dueAt) => {
  const share = await own();
  const listMembers = async () => [{ projectId: project('c1'), status: 'pending' as const }];
  const { asked } = await poll({
    R1: {
      listMembers,
      showImages: async (ids) => ids.map((id) => ({ imageId: id, image: is as typeof image })),
    },
  });
  expect(await desk.readShare(share)).toMatchObject({ dueAt, polledAt: now, image: is });
  expect(asked.some((one) => one.startsWith('listMembers'))).toBe(!('hidesMembers' in is) && dueAt === null);
  expect(asked.some((one) => one.startsWith('showImage '))).toBe(false);
});

test('fifty images are asked for at once', async () => {
  for (let n = 0; n < 51; n += 1) await own({ imageId: `image-${n}` as ImageId });
  const { asked } = await poll({ R1: images }, { asked: 1 });
  const counts = asked.filter((one) => one.startsWith('showImages')).map((one) => one.split(',').length);
  expect(counts).toEqual([50, 1]);
});

test('somebody added without the bot is told the producer, once while it stays so', async () => {
  const share = await own();
  await desk.offer({ producer: alice }, [share]);
  const member = (id: string) => ({ projectId: project(id), status: 'accepted' as const });
  const listing = (...ids: string[]) => ({
    R1: {
      ...images,
      listMembers: async () => [{ projectId: project('c1'), status: 'pending' as const }, ...ids.map(member)],
    },
  });
  const news = async (...ids: string[]) => {
    await desk.db.updateTable('shares').set({ polledAt: null }).execute();
    await poll(listing(...ids));
    return (await desk.told()).map(({ to, event }) => [to, event.kind === 'member-added' && event.projectId]);
  };
  expect(await news('x')).toEqual([[alice, 'x']]);
  expect(await news('x')).toHaveLength(1);
  expect((await desk.acts()).map(({ act, detail }) => [act, detail.projectId])).toEqual([
    ['observed-member-added', 'x'],
  ]);
  expect(await news('x', 'y')).toHaveLength(2);
  // removed, and added once more
  expect(await news('y')).toHaveLength(2);
  expect(await news('x', 'y')).toHaveLength(3);
});

test('somebody who is on record is read again, and is no news', async () => {
  const share = await own();
  await desk.offer({ producer: alice }, [share]);
  const known = await desk.share({ projectId: project('x'), status: 'absent' });
  const elsewhere = await desk.share({ projectId: project('x'), status: 'absent', region: 'R2' });
  await poll({
    R1: {
      ...images,
      listMembers: async () => [
        { projectId: project('c1'), status: 'pending' },
        { projectId: project('x'), status: 'pending' },
      ],
    },
  });
  expect(await desk.told()).toEqual([]);
  expect((await desk.readShare(known)).dueAt).toBe(now);
  expect((await desk.readShare(elsewhere)).dueAt).toBeNull();
});
