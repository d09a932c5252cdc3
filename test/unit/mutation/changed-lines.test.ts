/** Which lines a diff makes Stryker mutate. */
import { expect, test } from 'vitest';
import { rangesOf } from '../../mutation/changed-lines.ts';

const diff = (...hunks: readonly string[]) => ['--- a/src/a.ts', '+++ b/src/a.ts', ...hunks, ''].join('\n');

test.each([
  ['nothing', '', []],
  ['one line', diff('@@ -3 +3 @@ const a = 1;', '-b', '+c'), ['src/a.ts:3-3']],
  ['several, twice', diff('@@ -0,0 +1,4 @@', '@@ -9,2 +13,2 @@ x'), ['src/a.ts:1-4', 'src/a.ts:13-14']],
  ['lines that are gone', diff('@@ -3,2 +2,0 @@'), []],
  [
    'two files',
    `${diff('@@ -1 +1 @@')}${diff('@@ -2 +2 @@').replaceAll('a.ts', 'b.ts')}`,
    ['src/a.ts:1-1', 'src/b.ts:2-2'],
  ],
])('%s', (_, text, ranges) => {
  expect(rangesOf(text)).toEqual(ranges);
});
