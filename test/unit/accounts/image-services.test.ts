/** What the loop asks of an image service, by way of an account's session: the same on OpenStack and on Rackspace, but for what differs. */
import { expect, test } from 'vitest';
import { createImageServices, type SessionsDeps } from '../../../src/accounts/sessions.ts';
import type { ImageId } from '../../../src/core/ids.ts';
import { labCloud } from '../../support/on-lab.ts';
import { account, imageId, project } from '../../support/store-rows.ts';

const image = (id: string, visibility = 'shared') => ({ id, name: 'web', visibility, owner: 'p' });
const member = { member_id: 'c1', status: 'accepted', updated_at: '2025-01-01T00:00:00Z' };

const service = ({
  rackspace = false,
  roles = ['member'],
  shown = image(imageId),
  updatedAt = member.updated_at,
} = {}) => {
  const asked: unknown[][] = [];
  const told =
    (name: string, answer: unknown) =>
    async (...of: unknown[]) => {
      asked.push([name, ...of]);
      return answer;
    };
  const token = (name: string) => told(name, { roles });
  const session = {
    authType: rackspace ? 'rackspace_apikey' : 'v3',
    ...{ token: token('token'), signInAgain: token('signInAgain'), regions: told('regions', ['IAD']) },
  };
  const one = { ...member, updated_at: updatedAt };
  const glance = {
    listImages: async function* (filters: object) {
      asked.push(['listImages', filters]);
      yield [image('a'), image('b', 'private')];
    },
    listMembers: told('listMembers', Object.assign([member], { unread: 2 })),
    ...{
      showImage: told('showImage', shown),
      setVisibility: told('setVisibility', shown),
      showMember: told('showMember', one),
    },
    ...{
      addMember: told('addMember', one),
      setMemberStatus: told('setMemberStatus', one),
      removeMember: told('removeMember', undefined),
    },
  };
  const opened: unknown[] = [];
  const deps = {
    sessions: {
      open: (...of: unknown[]) => {
        opened.push(of[4]);
        return session;
      },
    },
    ...{
      cloudOf: () => labCloud,
      credentialOf: async () => '',
      admit: async () => {},
      noteSpeech: async () => {},
    },
    grantsSpeech: (of: { roles: string[] }) => of.roles.includes('member'),
    glanceOf: () => glance,
  } as unknown as SessionsDeps;
  const own = account({ refusedActs: ['GET /v2'] });
  return { images: createImageServices(deps)(own, 'IAD', AbortSignal.timeout(1_000)), asked, opened };
};

test.each([
  ['with the token it has', undefined, 'token'],
  ['with a new sign-in', 'signed in again', 'signInAgain'],
] as const)('whether it speaks is known %s', async (_, how, what) => {
  const { images, asked } = service();
  expect(await images.speaks(how)).toBe(true);
  expect(asked.map(([name]) => name)).toEqual([what]);
  expect(await service({ roles: ['reader'] }).images.speaks(how)).toBe(false);
});

test('an administrator sees everything, and a session is patient and knows what the credential may not do', async () => {
  expect(await service({ roles: ['member', 'admin'] }).images.seesEverything()).toBe(true);
  const { images, opened } = service();
  expect(await images.seesEverything()).toBe(false);
  expect(await images.regions()).toEqual(['IAD']);
  expect(opened).toMatchObject([{ refusedActs: ['GET /v2'], patient: true }]);
});

test.each([
  ['OpenStack', false, '200'],
  ['Rackspace', true, '100'],
])('what is offered is listed in pages that %s takes', async (_, rackspace, limit) => {
  const { images, asked } = service({ rackspace });
  const pages = [];
  for await (const page of images.listOffered('pending')) pages.push(page);
  expect(asked).toEqual([['listImages', { visibility: 'shared', member_status: 'pending', limit }]]);
  expect(pages).toMatchObject([
    [
      { imageId: 'a', image: { name: 'web', visibility: 'shared' } },
      { imageId: 'b', image: { visibility: 'private' } },
    ],
  ]);
});

test('several images are one request, where the cloud can filter by ids', async () => {
  const ids = ['a', 'b'] as ImageId[];
  const { images, asked } = service();
  expect((await images.showImages(ids)).map((one) => one.imageId)).toEqual(ids);
  expect(asked).toEqual([['listImages', { id: 'in:a,b', limit: '200' }]]);
  const rackspace = service({ rackspace: true });
  expect(await rackspace.images.showImages(ids)).toEqual([]);
  expect(rackspace.asked).toEqual([]);
});

test.each([
  ['shared', false, undefined],
  ['private', false, true],
  ['private', true, undefined],
  ['public', false, true],
  ['community', true, true],
])('members of a %s image are hidden, or not (Rackspace: %s)', async (visibility, rackspace, hidden) => {
  const { images, asked } = service({ rackspace, shown: image(imageId, visibility) });
  for (const seen of [
    await images.showImage(imageId),
    await images.makeShared(imageId),
    await images.makePrivate(imageId),
  ])
    expect(seen.hidesMembers).toBe(hidden);
  expect(asked).toEqual([
    ['showImage', imageId],
    ['setVisibility', imageId, 'shared'],
    ['setVisibility', imageId, 'private'],
  ]);
});

test('members are read and written as the cloud names them', async () => {
  const { images, asked } = service();
  const c1 = project('c1');
  const read = { projectId: 'c1', status: 'accepted' };
  const all = await images.listMembers(imageId);
  expect([...all]).toEqual([read]);
  expect(all).toHaveProperty('unread', 2);
  expect(await images.showMember(imageId, c1)).toEqual({ ...read, changedAt: Date.UTC(2025, 0, 1) });
  expect(await service({ updatedAt: 'never' }).images.showMember(imageId, c1)).toMatchObject({
    changedAt: 0,
  });
  expect(await images.addMember(imageId, c1)).toEqual(read);
  expect(await images.setMemberStatus(imageId, c1, 'accepted')).toEqual(read);
  await images.removeMember(imageId, c1);
  expect(asked.slice(2)).toEqual([
    ['addMember', imageId, c1],
    ['setMemberStatus', imageId, c1, 'accepted'],
    ['removeMember', imageId, c1],
  ]);
});
