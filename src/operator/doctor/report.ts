/** The lines of all checks, for people and for programs. Pure. */
import type { Level } from './finding.ts';
import type { Line } from './run-checks.ts';

const countsOf = (lines: readonly Line[]): Readonly<Record<Level, number>> => {
  const of = (level: Level) => lines.filter((line) => line.level === level).length;
  return { good: of('good'), warning: of('warning'), failure: of('failure') };
};

/** A line of its own for the next step; what has several lines stays in its column. */
export const asText = (lines: readonly Line[]): string => {
  const width = Math.max(0, ...lines.map(({ check }) => check.length));
  const indent = ' '.repeat('warning  '.length + width + 2);
  const inColumn = (text: string) => text.replaceAll('\n', `\n${indent}`);
  const told = lines.flatMap(({ check, level, says, next }) => [
    `${level.padEnd(7)}  ${check.padEnd(width)}  ${inColumn(says)}`,
    ...(next === undefined ? [] : [`${indent}→ ${inColumn(next)}`]),
  ]);
  const { good, warning, failure } = countsOf(lines);
  return `${[...told, '', `good: ${good}, warnings: ${warning}, failures: ${failure}`].join('\n')}\n`;
};

/** One object: the counts, and the checks in the same order. */
export const asJson = (lines: readonly Line[]): string =>
  `${JSON.stringify({ ...countsOf(lines), checks: lines }, null, 2)}\n`;
