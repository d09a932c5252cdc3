/** After how many refused sign-ins somebody waits, and for how long. */
import { expect, test } from 'vitest';
import { type Count, countedBack, countOfName, countOfPerson } from '../../../src/accounts/refusal-limits.ts';
import { dayMs, hourMs } from '../../../src/core/durations.ts';
import type { SignInRefusals } from '../../../src/model/sign-in-refusals.ts';

const minuteMs = 60_000;

/** Refused `times` times, each as soon as it may be tried. */
const refused = (count: Count, times: number) => {
  let at = 1_000;
  let so: SignInRefusals | null = null;
  for (let n = 0; n < times; n++) {
    at = so?.heldUntil ?? at;
    so = count('id', so, at);
  }
  return { waitMs: so?.heldUntil ? so.heldUntil - at : null, forgottenInMs: (so?.forgetAt ?? at) - at };
};

test.each([
  [1, null],
  [4, null],
  [5, 15 * minuteMs],
  [6, 30 * minuteMs],
  [7, hourMs],
  [11, 16 * hourMs],
  [12, dayMs],
  [2_000, dayMs],
])('a person refused %i times waits %s ms, and has a clean record a day later', (times, waitMs) => {
  expect(refused(countOfPerson, times)).toEqual({ waitMs, forgottenInMs: (waitMs ?? 0) + dayMs });
});

test.each([
  [1, null],
  [4, null],
  [5, hourMs],
])('a name with which %i sign-ins are refused is held for %s ms of the hour', (times, waitMs) => {
  expect(refused(countOfName, times)).toEqual({ waitMs, forgottenInMs: hourMs });
});

test('the hour of a name begins with its first refusal', () => {
  const first = countOfName('id', null, 0);
  const second = countOfName('id', first, hourMs - 1);
  expect(second).toEqual({ id: 'id', count: 2, heldUntil: null, forgetAt: hourMs });
});

test('one counted back holds nobody, and never counts below none', () => {
  const fifth = { id: 'id', count: 5, heldUntil: 9, forgetAt: 10 };
  expect(countedBack(fifth)).toEqual({ ...fifth, count: 4, heldUntil: null });
  expect(countedBack({ ...fifth, count: 0 }).count).toBe(0);
});
