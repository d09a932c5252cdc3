/** Checks run side by side: one that throws or hangs has failed, and the others are said all the same. */
import { expect, test } from 'vitest';
import { SetupError } from '../../../src/core/setup-error.ts';
import { type Check, failure, good, warning } from '../../../src/operator/doctor/finding.ts';
import { asJson, asText } from '../../../src/operator/doctor/report.ts';
import { checkLimitMs, runChecks } from '../../../src/operator/doctor/run-checks.ts';

/** A limit that is over at once, after what is done at once. */
const hurried = (asked: number[]) => ({
  timeout: (ms: number) => {
    asked.push(ms);
    const over = new AbortController();
    setImmediate(() => over.abort());
    return over.signal;
  },
});
const check = (name: string, run: Check['run']): Check => ({ name, run });

test('what each finds, in the order of the checks', async () => {
  const asked: number[] = [];
  const lines = await runChecks(
    [
      check('hangs', () => new Promise(() => {})),
      check(
        'ends with its limit',
        (signal) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
      ),
      check('throws', async () => {
        throw new Error('no such luck');
      }),
      check('throws at once', () => {
        throw new SetupError('DATABASE_URL has no path');
      }),
      check('refused by all addresses', async () => {
        throw Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
      }),
      check('nothing yet', async () => []),
      check('two', async () => [good('one'), warning('other', 'Do this.')]),
    ],
    hurried(asked),
  );
  expect(lines.map((line) => [line.check, line.level, line.says])).toEqual([
    ['hangs', 'failure', 'no answer within 10 s'],
    ['ends with its limit', 'failure', 'no answer within 10 s'],
    ['throws', 'failure', 'the check failed: no such luck'],
    ['throws at once', 'failure', 'DATABASE_URL has no path'],
    ['refused by all addresses', 'failure', 'the check failed: ECONNREFUSED'],
    ['two', 'good', 'one'],
    ['two', 'warning', 'other'],
  ]);
  expect(new Set(asked)).toEqual(new Set([checkLimitMs]));
});

const lines = [
  { check: 'keys', ...good('k1 encrypts') },
  { check: 'slack app', ...warning('a scope\nis missing', 'Paste it.\nReinstall.') },
  { check: 'disk', ...failure('full') },
];

test('for people: in columns, with the next step below', () => {
  expect(asText(lines)).toBe(`good     keys       k1 encrypts
warning  slack app  a scope
                    is missing
                    → Paste it.
                    Reinstall.
failure  disk       full

good: 1, warnings: 1, failures: 1
`);
});

test('for programs: one object', () => {
  expect(JSON.parse(asJson(lines))).toEqual({
    good: 1,
    warning: 1,
    failure: 1,
    checks: [
      { check: 'keys', level: 'good', says: 'k1 encrypts' },
      { check: 'slack app', level: 'warning', says: 'a scope\nis missing', next: 'Paste it.\nReinstall.' },
      { check: 'disk', level: 'failure', says: 'full' },
    ],
  });
});
