/** What was shared or changed without the bot: what goes on record, who is asked or told, and what is nobody's news. */
import { expect, test } from 'vitest';
import type { ImageId, SlackUserId } from '../../../../src/core/ids.ts';
import type { ImageFacts } from '../../../../src/model/image.ts';
import type { MemberStatus } from '../../../../src/model/member.ts';
import type { Share } from '../../../../src/model/share.ts';
import { adoptListed, areAllAdopted } from '../../../../src/sharing/sync/adopt.ts';
import { deletedImage, describeImage } from '../../../../src/sharing/sync/image-change.ts';
import { now, policy } from '../../../support/card-desk.ts';
import { consumer, desk, onDesk } from '../../../support/on-desk.ts';
import {
  alice,
  bob,
  carol,
  image,
  imageId,
  project,
  share as shareOf,
  teamId,
} from '../../../support/store-rows.ts';

onDesk();

const listed = (status: MemberStatus, id: string = imageId) => ({
  ...{ region: 'R1', imageId: id as ImageId, image, status },
});
const reminding = { ...policy, remindAfterMs: [1_000] };
const adopt = (of: Parameters<typeof adoptListed>[2], asOf: number | null = null) =>
  desk.run((work) => adoptListed(work, consumer, of, asOf), reminding);
const recorded = async (): Promise<Share[]> =>
  (await desk.store.shares.sharesOfProject(desk.db, teamId, consumer.cloudId, consumer.projectId)).toSorted(
    (one, other) => one.imageId.localeCompare(other.imageId),
  );
const observed = async () => (await desk.acts()).map(({ act }) => act);

test('one offer is a card at once, with its reminders', async () => {
  await desk.put('home', bob, bob);
  await adopt([listed('pending')], 7);
  const [share] = await recorded();
  expect(share).toMatchObject({
    ...{
      status: 'pending',
      statusAt: now,
      ownerProjectId: 'p',
      projectName: 'Consumer',
      imageId,
      region: 'R1',
    },
    image: { name: image.name },
  });
  expect(await desk.cardOf('share', share?.id ?? '', bob)).toMatchObject({ dueAt: now, asOf: 7, ts: null });
  expect(await desk.told()).toEqual([]);
  expect((await desk.timers()).map(({ kind }) => kind)).toEqual(['remind']);
  expect(await desk.acts()).toMatchObject([
    { act: 'observed-pending', by: null, detail: { shareId: share?.id, projectId: 'c1' } },
  ]);
  expect((await desk.cardOf('home', bob, bob)).dueAt).not.toBeNull();
});

test('several are one message, and each has a card for its buttons', async () => {
  await adopt([listed('pending', 'a'), listed('pending', 'b')]);
  for (const { id } of await recorded())
    expect(await desk.cardOf('share', id, bob)).toMatchObject({ dueAt: null, ts: null });
  expect((await desk.told()).map(({ to, event }) => [to, event])).toEqual(
    Array(2).fill([bob, { kind: 'offered' }]),
  );
  expect((await desk.timers()).map(({ kind }) => kind)).toEqual(['remind', 'remind']);
});

test('whoever blocked the owner hears nothing of several; the others do', async () => {
  await desk.link({ userId: carol, projectId: project('c1') });
  const { cloudId } = consumer;
  await desk.run(({ tx, store }) =>
    store.producerBlocks.insertBlock(tx, {
      ...{ id: 'block', teamId, userId: bob, cloudId, projectId: project('c1'), forProject: false },
      ...{ producer: null, producerProjectId: project('p'), producerProjectName: null, createdAt: 1 },
    }),
  );
  await adopt([listed('pending', 'a'), listed('pending', 'b')]);
  expect((await desk.told()).map(({ to }) => to)).toEqual([carol, carol]);
  for (const { id } of await recorded())
    expect(
      (await desk.store.cards.cardsOf(desk.db, 'share', id)).map(({ recipientId }) => recipientId),
    ).toEqual([carol]);
});

test('twenty at a time, and more are left for later; answered ones only go on record, a hundred at a time', async () => {
  const many = (count: number, status: MemberStatus) =>
    Array.from({ length: count }, (_, n) => listed(status, `${status}-${n}`));
  expect(areAllAdopted([...many(20, 'pending'), ...many(9, 'accepted')])).toBe(true);
  expect(areAllAdopted(many(21, 'pending'))).toBe(false);
  await adopt([...many(21, 'pending'), ...many(101, 'accepted')]);
  const all = await recorded();
  expect(all.filter(({ status }) => status === 'pending')).toHaveLength(20);
  expect(all.filter(({ status }) => status === 'accepted')).toHaveLength(100);
  expect(await desk.told()).toHaveLength(20);
  expect((await observed()).filter((act) => act === 'observed-accepted')).toHaveLength(100);
});

