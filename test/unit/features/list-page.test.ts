/** One page of a list, forwards and backwards, where images are left out on this side: none is passed over, and none comes twice. */
import { describe, expect, test } from 'vitest';
import type { Image } from '../../../src/cloud/glance-image.ts';
import { type Cursor, type List, pageSize, readPage } from '../../../src/features/list-images/page.ts';

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const numberOf = (id: string) => Number(id.slice(-12));

/** A cloud with so many images, which sends at most `most` at once. */
const cloudWith = (count: number, most: number): List => {
  const all = Array.from({ length: count }, (_, n) => ({ id: idOf(n) }) as Image);
  return async function* ({ sort, limit, marker }) {
    const order = String(sort).endsWith('asc') ? all : all.toReversed();
    const step = Math.min(most, Number(limit));
    const begin = order.findIndex(({ id }) => id === marker) + 1;
    for (let at = begin; at < order.length || at === begin; at += step) yield order.slice(at, at + step);
  };
};

const queryFor = (keep: ((n: number) => boolean) | null) => ({
  wire: {},
  sort: [['id', 'asc']] as const,
  keep: keep && (({ id }: Image) => keep(numberOf(id))),
});

/** Every page, from the first on and then back again. */
const walk = async (list: List, keep: ((n: number) => boolean) | null) => {
  const read = async (cursor: Cursor | null, side: 'next' | 'previous') => {
    const pages: number[][] = [];
    let last: Cursor | null = null;
    for (let at = cursor; ; ) {
      const page = await readPage(list, queryFor(keep) as unknown as Parameters<typeof readPage>[1], at);
      pages.push(page.images.map(({ id }) => numberOf(id)));
      if (page.restarted) throw new Error('the list began again');
      last = page.previous ?? last;
      at = page[side];
      if (at === null) return { pages, last: page.previous };
      if (pages.length > 100) throw new Error('the list has no end');
    }
  };
  const onward = await read(null, 'next');
  return { onward: onward.pages, back: onward.last ? (await read(onward.last, 'previous')).pages : [] };
};

describe.each([100, 7])('a cloud that sends %i at once', (most) => {
  test.each<[string, number, ((n: number) => boolean) | null]>([
    ['nothing', 0, null],
    ['one page', pageSize, null],
    ['one more than a page', pageSize + 1, null],
    ['three pages', 3 * pageSize, null],
    ['all that is kept', 250, () => true],
    ['one page of what is kept', pageSize, () => true],
    ['one more than a page of what is kept', pageSize + 1, () => true],
    ['each third', 250, (n) => n % 3 === 0],
    ['a page at the beginning and some at the end', 250, (n) => n < pageSize || n > 245],
    ['the first of a hundred, and what follows these', 220, (n) => n === 0 || n >= 100],
  ])('%s', async (_, count, keep) => {
    const wanted = Array.from({ length: count }, (_each, n) => n).filter(keep ?? (() => true));
    const { onward, back } = await walk(cloudWith(count, most), keep);
    expect(onward.flat()).toEqual(wanted);
    const before = wanted.slice(0, wanted.length - (onward.at(-1)?.length ?? 0));
    expect(back.toReversed().flat()).toEqual(back.length > 0 ? before : []);
    for (const page of onward) expect(page.length).toBeLessThanOrEqual(pageSize);
  });
});
