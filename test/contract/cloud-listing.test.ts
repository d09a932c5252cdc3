/** The cloud's contract, lists of images. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Image } from '../../src/cloud/glance-image.ts';
import type { ImageFilters } from '../../src/cloud/images.ts';
import { list, noSuchImage, onEveryCloud, pagesOf, refusal } from '../support/cloud-contract.ts';

await onEveryCloud(({ actors, alice, bob, consumer, sharedWithBob }) => {
  describe('listing', () => {
    const names = (images: readonly Image[]) => images.map(({ name }) => name).toSorted();

    test('what is listed of what is shared with me: by status, not hidden, with my own among it', async () => {
      const tag = randomUUID();
      for (const status of ['pending', 'accepted', 'rejected'] as const) {
        await sharedWithBob(status, { name: status, tags: [tag] });
      }
      await sharedWithBob('pending', { name: 'hidden', tags: [tag], os_hidden: true });
      await actors.makeImage({ name: 'own', tags: [tag] }, { session: bob });
      await actors.makeImage({ name: 'own-private', tags: [tag], visibility: 'private' }, { session: bob });
      await actors.makeImage({ name: 'community', tags: [tag], visibility: 'community' });
      const listed = async (filters: ImageFilters) => names(await list(bob, { ...filters, tag: [tag] }));

      expect(await listed({})).toEqual(['accepted', 'own', 'own-private']);
      expect(await listed({ visibility: 'shared' })).toEqual(['accepted', 'own']);
      expect(await listed({ visibility: 'shared', member_status: 'pending' })).toEqual(['own', 'pending']);
      expect(await listed({ visibility: 'shared', member_status: 'rejected' })).toEqual(['own', 'rejected']);
      expect(await listed({ visibility: 'shared', member_status: 'all' })).toEqual([
        'accepted',
        'own',
        'pending',
        'rejected',
      ]);
      expect(await listed({ visibility: 'shared', member_status: 'pending', os_hidden: 'true' })).toEqual([
        'hidden',
      ]);
      expect(await listed({ visibility: 'private' })).toEqual(['own-private']);
      expect(await listed({ visibility: 'community' })).toEqual(['community']);
      expect(await listed({ visibility: 'all' })).toEqual(['accepted', 'community', 'own', 'own-private']);
      expect(await listed({ owner: consumer })).toEqual(['own', 'own-private']);
      const producer = actors.projectOf('alice');
      expect(await listed({ visibility: 'shared', member_status: 'pending', owner: producer })).toEqual([
        'pending',
      ]);
    });

    test('filters by name, status, several tags, properties and size', async () => {
      const tag = randomUUID();
      const one = await actors.makeImage({ name: 'one', tags: [tag, 'x'], build_id: tag });
      await actors.makeImage({ name: 'two', tags: [tag] });
      await actors.fillImage(one);
      const listed = async (filters: ImageFilters) => names(await list(alice, { tag: [tag], ...filters }));
      expect(await listed({ name: 'one' })).toEqual(['one']);
      expect(await listed({ name: 'ONE' })).toEqual([]);
      expect(await listed({ name: 'in:one,two' })).toEqual(['one', 'two']);
      expect(await listed({ status: 'queued' })).toEqual(['two']);
      expect(await listed({ status: 'nonsense' })).toEqual([]);
      expect(await listed({ tag: [tag, 'x'] })).toEqual(['one']);
      expect(await listed({ build_id: tag })).toEqual(['one']);
      expect(await listed({ size_min: '1' })).toEqual(['one']);
      expect(await listed({ created_at: 'gt:2020-01-01T00:00:00Z' })).toEqual(['one', 'two']);
    });

    test('follows the pages to the last, in the order asked for', async () => {
      const tag = randomUUID();
      for (const name of ['c', 'a', 'e', 'b', 'd']) await actors.makeImage({ name, tags: [tag] });
      const pages = async (limit: string, sort: string) => {
        const found = await pagesOf(alice, { tag: [tag], sort, limit });
        return found.map((page) => page.map(({ name }) => name).join(''));
      };
      expect(await pages('2', 'name:asc')).toEqual(['ab', 'cd', 'e']);
      // A full last page names one more, which is empty.
      expect(await pages('5', 'name:desc')).toEqual(['edcba', '']);
      expect(await pages('100000', 'name:asc')).toEqual(['abcde']);
      expect((await list(alice, { tag: [tag] })).map(({ name }) => name).length).toBe(5);
    });

    test('does not mix the regions', async () => {
      const tag = randomUUID();
      await actors.makeImage({ name: 'there', tags: [tag] }, { region: 'DFW' });
      expect(await list(alice, { tag: [tag] })).toEqual([]);
      expect(names(await list(alice, { tag: [tag] }, 'dfw'))).toEqual(['there']);
    });

    test.each([
      [{ visibility: 'bogus' }, '400 Invalid visibility value: bogus'],
      [{ visibility: 'shared', member_status: 'bogus' }, '400 Invalid status: bogus'],
      [{ limit: '-1' }, '400 limit param must be positive'],
      [{ limit: 'x' }, '400 limit param must be an integer'],
      [{ marker: noSuchImage }, '400 No image found with ID ID'],
    ])('%o is refused', async (filters, answer) => {
      expect(await refusal(list(alice, filters as ImageFilters))).toBe(answer);
    });

    test('reversed, the list can be read back from any image on, also of one that the filters leave out', async () => {
      const tag = `back-${Date.now()}`;
      const made = [];
      for (const name of ['a', 'b', 'b', 'b', 'c'])
        made.push(
          await actors.makeImage({ name, tags: [tag, ...(made.length === 2 ? [] : [`${tag}-odd`])] }),
        );
      const ids = async (filters: ImageFilters) => (await list(alice, filters)).map(({ id }) => String(id));
      const forward = await ids({ tag: [tag], sort: 'name:asc,created_at:desc,id:desc' });
      expect(forward.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
      for (const [at, marker] of forward.entries()) {
        const back = await ids({ tag: [tag], sort: 'name:desc,created_at:asc,id:asc', marker });
        expect(back).toEqual(forward.slice(0, at).toReversed());
      }
      const skipped = made[2]?.id ?? '';
      const odd = { tag: [`${tag}-odd`], sort: 'name:asc,created_at:desc,id:desc', marker: skipped };
      expect(await ids(odd)).toEqual(forward.slice(forward.indexOf(skipped) + 1));
    });

    test('a name with a colon in it is found with eq: before it', async () => {
      const { id } = await actors.makeImage({ name: 'ubuntu:24.04' });
      expect(await refusal(list(alice, { name: 'ubuntu:24.04' }))).toBe(
        "400 Unable to filter by unknown operator 'ubuntu'.",
      );
      expect((await list(alice, { name: 'eq:ubuntu:24.04' })).map((image) => image.id)).toContain(id);
    });

    test('a page that begins after an image out of sight is refused', async () => {
      const secret = await actors.makeImage({ visibility: 'private' });
      expect(await refusal(list(bob, { marker: secret.id }))).toBe(
        '403 Forbidding request, image ID not visible',
      );
      const deleted = await actors.makeImage();
      await actors.act(alice, 'DELETE', `/v2/images/${deleted.id}`);
      expect(await refusal(list(alice, { marker: deleted.id }))).toMatch(/^40[03]/);
    });
  });
});
