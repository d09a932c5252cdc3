import { expect, it } from 'vitest';
import { createSteadyTime } from '../../../src/core/clock.ts';

const hourMs = 3_600_000;

/** A wall clock that can be put wrong, and time that passes. */
const time = () => {
  let passed = 0;
  let wrong = 0;
  const now = createSteadyTime({ now: () => 1_000_000 + passed + wrong }, () => passed);
  return {
    now,
    pass: (ms: number) => {
      passed += ms;
      return now() - 1_000_000 - passed;
    },
    put: (ms: number) => {
      wrong += ms;
    },
  };
};

it('shows what the wall clock does', () => {
  const { now, pass } = time();
  expect(now()).toBe(1_000_000);
  expect([pass(1), pass(0), pass(20_000)]).toEqual([0, 0, 0]);
});

it.each([
  ['forward', hourMs],
  ['back', -hourMs],
])('put %s by an hour, it leans that way and agrees again in the end', (_, ms) => {
  const { now, pass, put } = time();
  put(ms);
  expect(now()).toBe(1_000_000);
  expect(pass(30_000)).toBe(Math.sign(ms) * 3_000);
  expect(pass(9 * hourMs)).toBe(Math.sign(ms) * (0.9 * hourMs + 3_000));
  expect(pass(hourMs)).toBe(ms);
});

it('never goes back', () => {
  const { now, pass, put } = time();
  let before = now();
  for (let n = 0; n < 100; n++) {
    put(n % 2 === 0 ? -hourMs : hourMs / 2);
    pass(1_000);
    const shown = now();
    expect(shown).toBeGreaterThan(before);
    before = shown;
  }
});
