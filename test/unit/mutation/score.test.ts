/** What is counted of the mutants of a folder, and how a survivor is told. */
import { expect, test } from 'vitest';
import { folderOf, scoresOf, survivorLine, type Tried } from '../../mutation/score.ts';

const mutant = (file: string, line: number, noticed: boolean): Tried => ({
  file,
  line,
  column: 3,
  mutator: 'EqualityOperator',
  original: 'a <\n    b',
  replacement: 'a <= b',
  noticed,
});

test('a file counts for the innermost folder that is named', () => {
  const folders = ['sharing', 'sharing/rules'];
  expect(
    ['src/sharing/rules/terms.ts', 'src/sharing/audit.ts', 'src/core/days.ts'].map((file) =>
      folderOf(file, folders),
    ),
  ).toEqual(['sharing/rules', 'sharing', 'core']);
});

test('survivors come in the order of their places, the score in percent', () => {
  const [late, early] = [mutant('src/cloud/a.ts', 9, false), mutant('src/cloud/a.ts', 2, false)];
  const noticed = [mutant('src/cloud/b.ts', 1, true), mutant('src/cloud/a.ts', 1, true)];
  const scores = scoresOf([late, ...noticed, early, mutant('src/store/a.ts', 1, true)], ['cloud', 'store']);
  expect(scores.get('cloud')).toEqual({ percent: 50, of: 4, survivors: [early, late] });
  expect(scores.get('store')).toEqual({ percent: 100, of: 1, survivors: [] });
});

test('a survivor is told in one line', () => {
  expect(survivorLine(mutant('src/cloud/a.ts', 9, false))).toBe(
    'src/cloud/a.ts:9:3 EqualityOperator: a < b -> a <= b',
  );
});
