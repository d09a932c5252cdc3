/** Images and members as services really send them: what can be read is read, and one odd value hides no neighbour. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { z } from 'zod';
import { catalogSchema } from '../../../src/cloud/catalog.ts';
import { imageSchema } from '../../../src/cloud/glance-image.ts';
import { imageCalls } from '../../../src/cloud/images.ts';
import { shapeOf } from '../../../src/cloud/json-shape.ts';
import { createKeptJson } from '../../../src/cloud/kept-json.ts';
import { memberCalls } from '../../../src/cloud/members.ts';
import { notingOdd } from '../../../src/cloud/readable.ts';
import type { Session } from '../../../src/cloud/session.ts';
import type { ImageId } from '../../../src/core/ids.ts';

/** The answer as it comes off the wire. */
const read = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const kept = createKeptJson(shapeOf(schema));
  kept.write(Buffer.from(JSON.stringify(body)));
  return schema.parse(kept.end());
};
/** The members that a service answers with. */
const membersOf = (members: unknown) => {
  const request = async (_: unknown, { schema }: { schema: z.ZodType }) => read(schema, { members });
  return memberCalls({ request } as unknown as Session, 'IAD').listMembers('i' as ImageId);
};

/** The pages that a service answers with, one after the other. */
const listOf = async (...pages: readonly object[]) => {
  const left = [...pages];
  const session = {
    authType: 'v3',
    request: async (_: unknown, { schema }: { schema: z.ZodType }) => read(schema, left.shift()),
    originOf: async () => 'https://glance.example',
  } as unknown as Session;
  const ids: string[] = [];
  let unread = 0;
  for await (const page of imageCalls(session, 'IAD').listImages()) {
    ids.push(...page.map(({ id }) => id));
    unread += page.unread ?? 0;
  }
  return { ids, unread };
};
const image = { id: 'i', status: 'active', visibility: 'shared' };

describe('an image, field by field', () => {
  test.each([
    ['min_ram', null, 0],
    ['size', '12', 12],
    ['size', 'large', null],
    ['protected', 'true', true],
    ['os_hidden', 1, false],
    ['name', 7, '7'],
    ['name', ['a'], null],
    ['tags', ['a', 1, null, 'b'], ['a', 'b']],
    ['tags', 'a', []],
    ['created_at', null, ''],
    ['visibility', 'secret', 'secret'],
    ['status', 'exploded', 'exploded'],
    ['status', undefined, 'unknown'],
    ['owner', 5, '5'],
  ])('%s: %j', (field, sent, readAs) => {
    expect(read(imageSchema, { ...image, [field]: sent })).toMatchObject({ id: 'i', [field]: readAs });
  });
});

describe('the fields that could not be read', () => {
  test.each<[string, object, readonly string[]]>([
    ['are named', { size: 'large', name: ['a'], tags: [1], status: 7 }, ['name', 'status', 'size', 'tags']],
    ['are none of those that could', { size: '12', protected: 'true', name: 7, visibility: 'secret' }, []],
    ['are none that are missing', { size: null, min_ram: null, tags: null }, []],
  ])('%s', (_, odd, names) => {
    expect(notingOdd(() => read(imageSchema, { ...image, ...odd })).odd).toEqual(names);
  });

  it('are forgotten with an answer that could not be read at all', () => {
    expect(() => notingOdd(() => read(imageSchema, { size: 'large' }))).toThrow();
    expect(notingOdd(() => read(imageSchema, image)).odd).toEqual([]);
  });
});

