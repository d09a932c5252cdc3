/** Which regions are asked for an image, and in which order. */
import { expect, test } from 'vitest';
import {
  foundIn,
  regionsBut,
  searchedIn,
  searchRegions,
} from '../../../../src/sharing/rules/region-search.ts';

const down = new Error('down');
const forbidden = new Error('forbidden');
const isRefusal = (error: unknown) => error === forbidden;

test.each<[string, string[], string[], string | undefined]>([
  ['the first has it: no other is asked', ['IAD', 'DFW'], ['IAD'], 'IAD'],
  ['the first has none: all others are', ['DFW', 'ORD'], ['IAD', 'DFW', 'ORD'], 'DFW'],
  ['none has it', [], ['IAD', 'DFW', 'ORD'], undefined],
])('%s', async (_, having, asked, found) => {
  const answers = await searchRegions(
    'IAD',
    async () => ['DFW', 'ORD'],
    async (region) => (having.includes(region) ? region : null),
    isRefusal,
  );
  expect(answers.map(({ region }) => region)).toEqual(asked);
  expect(foundIn(answers)?.image).toBe(found);
});

test('a region that does not answer may have the image', async () => {
  const answers = await searchRegions(
    'IAD',
    async () => ['DFW'],
    async (region) => (region === 'IAD' ? Promise.reject(down) : null),
    isRefusal,
  );
  expect(() => foundIn(answers)).toThrow(down);
});

test('whoever searches can end it at the first answer', async () => {
  const search = searchRegions(
    'IAD',
    async (answer) => {
      if ('error' in answer) throw answer.error;
      return ['DFW'];
    },
    () => Promise.reject(down),
    isRefusal,
  );
  await expect(search).rejects.toThrow(down);
});

test('the regions but one, in whatever case it was written', () => {
  expect(regionsBut('iad', ['IAD', 'DFW'])).toEqual(['DFW']);
  expect(regionsBut('IAD', ['iad', 'DFW'])).toEqual(['DFW']);
});

test('what was found says where; nothing found is null', () => {
  expect(
    foundIn([
      { region: 'IAD', error: down, refused: false },
      { region: 'DFW', image: 'it' },
    ]),
  ).toEqual({ region: 'DFW', image: 'it' });
  expect(foundIn([{ region: 'IAD', image: null }])).toBeNull();
});

test('a region that refuses is named and hides no other; if all refuse, that is the answer', async () => {
  const search = (...open: string[]) =>
    searchRegions(
      'IAD',
      async () => ['DFW', 'ORD'],
      async (region): Promise<string | null> => (open.includes(region) ? null : Promise.reject(forbidden)),
      isRefusal,
    );
  const answers = await search('DFW', 'ORD');
  expect(foundIn(answers)).toBeNull();
  expect(searchedIn(answers)).toEqual({ regions: ['DFW', 'ORD'], refused: ['IAD'] });
  expect(foundIn([...answers, { region: 'LON', image: 'it' }])).toEqual({ region: 'LON', image: 'it' });
  const none = await search();
  expect(() => foundIn(none)).toThrow(forbidden);
  expect(() => foundIn([...answers, { region: 'LON', error: down, refused: false }])).toThrow(down);
});

test('what does not answer is named apart from what has no image', () => {
  expect(
    searchedIn([
      { region: 'IAD', error: down, refused: false },
      { region: 'DFW', image: null },
    ]),
  ).toEqual({ regions: ['DFW'], silent: ['IAD'] });
});

test.each<[string, string, string[], string[]]>([
  ['another has it: it is not waited for', 'DFW', ['IAD', 'DFW'], []],
  ['no other has it: it is waited for', 'IAD', ['IAD'], ['IAD']],
  ['none has it', '', ['IAD', 'DFW', 'ORD'], ['IAD']],
])('the first region is late, and %s', async (_, having, answered, late) => {
  const [waited, first] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const asked: string[] = [];
  const search = searchRegions(
    'IAD',
    async () => ['DFW', 'ORD'],
    async (region) => {
      asked.push(region);
      if (region === 'IAD') await first.promise;
      return having === region ? region : null;
    },
    isRefusal,
    waited.promise,
  );
  expect(asked).toEqual(['IAD']);
  waited.resolve();
  if (late.length > 0) first.resolve();
  const answers = await search;
  expect(asked).toEqual(['IAD', 'DFW', 'ORD']);
  expect(answers.map(({ region }) => region)).toEqual(answered);
  expect(foundIn(answers)?.region ?? '').toBe(having);
});
