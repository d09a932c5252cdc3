/** A poll that meets failures: a refused account is noticed, and what does not answer hides nothing of what does. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ImageId, ProjectId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import type { Listed } from '../../../../src/model/image.ts';
import type { MemberStatus } from '../../../../src/model/member.ts';
import type { Store } from '../../../../src/sharing/repositories.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { accountRefused, answered, tooLarge } from '../../../support/cloud-answers.ts';
import { insertLab } from '../../../support/on-lab.ts';
import { nothing, pollAt as now, pollOnce, projectSync, type Regions } from '../../../support/one-poll.ts';
import { storeOf } from '../../../support/repositories.ts';
import { account, project, share } from '../../../support/store-rows.ts';

const otherImage = '44444444-0000-4000-8000-000000000001' as ImageId;
const own = account({ id: 'account', projectId: project('p'), region: 'R1' });
let database: Database;
let store: Store;
beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  store = storeOf(database);
  await database.transaction(async (tx) => {
    await store.accounts.insertAccount(tx, own);
    // alice's image, shared with a project that nobody has linked
    await store.shares.ensureShare(
      tx,
      share({ id: 'owned', status: 'pending', statusAt: 0, unconfirmedWrites: [], dueAt: null }),
    );
  });
});
afterEach(() => database.close());

/** One poll, by region what the cloud does; saved. */
const poll = async (regions: Regions, row = projectSync) => {
  const { change, refused } = await pollOnce(store, regions, row);
  const found = await store.shares.findShare(database.kysely, 'owned');
  return { change, refused: refused.map(([id]) => id), found };
};
const shownAs = async () => {
  const { image } = share();
  if (image === null) throw new Error('there is no image');
  return image;
};
const failsWith = (error: unknown) => () => Promise.reject(error);

it('all as it was: the next poll is a while away, and no failure is counted any more', async () => {
  const { change, found } = await poll({ R1: { showImage: shownAs } });
  expect(change.patch).toMatchObject({ attempts: 0, readAt: now, asOf: null });
  expect(found).toMatchObject({ dueAt: null, polledAt: now });
});
it.each(['regions', 'seesEverything', 'listMembers'] as const)(
  'a refused account is marked by the poll that notices it: %s',
  async (asked) => {
    const { change, refused, found } = await poll({
      R1: { showImage: shownAs, [asked]: failsWith(accountRefused()) },
    });
    expect(refused).toEqual(['account']);
    expect(change.patch).toMatchObject({ attempts: 3, intervalMs: 1_000 });
    expect(found?.polledAt).toBeNull();
  },
);

it.each([
  ['the region before it', { R0: { seesEverything: failsWith(answered(503)) }, R1: {} }],
  ['the region after it', { R1: {}, R2: { seesEverything: failsWith(answered(503)) } }],
])('%s does not answer: this one is polled, and that one again soon', async (_, regions) => {
  const { change, refused, found } = await poll(regions, { ...projectSync, readAt: 5, asOf: 7 });
  expect(refused).toEqual([]);
  // not all of it was read
  expect({ readAt: 5, asOf: 7, ...change.patch }).toMatchObject({ readAt: 5, asOf: 7 });
  expect(change).toMatchObject({ patch: { attempts: 3 }, dueAt: now + 60_000 });
  expect(found?.image?.status).toBe('deleted');
});

it('an image that is gone: each of its Shares is looked at', async () => {
  const { found } = await poll({ R1: {} });
  expect(found).toMatchObject({ dueAt: now, image: { status: 'deleted' } });
});

it('whether an image is gone cannot be told while the cloud does not say', async () => {
  const { change, found } = await poll({ R1: { showImage: failsWith(answered(503)) } });
  expect(change.patch.attempts).toBe(3);
  expect(found).toMatchObject({ dueAt: null, image: { status: 'active' } });
});

