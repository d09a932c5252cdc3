/** With which account an image is looked at: that of its own project on its own cloud, and no other. */
import { expect, test } from 'vitest';
import type { FindDeps } from '../../../src/accounts/find-image.ts';
import { readMembership } from '../../../src/accounts/membership.ts';
import { systemClock } from '../../../src/core/clock.ts';
import type { CloudId } from '../../../src/core/ids.ts';
import { account, imageId, project } from '../../support/store-rows.ts';

const image = { id: imageId, name: 'web-base', visibility: 'shared', owner: project('owners') };
const member = account({ id: 'member', projectId: project('c1'), isDefault: true });
const owners = account({ id: 'owners', projectId: project('owners') });

/** Which accounts the cloud is asked with, first the image and then its members. */
const look = async (
  linked: Parameters<typeof readMembership>[1],
  name: string | null = null,
  shown: object = image,
) => {
  const asked: string[] = [];
  const glanceOf = (session: string) => {
    const answering =
      <T>(answer: T) =>
      async () => {
        asked.push(session);
        return answer;
      };
    return { showImage: answering(shown), listMembers: answering([]) };
  };
  const deps = {
    clock: systemClock,
    sessionOf: ({ id }: { id: string }) => id,
    regionsOf: () => ['IAD'],
    interfacesOf: () => [],
    markRefused: async () => {},
    glanceOf,
  } as unknown as FindDeps;
  const { owner } = await readMembership(deps, linked, { imageId, region: 'IAD', account: name });
  return { owner, asked };
};

test.each([
  ['the owner’s beside the default one', [member, owners], null, true, ['member', 'owners']],
  [
    'none of the same project id on another cloud',
    [member, { ...owners, cloudId: 'elsewhere' as CloudId }],
    null,
    false,
    ['member', 'member'],
  ],
  [
    'a refused one is of no use',
    [member, { ...owners, health: 'refused' as const }],
    null,
    false,
    ['member', 'member'],
  ],
  ['the one that is named', [member, owners], member.name, false, ['member', 'member']],
])('%s', async (_, linked, name, owner, asked) => {
  expect(await look(linked, name)).toEqual({ owner, asked });
});

test.each([
  ['its name', { name: ' web ' }, 'web'],
  ['its id, if it has none', { name: '  ' }, imageId],
  ['its id, if it is not told', { name: null }, imageId],
])('an image that is open to all is told by %s', async (_, more, name) => {
  for (const visibility of ['public', 'community'])
    await expect(look([member], null, { ...image, ...more, visibility })).rejects.toMatchObject({
      problem: { kind: 'image-open-to-all', image: name, visibility },
    });
});
