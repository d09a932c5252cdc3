/** Images and members as services really send them: what can be read is read, and one odd value hides no neighbour. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { z } from 'zod';
import { catalogSchema } from '../../../src/cloud/catalog.ts';
import { imageCalls, imageSchema } from '../../../src/cloud/images.ts';
import { shapeOf } from '../../../src/cloud/json-shape.ts';
import { createKeptJson } from '../../../src/cloud/kept-json.ts';
import type { Session } from '../../../src/cloud/session.ts';

/** The answer as it comes off the wire. */
const read = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const kept = createKeptJson(shapeOf(schema));
  kept.write(Buffer.from(JSON.stringify(body)));
  return schema.parse(kept.end());
};
/** The pages that a service answers with, one after the other. */
const listOf = async (...pages: readonly object[]) => {
  const left = [...pages];
  const session = {
    authType: 'v3',
    request: async (_: unknown, { schema }: { schema: z.ZodType }) => read(schema, left.shift()),
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