it('a list of offers that ends at an image that is too large hides nothing of what the project offers, and tells of none behind it that it is gone', async () => {
  async function* strangers(): AsyncGenerator<readonly Listed[]> {
    yield [];
    throw tooLarge();
  }
  const behind = share({ id: 'behind', projectId: own.projectId, region: 'R1', status: 'pending' });
  const offered = { ...behind, ownerProjectId: project('other'), unconfirmedWrites: [], dueAt: null };
  await database.transaction((tx) => store.shares.ensureShare(tx, offered));
  const isRead = async (listOffered: typeof nothing) => {
    const { change, found } = await poll({ R1: { listOffered, showImage: shownAs } });
    expect(change.patch.attempts).toBe(0);
    expect(found).toMatchObject({ polledAt: now });
    return (await store.shares.findShare(database.kysely, 'behind'))?.dueAt === now;
  };
  expect(await isRead(strangers)).toBe(false);
  expect(await isRead(nothing)).toBe(true);
});

it.each(['showImages', 'showImage'] as const)(
  'an own image that is too large hides no other: %s',
  async (asked) => {
    await database.transaction((tx) =>
      store.shares.ensureShare(
        tx,
        share({
          id: 'other',
          imageId: otherImage,
          status: 'pending',
          statusAt: 0,
          unconfirmedWrites: [],
          dueAt: null,
        }),
      ),
    );
    const showImage = async (imageId: ImageId) => {
      if (asked === 'showImage' && imageId !== otherImage) throw tooLarge();
      return shownAs();
    };
    const showImages = () => (asked === 'showImages' ? Promise.reject(tooLarge()) : Promise.resolve([]));
    const { change } = await poll({ R1: { showImages, showImage } });
    expect(change.patch.attempts).toBe(0);
    expect(await store.shares.findShare(database.kysely, 'other')).toMatchObject({ polledAt: now });
  },
);

it('members that are hidden now: each Share is asked about', async () => {
  const { change, found } = await poll({ R1: { showImage: shownAs, listMembers: failsWith(answered(403)) } });
  expect(change.patch.attempts).toBe(0);
  expect(found).toMatchObject({ dueAt: now, polledAt: now });
});

it('members that nobody tells of for now: polled again, and nobody is asked about', async () => {
  const { change, found } = await poll({ R1: { showImage: shownAs, listMembers: failsWith(answered(503)) } });
  expect(change.patch.attempts).toBe(3);
  expect(found).toMatchObject({ dueAt: null, polledAt: null });
});

it.each([
  [20, null],
  [21, 7],
])('%i offers are new after a restore: as of %s for the next poll', async (count, asOf) => {
  const { image } = share();
  async function* offers(status: MemberStatus): AsyncGenerator<readonly Listed[]> {
    const ids = Array.from({ length: status === 'pending' ? count : 0 }, () => randomUUID() as ImageId);
    if (image) yield ids.map((imageId) => ({ imageId, image: { ...image, owner: 'other' as ProjectId } }));
  }
  const regions = { R1: { listOffered: offers, showImage: shownAs } };
  const { change } = await poll(regions, { ...projectSync, asOf: 7 });
  expect({ asOf: 7, ...change.patch }.asOf).toBe(asOf);
});

it('without a good account nothing is asked, until one is linked', async () => {
  await database.transaction((tx) => store.accounts.setHealth(tx, 'account', 'refused'));
  const { change } = await poll({ R1: { regions: failsWith(new Error('asked all the same')) } });
  expect(change).toEqual({ patch: {}, dueAt: null });
});

it('who looks beyond what is left for a minute is read the rest a minute after it began; a poll beyond it, a minute from now', async () => {
  const begun = now - 40_000;
  const looking = { ...projectSync, asked: 1, askedSpent: 1_000, askedSince: begun };
  expect(await poll({ R1: {} }, looking)).toMatchObject({
    change: { patch: { held: true, askedSince: begun }, dueAt: begun + 60_000 },
  });
  const polling = { ...projectSync, spent: 60, spentSince: begun };
  expect(await poll({ R1: {} }, polling)).toMatchObject({
    change: { patch: { spentSince: begun }, dueAt: now + 60_000 },
  });
});
