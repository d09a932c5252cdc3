/** Which regions are asked for an image, and in which order. */
import { expect, test } from 'vitest';
import { foundIn, regionsBut, searchRegions } from '../../../../src/sharing/rules/region-search.ts';

const down = new Error('down');

test.each<[string, string[], string[], string | undefined]>([
  ['the first has it: no other is asked', ['IAD', 'DFW'], ['IAD'], 'IAD'],
  ['the first has none: all others are', ['DFW', 'ORD'], ['IAD', 'DFW', 'ORD'], 'DFW'],
  ['none has it', [], ['IAD', 'DFW', 'ORD'], undefined],
])('%s', async (_, having, asked, found) => {
  const answers = await searchRegions(
    'IAD',
    async () => ['DFW', 'ORD'],
    async (region) => (having.includes(region) ? region : null),
  );
  expect(answers.map(({ region }) => region)).toEqual(asked);
  expect(foundIn(answers)?.image).toBe(found);
});

test('a region that does not answer may have the image', async () => {
  const answers = await searchRegions(
    'IAD',
    async () => ['DFW'],
    async (region) => (region === 'IAD' ? Promise.reject(down) : null),
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
      { region: 'IAD', error: down },
      { region: 'DFW', image: 'it' },
    ]),
  ).toEqual({ region: 'DFW', image: 'it' });
  expect(foundIn([{ region: 'IAD', image: null }])).toBeNull();
});
