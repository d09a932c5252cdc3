/** The cloud's contract, one image, and who sees it. */
import { describe, expect, test } from 'vitest';
import { NoSuchRegionError } from '../../src/cloud/endpoint-errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import type { ImageId } from '../../src/core/ids.ts';
import { failureOf } from '../support/cloud-actors.ts';
import { noSuchImage, onEveryCloud, refusal } from '../support/cloud-contract.ts';

await onEveryCloud(({ lab, actors, alice, bob, carol, consumer, consumer2, notYours, sharedWithBob }) => {
  describe('one image', () => {
    test('shows what its owner made, with properties of its own', async () => {
      const made = await actors.makeImage({
        name: 'build-7',
        os_distro: 'debian',
        min_disk: 3,
        tags: ['a'],
        build_id: '7',
      });
      await actors.fillImage(made);
      const image = await glanceOf(alice, 'IAD').showImage(made.id);
      expect(image).toMatchObject({
        id: made.id,
        name: 'build-7',
        status: 'active',
        visibility: 'shared',
        owner: lab.projects.producer,
        size: 44,
        min_disk: 3,
        os_distro: 'debian',
        build_id: '7',
        tags: ['a'],
        protected: false,
        os_hidden: false,
        os_hash_algo: 'sha512',
      });
      expect(image.checksum).toMatch(/^[0-9a-f]{32}$/);
    });

    test('404 for none, for one that is not shared with me, and for another region', async () => {
      const { id } = await actors.makeImage();
      const priv = await actors.makeImage({ visibility: 'private' });
      const gone = '404 No image found with ID ID';
      expect(await refusal(glanceOf(alice, 'IAD').showImage(noSuchImage))).toBe(gone);
      expect(await refusal(glanceOf(bob, 'IAD').showImage(id))).toBe(gone);
      expect(await refusal(glanceOf(bob, 'IAD').showImage(priv.id))).toBe(gone);
      expect(await refusal(glanceOf(alice, 'DFW').showImage(id))).toBe(gone);
    });

    test('regions match in any case, null is the first, and an unknown one is named with those there are', async () => {
      const { id } = await actors.makeImage({}, { region: 'DFW' });
      expect((await glanceOf(alice, 'dfw').showImage(id)).id).toBe(id);
      expect(await refusal(glanceOf(alice, null).showImage(id))).toMatch(/^404/);
      const error = await failureOf(glanceOf(alice, 'ORD').showImage(id));
      expect(error).toBeInstanceOf(NoSuchRegionError);
      expect(error).toMatchObject({ region: 'ORD', have: ['IAD', 'DFW'] });
    });

    test('a member can show it from the moment it is added, in every status', async () => {
      for (const status of ['pending', 'accepted', 'rejected'] as const) {
        const { id } = await sharedWithBob(status);
        expect((await glanceOf(bob, 'IAD').showImage(id)).id).toBe(id);
      }
    });

    test('an id that would lead elsewhere is not sent', async () => {
      expect(await failureOf(glanceOf(alice, 'IAD').showImage('..' as ImageId))).toBeInstanceOf(RangeError);
    });
  });

  describe('visibility', () => {
    test('private to shared, and again without harm; queued and protected images too', async () => {
      const { id } = await actors.makeImage({ visibility: 'private' });
      expect((await glanceOf(alice, 'IAD').setVisibility(id, 'shared')).visibility).toBe('shared');
      expect((await glanceOf(alice, 'IAD').setVisibility(id, 'shared')).visibility).toBe('shared');
    });

    test('private hides the members and takes their access; shared gives it back, with each status', async () => {
      const { id } = await sharedWithBob('accepted');
      await glanceOf(alice, 'IAD').setVisibility(id, 'private');
      expect(await refusal(glanceOf(bob, 'IAD').showImage(id))).toBe('404 No image found with ID ID');
      expect(await refusal(glanceOf(bob, 'IAD').setMemberStatus(id, consumer, 'rejected'))).toBe(
        '404 Image ID not found.',
      );
      expect(await refusal(glanceOf(alice, 'IAD').listMembers(id))).toBe(
        '403 Not allowed to list members for image ID: Only shared images have members.',
      );
      expect(await refusal(glanceOf(alice, 'IAD').addMember(id, consumer2))).toBe(
        '403 Not allowed to create members for image ID.',
      );
      expect(await refusal(glanceOf(alice, 'IAD').removeMember(id, consumer))).toBe(
        '403 Not allowed to delete members for image ID.',
      );
      await glanceOf(alice, 'IAD').setVisibility(id, 'shared');
      expect(await glanceOf(alice, 'IAD').listMembers(id)).toMatchObject([
        { member_id: consumer, status: 'accepted' },
      ]);
      expect((await glanceOf(bob, 'IAD').showImage(id)).id).toBe(id);
    });

    test('is the owner’s to change', async () => {
      const { id } = await sharedWithBob('accepted');
      expect(await refusal(glanceOf(bob, 'IAD').setVisibility(id, 'private'))).toBe(notYours('modify_image'));
      expect(await refusal(glanceOf(carol, 'IAD').setVisibility(id, 'private'))).toBe(
        '404 No image found with ID ID',
      );
      expect(await refusal(glanceOf(alice, 'IAD').setVisibility(noSuchImage, 'shared'))).toMatch(/^404/);
    });

    test.each(['public', 'community'])('a %s image is everybody’s and has no members', async (visibility) => {
      const admin = await actors.asAdmin();
      const owner = visibility === 'public' ? admin : alice;
      const { id } = await actors.makeImage({ visibility }, { session: owner });
      expect((await glanceOf(carol, 'IAD').showImage(id)).visibility).toBe(visibility);
      expect(await refusal(glanceOf(owner, 'IAD').addMember(id, consumer))).toBe(
        '403 Not allowed to create members for image ID.',
      );
      expect(await refusal(glanceOf(owner, 'IAD').listMembers(id))).toMatch(
        /^403 .*Only shared images have members/,
      );
    });
  });
});
