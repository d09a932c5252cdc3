import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shortFormOf } from '../../faults/promise.ts';
import { promises } from '../../faults/promises.ts';
import { beginningOf } from '../../faults/report.ts';

const rows = readFileSync('docs/promises.md', 'utf8').split('\n');

describe('docs/promises.md says which command tries each promise', () => {
  it.each(promises)('$promise: $fault', (promised) => {
    const row = rows.find((line) => line.startsWith(beginningOf(promised)));
    expect(row?.split(' | ').at(-2)).toBe(shortFormOf(promised));
  });
});
