/** A list with an image that is too large to read alone: what stands behind it is asked for from the other end. */
import { expect, test } from 'vitest';
import { AnswerTooLargeError } from '../../../src/cloud/errors.ts';
import { type ImageFilters, imageCalls } from '../../../src/cloud/images.ts';
import type { Session } from '../../../src/cloud/session.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
/** More than the other end is asked for at once. */
const many = Array.from({ length: 250 }, (_, n) => `${1_000 + n}`);

/** A Glance with these images, in the order of their ids; an answer with one of `large` is more than the bot reads. */
const listOf = async (large: readonly string[], filters: ImageFilters, leaves = '', all = ids) => {
  const limits: number[] = [];
  const gone = new Set<string>();
  const request = async (_: string | null, { query, schema }: Parameters<Session['request']>[1]) => {
    const isUp = query?.get('sort') === 'id:asc';
    const order = (isUp ? all : all.toReversed()).filter((id) => !gone.has(id));
    const limit = Number(query?.get('limit'));
    limits.push(limit);
    const marker = query?.get('marker') ?? '';
    const from = order.indexOf(marker) + 1;
    const page = order.slice(from, from + limit);
    if (page.some((id) => large.includes(id))) {
      if (limit === 1) gone.add(leaves);
      throw new AnswerTooLargeError({ method: 'GET', path: '', safe: true, requestId: null }, 'too large');
    }
    const rest = new URLSearchParams(query);
    rest.set('marker', page.at(-1) ?? '');
    const next = from + limit < order.length ? `/v2/images?${rest}` : null;
    return schema.parse({ images: page.map((id) => ({ id })), next });
  };
  const session = { authType: 'v3', request } as unknown as Session;
  const read = { before: [] as string[], behind: [] as string[], error: null as unknown, limits };
  try {
    for await (const page of imageCalls(session, 'IAD').listImages(filters))
      (page.fromEnd ? read.behind : read.before).push(...page.map(({ id }) => id));
  } catch (error) {
    read.error = error;
  }
  return read;
};

test.each(['a', 'b', 'd', 'e', 'h'])('nothing but %s is left out, in either order', async (large) => {
  const up = await listOf([large], { sort: 'id:asc', limit: '4' });
  expect(up.error).toBeInstanceOf(AnswerTooLargeError);
  expect([...up.before, large, ...up.behind.toReversed()]).toEqual(ids);
  const down = await listOf([large], { sort: 'id:desc', limit: '4' });
  expect([...down.before, large, ...down.behind.toReversed()]).toEqual(ids.toReversed());
});

test('pages are halved down to one image before the other end is asked', async () => {
  const { limits } = await listOf(['d'], { sort: 'id:asc', limit: '4' });
  expect(limits.slice(0, 5)).toEqual([4, 2, 2, 1, 1]);
  expect(limits[5]).toBe(100);
});

test('of a list that begins after an image, nothing before that one is read again', async () => {
  const { before, behind } = await listOf(['d'], { sort: 'id:asc', limit: '4', marker: 'b' });
  expect([before, behind]).toEqual([['c'], ['h', 'g', 'f', 'e']]);
});

test('what lies between two of them is not reached', async () => {
  const { before, behind, error } = await listOf(['b', 'e'], { sort: 'id:asc', limit: '4' });
  expect([before, behind]).toEqual([['a'], ['h', 'g', 'f']]);
  expect(error).toBeInstanceOf(AnswerTooLargeError);
});

test('one that is deleted meanwhile leaves a whole list, in which nothing comes twice', async () => {
  const { before, behind, error } = await listOf(['d'], { sort: 'id:asc', limit: '4' }, 'd');
  expect([...before, ...behind.toReversed()]).toEqual(ids.filter((id) => id !== 'd'));
  expect(error).toBeNull();
});

test.each([many[20], many[140], many[240]])(
  'nor in a list of several pages, wherever it was: %s',
  async (large = '') => {
    const { before, behind, error } = await listOf([large], { sort: 'id:asc', limit: '4' }, large, many);
    expect([...before, ...behind.toReversed()]).toEqual(many.filter((id) => id !== large));
    expect(error).toBeNull();
  },
);