describe('a list', () => {
  test.each([
    ['no next page', { next: null }],
    ['an odd one', { next: 7 }],
  ])('%s', async (_, more) => {
    expect(await listOf({ images: [image], ...more })).toEqual({ ids: ['i'], unread: 0 });
  });

  it('goes on where only the marker is named', async () => {
    const pages = [{ images: [image], next: '?marker=i' }, { images: [{ ...image, id: 'j' }] }];
    expect((await listOf(...pages)).ids).toEqual(['i', 'j']);
  });

  it.each([
    ['of the endpoint', 'https://glance.example/image/v2/images?marker=i', true],
    ['of another host', 'https://other.example/v2/images?marker=i', false],
    ['of another port', 'https://glance.example:9292/v2/images?marker=i', false],
    ['without TLS', 'http://glance.example/v2/images?marker=i', false],
    ['without a scheme, of the endpoint’s host', '//glance.example/v2/images?marker=i', false],
    ['of another list', 'https://glance.example/v2/tasks?marker=i', false],
  ])('a next page with an address %s', async (_, next, isFollowed) => {
    const pages = listOf({ images: [image], next }, { images: [{ ...image, id: 'j' }] });
    if (isFollowed) expect((await pages).ids).toEqual(['i', 'j']);
    else await expect(pages).rejects.toThrow('next leads away from the list');
  });

  it('what has no id is left out, and counted', async () => {
    const odd = [{ ...image, id: null }, { name: 'none' }, null, 'x', { ...image, id: '' }];
    expect(await listOf({ images: [...odd, image] })).toEqual({ ids: ['i'], unread: 5 });
  });

  it('whatever one image is, the other 99 are listed', async () => {
    const others = Array.from({ length: 99 }, (_, n) => ({ ...image, id: `i${n}` }));
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.nat(99), async (odd, at) => {
        const { ids } = await listOf({ images: others.toSpliced(at, 0, odd as never) });
        expect(ids.filter((id) => /^i\d+$/.test(id)).length).toBeGreaterThanOrEqual(99);
      }),
    );
  });

  it('whatever a field of one image is, all 100 are listed', async () => {
    const others = Array.from({ length: 99 }, (_, n) => ({ ...image, id: `i${n}` }));
    const fields = Object.keys(imageSchema.shape).filter((field) => field !== 'id');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), fc.jsonValue(), async (field, odd) => {
        expect(await listOf({ images: [{ ...image, [field]: odd }, ...others] })).toMatchObject({
          unread: 0,
        });
      }),
    );
  });
});

describe('a list of members', () => {
  const member = { member_id: 'p', image_id: 'i', status: 'accepted', created_at: '', updated_at: '' };

  test.each<[string, object, object]>([
    ['an odd status is shown as it is', { status: 'exploded' }, { status: '?exploded' }],
    ['a status like one of ours is odd', { status: 'absent' }, { status: '?absent' }],
    ['a status of another type is odd', { status: 7 }, { status: '?7' }],
    ['a long status is cut', { status: `a\n${'b'.repeat(99)}` }, { status: `?a ${'b'.repeat(37)}…` }],
    ['no status is none', { status: null }, { status: '?' }],
    ['its image is the one asked about', { image_id: null }, { image_id: 'i' }],
    ['a missing time is empty', { created_at: 7 }, { created_at: '' }],
  ])('%s, and the others are there', async (_, odd, readAs) => {
    expect(await membersOf([member, { ...member, ...odd, member_id: 'q' }])).toEqual([
      member,
      { ...member, member_id: 'q', ...readAs },
    ]);
  });

  it('what has no id is left out, and counted', async () => {
    const odd = [{ ...member, member_id: null }, { status: 'accepted' }, null, 'x'];
    const read = await membersOf([...odd, member]);
    expect([...read]).toEqual([member]);
    expect(read.unread).toBe(4);
  });

  test.each<[string, unknown]>([
    ['another image', [member, { ...member, image_id: 'j' }]],
    ['no list', null],
  ])('with %s in it is none', async (_, members) => {
    await expect(membersOf(members)).rejects.toThrow();
  });
});

it('whatever one service or endpoint of a catalog is, the image service stays', () => {
  const endpoint = { interface: 'public', region_id: 'IAD', url: 'https://glance.example' };
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (service, other) => {
      const catalog = [service, { type: 'image', endpoints: [other, endpoint] }];
      expect(read(catalogSchema, catalog)).toContainEqual({
        type: 'image',
        endpoints: expect.arrayContaining([endpoint]),
      });
    }),
  );
});
