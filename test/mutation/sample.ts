/** So many mutants of each folder by lot, and how far the score of a lot may lie from that of the folder. */
import { relative } from 'node:path';
import { createDice } from '../faults/dice.ts';
import { folderOf } from './score.ts';

/** As much as is looked at of what Stryker plans for a mutant. `Run` is what it does not leave out. */
export interface Planned {
  readonly plan: string;
  readonly mutant: { readonly fileName: string };
}

/** Up to `count` of each folder, the folders in turn, so that a run which is cut off has tried as many of each. */
export const sampleOf = <P extends Planned>(
  plans: readonly P[],
  folders: readonly string[],
  { count, seed }: { readonly count: number; readonly seed: number },
): readonly P[] => {
  const { next } = createDice(seed);
  const lots = plans
    .filter(({ plan }) => plan === 'Run')
    .map((plan) => ({ plan, lot: next(), folder: folderOf(relative('.', plan.mutant.fileName), folders) }))
    .toSorted((a, b) => a.lot - b.lot);
  const drawn = [...Map.groupBy(lots, ({ folder }) => folder).values()].map((of) => of.slice(0, count));
  return Array.from({ length: count }, (_, at) => drawn.flatMap((of) => of.slice(at, at + 1)))
    .flat()
    .map(({ plan }) => plan);
};

/** In percent: 19 of 20 lots of this size lie as near to the score of the folder (Wilson's half width). */
export const marginOf = (percent: number, of: number): number => {
  const [share, z] = [percent / 100, 1.96];
  return (100 * z * Math.sqrt((share * (1 - share)) / of + (z / (2 * of)) ** 2)) / (1 + z ** 2 / of);
};
