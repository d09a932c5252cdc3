/** The images for who types a name letter by letter: read once for all letters, but not when the read failed. */
import { beforeEach, expect, it } from 'vitest';
import { createFindOwnImages, type FindOwnImages } from '../../../src/accounts/own-images.ts';
import type { ReadDeps } from '../../../src/accounts/reading.ts';
import { answered } from '../../support/cloud-answers.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { account } from '../../support/store-rows.ts';

const own = account();

let asked: Record<string, string>[];
/** Until when the cloud fails. */
let failing: boolean;
let newest: readonly { readonly id: string; readonly name: string }[];
let clock: ReturnType<typeof createDrivenClock>;
let find: FindOwnImages;

beforeEach(() => {
  asked = [];
  failing = false;
  newest = [];
  clock = createDrivenClock(0);
  const listImages = async function* (filters: Record<string, string>) {
    asked.push(filters);
    if (failing) throw answered(503);
    const all = [
      { id: 'a1', name: 'web-base', status: 'active', visibility: 'shared' },
      { id: 'b2', name: 'to-everybody', status: 'active', visibility: 'public' },
      ...newest.map((one) => ({ ...one, status: 'active', visibility: 'shared' })),
      { id: 'old', name: 'web', status: 'active', visibility: 'shared' },
    ];
    if (filters.name) yield all.filter(({ name }) => name === filters.name);
    else yield newest.length > 0 ? all.slice(2, 202) : all.slice(0, 2);
  };
  find = createFindOwnImages({
    glanceOf: () => ({ listImages }),
    sessionOf: () => ({}),
    markRefused: async () => {},
    clock,
  } as unknown as ReadDeps);
});

const found = async (typed: string) => (await find(own, 'IAD', typed)).map(({ id }) => id);

it('is asked once for all letters, and again after half a minute', async () => {
  for (const typed of ['w', 'we', 'A1']) expect(await found(typed)).toEqual(['a1']);
  expect(asked).toHaveLength(1);
  clock.moveTo(30_000);
  expect(await found('web')).toEqual(['a1']);
  expect(asked).toHaveLength(2);
});

it('a list that failed is not kept: the next letter asks again', async () => {
  failing = true;
  await expect(found('w')).rejects.toMatchObject({ problem: { kind: 'unread' } });
  failing = false;
  expect(await found('we')).toEqual(['a1']);
});

it('what is open to all is not offered, and what is not among the newest is asked for by name', async () => {
  expect(await found('everybody')).toEqual([]);
  expect(asked.at(-1)).toMatchObject({ name: 'everybody', limit: '25' });
  expect(await found(' everybody ')).toEqual([]);
  expect(asked.at(-1)).toMatchObject({ name: 'everybody' });
  expect(await found('a:b')).toEqual([]);
  expect(asked.at(-1)).toMatchObject({ name: 'eq:a:b' });
  expect(await found(' a:b ')).toEqual([]);
  expect(asked.at(-1)).toMatchObject({ name: 'eq:a:b' });
});

it('of more images than are held, an older one is found by its whole name, although newer ones begin with it', async () => {
  newest = Array.from({ length: 200 }, (_, n) => ({ id: `n${n}`, name: `web-${n}` }));
  expect(await found('web-7')).toContain('n7');
  expect(asked).toHaveLength(1);
  expect(await found('web')).toEqual(['old', ...newest.map(({ id }) => id)]);
  expect(asked.at(-1)).toMatchObject({ name: 'web' });
});
