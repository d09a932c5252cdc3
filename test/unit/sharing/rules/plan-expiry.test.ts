import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../src/core/durations.ts';
import { expiryWarnings, warnedAt } from '../../../../src/sharing/rules/plan-expiry.ts';

const at = Date.UTC(2026, 5, 1, 12);

describe('warnings', () => {
  it.each<[string, number, readonly (readonly [sequence: number, dueAt: number])[]]>([
    [
      'a week and a day before',
      30 * dayMs,
      [
        [0, 23 * dayMs],
        [1, 29 * dayMs],
      ],
    ],
    [
      'at once, of one with less than a week, and a day before',
      3 * dayMs,
      [
        [0, 0],
        [1, 2 * dayMs],
      ],
    ],
    ['once, of one with less than a day', hourMs, [[1, 0]]],
    ['none of one that has expired', 0, []],
  ])('%s', (_, afterMs, due) => {
    expect(expiryWarnings(at + afterMs, at)).toEqual(
      due.map(([sequence, dueMs]) => ({ kind: 'warn-expiry', sequence, dueAt: at + dueMs })),
    );
  });

  it('at most two, in order, none past and none after the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40 * dayMs, max: 40 * dayMs }), (afterMs) => {
        const due = expiryWarnings(at + afterMs, at).map(({ dueAt }) => dueAt);
        expect(due.toSorted((one, other) => one - other)).toEqual(due);
        expect(due.length).toBe(afterMs <= 0 ? 0 : afterMs <= dayMs ? 1 : 2);
        for (const one of due) expect(one >= at && one < at + afterMs).toBe(true);
      }),
    );
  });
});

describe('quiet hours', () => {
  const preferences = { timeZone: null, quietFrom: 11 * 60, quietUntil: 15 * 60 };
  it.each([
    ['hold a warning back', dayMs, 3 * hourMs],
    ['not if the credential expires in them', 2 * hourMs, 0],
  ])('%s', (_, afterMs, waitMs) => {
    expect(warnedAt(at + afterMs, at, preferences, { quietHours: null })).toBe(at + waitMs);
  });
});
