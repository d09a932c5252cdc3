/** Which mutants a lot draws, and how far it may be trusted. */
import { expect, test } from 'vitest';
import { marginOf, type Planned, sampleOf } from '../../mutation/sample.ts';

const planned = (fileName: string, plan = 'Run'): Planned & { readonly at: string } => ({
  plan,
  at: fileName,
  mutant: { fileName: `${process.cwd()}/src/${fileName}` },
});
const folders = ['cloud', 'store'];
const plans = [
  ...Array.from({ length: 30 }, (_, at) => planned(`cloud/${at}.ts`)),
  ...Array.from({ length: 3 }, (_, at) => planned(`store/${at}.ts`)),
  planned('store/left-out.ts', 'EarlyResult'),
];
const drawn = (count: number, seed: number) => sampleOf(plans, folders, { count, seed }).map(({ at }) => at);

test('as many of each folder as it has, in turn, and none that Stryker leaves out', () => {
  const ten = drawn(10, 1);
  expect(ten.slice(0, 6).map((at) => at.replace(/\/.*/, ''))).toEqual([
    ...['cloud', 'store', 'cloud', 'store', 'cloud', 'store'],
  ]);
  expect(ten.filter((at) => at.startsWith('cloud/'))).toHaveLength(10);
  expect(ten.filter((at) => at.startsWith('store/')).toSorted()).toEqual([
    ...['store/0.ts', 'store/1.ts', 'store/2.ts'],
  ]);
});

test('the same seed draws the same lot, another seed another', () => {
  expect(drawn(10, 1)).toEqual(drawn(10, 1));
  expect(drawn(10, 2)).not.toEqual(drawn(10, 1));
});

test.each([
  [90, 60, 7.7],
  [90, 600, 2.4],
  [100, 60, 3],
])('a score of %d percent of %d is right to within %d', (percent, of, margin) => {
  expect(marginOf(percent, of)).toBeCloseTo(margin, 1);
});
