/** What Stryker is told of this code, and what it tells: what nobody could notice is no mutant, and each result is kept as it comes. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Stryker } from '@stryker-mutator/core';
import type { Planned } from './sample.ts';
import type { Tried } from './score.ts';

type Result = Awaited<ReturnType<Stryker['runMutationTest']>>[number];
type Plan = Planned & { readonly mutant: Pick<Result, 'id'> };

/** Results until now, so that a run which was cut off can still be read. `waiting` has the file of each mutant that is not tried yet. */
export const progress = { begun: false, waiting: new Map<string, string>(), tried: [] as Tried[] };

/** What is chosen of the mutants that could be tried; all of them unless somebody says otherwise. */
export const choice = { of: (plans: readonly Planned[]): readonly Planned[] => plans };

const counted: Readonly<Partial<Record<Result['status'], boolean>>> = {
  Killed: true,
  Timeout: true,
  Survived: false,
  NoCoverage: false,
};

const sources = new Map<string, readonly string[]>();
const linesOf = (file: string) => {
  const lines = sources.get(file) ?? readFileSync(file, 'utf8').split('\n');
  sources.set(file, lines);
  return lines;
};

/** The text at a place whose lines and columns begin at 1, as onMutantTested has them. */
const textAt = (file: string, { start, end }: Result['location']) =>
  linesOf(file)
    .slice(start.line - 1, end.line)
    .map((line, at, all) =>
      line.slice(at === 0 ? start.column - 1 : 0, at === all.length - 1 ? end.column - 1 : undefined),
    )
    .join('\n');

const reporter = {
  onMutationTestingPlanReady: ({ mutantPlans }: { readonly mutantPlans: Plan[] }) => {
    progress.begun = true;
    // Stryker has no option for it, but tries what this array holds afterwards
    mutantPlans.splice(0, Infinity, ...(choice.of(mutantPlans) as readonly Plan[]));
    for (const { mutant } of mutantPlans) progress.waiting.set(mutant.id, relative('.', mutant.fileName));
  },
  onMutantTested: ({ id, fileName, location, mutatorName, replacement = '', status }: Result) => {
    progress.waiting.delete(id);
    const noticed = counted[status];
    if (noticed === undefined) return;
    const { line, column } = location.start;
    const file = relative('.', fileName);
    const original = textAt(file, location);
    progress.tried.push({ file, line, column, mutator: mutatorName, original, replacement, noticed });
  },
};

/** As much of Babel's nodes as is looked at. */
interface Path {
  readonly node: {
    readonly type: string;
    readonly callee?: { readonly object?: { readonly name?: string } };
    readonly test?: unknown;
    readonly consequent?: readonly { readonly argument?: { readonly type: string } | null }[];
  };
}

const ignorer = {
  shouldIgnore: ({ node }: Path) => {
    if (node.type === 'CallExpression' && node.callee?.object?.name === 'log') return 'a log line';
    const never = node.type === 'SwitchCase' && node.test === null && node.consequent?.[0]?.argument?.type;
    return never === 'TSSatisfiesExpression' ? 'a case that the types leave out' : undefined;
  },
};

export const strykerPlugins = [
  { kind: 'Reporter', name: 'progress-kept', value: reporter },
  { kind: 'Ignore', name: 'cannot-be-noticed', value: ignorer },
];