test('answered ones ask nobody', async () => {
  await adopt([listed('rejected')]);
  const [share] = await recorded();
  expect(share).toMatchObject({ status: 'rejected', dueAt: null });
  expect(await desk.store.cards.cardsOf(desk.db, 'share', share?.id ?? '')).toEqual([]);
  expect([await desk.told(), await desk.timers()]).toEqual([[], []]);
  expect(await observed()).toEqual(['observed-rejected']);
});

test.each<[string, MemberStatus, Partial<Share>, boolean]>([
  ['offered again after it had ended is read, and gets a new message', 'pending', { status: 'absent' }, true],
  ['accepted after it had ended is read', 'accepted', { status: 'absent' }, true],
  ['that goes on is left alone', 'pending', { status: 'rejected' }, false],
  ['accepted that goes on is left alone', 'accepted', { status: 'rejected' }, false],
])('a share on record %s', async (_, status, of, reads) => {
  const share = await desk.share(of);
  await desk.put('share', share.id, bob);
  await adopt([listed(status)], 7);
  expect((await desk.readShare(share)).dueAt).toBe(reads ? now : null);
  const { ts, post, asOf } = await desk.cardOf('share', share.id, bob);
  const isNew = reads && status === 'pending';
  expect({ ts, post, asOf }).toEqual(
    isNew ? { ts: null, post: 1, asOf: 7 } : { ts: '1.1', post: 0, asOf: null },
  );
  expect(await observed()).toEqual([]);
});

/** The image of a share that alice offered to bob. */
const describes = async (
  is: Partial<ImageFacts>,
  of: Partial<Share> = {},
  before: Partial<Share> | null = null,
) => {
  const share = await desk.share(of);
  const offer = await desk.offer({ producer: alice, image }, [share]);
  await desk.put('share', share.id, bob);
  const changed = await desk.run((work) =>
    describeImage(work, share, { ...image, ...is }, before && { ...share, ...before }),
  );
  return { changed, share, offer };
};
const brief = ({ name, status, visibility }: ImageFacts) => ({ name, status, visibility });

test.each<[string, Partial<ImageFacts>, Partial<Share>, SlackUserId[], boolean]>([
  ['that is as it was', {}, {}, [], false],
  ['that was renamed', { name: 'other' }, {}, [alice, bob], true],
  ['that was deactivated', { status: 'deactivated' }, {}, [alice, bob], true],
  ['that was hidden', { visibility: 'private' }, {}, [alice, bob], true],
  ['that changed in what matters to nobody', { minRamMb: 9 }, {}, [], true],
  [
    'that was renamed, for nobody who is a member any more',
    { name: 'other' },
    { status: 'absent' },
    [],
    true,
  ],
  ['that is seen for the first time', { name: 'other' }, { image: null }, [], false],
])('an image %s', async (_, is, of, told, changes) => {
  const { changed, share, offer } = await describes(is, of);
  expect(changed).toBe(changes);
  const after = { ...image, ...is };
  if (changes) {
    expect((await desk.readShare(share)).image).toEqual(after);
    expect((await desk.store.offers.findOffer(desk.db, offer.id))?.image).toEqual(after);
    expect((await desk.cardOf('offer', offer.id, alice).catch(() => null))?.dueAt).not.toBeNull();
  }
  const event = { kind: 'image-changed', was: brief(image), is: brief(after) };
  expect((await desk.told()).map((one) => [one.to, one.event])).toEqual(told.map((to) => [to, event]));
  const noted = changes && JSON.stringify(brief(after)) !== JSON.stringify(brief(image));
  expect(await desk.acts()).toMatchObject(
    noted
      ? [{ act: 'observed-image-changed', by: null, detail: { was: brief(image), is: brief(after) } }]
      : [],
  );
  expect((await desk.cardOf('share', share.id, bob)).dueAt).toBe(changes ? now : null);
});

test('of a deleted image those are told who were members before it was read', async () => {
  await describes(deletedImage(image), { status: 'absent' }, { status: 'accepted' });
  expect((await desk.told()).map(({ to }) => to)).toEqual([alice, bob]);
});

test('of several members of an image everybody is told once, and none of another region', async () => {
  await desk.offer({ producer: alice }, [await desk.share({ projectId: project('c2') })]);
  const elsewhere = await desk.share({ region: 'R2' });
  await describes({ name: 'other' });
  expect((await desk.told()).map(({ to }) => to)).toEqual([alice, bob]);
  expect((await desk.readShare(elsewhere)).image).toEqual(shareOf().image);
});
