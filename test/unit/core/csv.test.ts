/** What a spreadsheet reads is what was written, and nothing that it would run. */
import { expect, test } from 'vitest';
import { csvLine } from '../../../src/core/csv.ts';

test('quotes what has a comma, a quote or a line break, and nothing else', () => {
  expect(csvLine(['plain text', 'a,b', 'say "so"', 'one\r\ntwo', null, 7])).toBe(
    'plain text,"a,b","say ""so""","one\r\ntwo",,7\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('%j is a text, not a formula', (value) => {
  expect(csvLine([value]).replaceAll('"', '')).toBe(`'${value}\r\n`);
});

test.each([
  ['x;=1+1', "x;'=1+1"],
  ['x; "=1+1"', `"x;' ""=1+1"""`],
  ['x\t=1+1', "x\t'=1+1"],
  ['x\n@SUM(A1)', `"x\n'@SUM(A1)"`],
  ['=1;-1', "'=1;'-1"],
])('%j is a text where another character separates cells', (value, cell) => {
  expect(csvLine([value])).toBe(`${cell}\r\n`);
});

test('a number is no formula', () => {
  expect(csvLine([-1])).toBe('-1\r\n');
});
