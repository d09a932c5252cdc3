/** How a benchmark tells what it measured. */

/** The value below which the share `q` (0 to 1) of `values` lies. */
export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

export const inMs = (ms: number): string => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;

/** One line: what, how much, and what was asked for. */
export const row = (what: string, measured: string, wanted: string): void =>
  console.log(`  ${what.padEnd(58)} ${measured.padStart(10)}   ${wanted}`);
