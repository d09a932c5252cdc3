import { expect, it } from 'vitest';
import { createSteadyClock } from '../../src/core/clock.ts';

const hourMs = 3_600_000;

/** A wall clock that can be put wrong, and time that passes. */
const time = () => {
  let passed = 0;
  let wrong = 0;
  const clock = createSteadyClock({ now: () => 1_000_000 + passed + wrong }, () => passed);
  return {
    clock,
    pass: (ms: number) => {
      passed += ms;
      return clock.now() - 1_000_000 - passed;
    },
    put: (ms: number) => {
      wrong += ms;
    },
  };
};

it('shows what the wall clock does', () => {
  const { clock, pass } = time();
  expect(clock.now()).toBe(1_000_000);
  expect([pass(1), pass(0), pass(20_000)]).toEqual([0, 0, 0]);
});

it.each([
  ['forward', hourMs],
  ['back', -hourMs],
])('put %s by an hour, it leans that way and agrees again in the end', (_, ms) => {
  const { clock, pass, put } = time();
  put(ms);
  expect(clock.now()).toBe(1_000_000);
  expect(pass(30_000)).toBe(Math.sign(ms) * 3_000);
  expect(pass(9 * hourMs)).toBe(Math.sign(ms) * (0.9 * hourMs + 3_000));
  expect(pass(hourMs)).toBe(ms);
});

it('never goes back', () => {
  const { clock, pass, put } = time();
  let before = clock.now();
  for (let n = 0; n < 100; n++) {
    put(n % 2 === 0 ? -hourMs : hourMs / 2);
    pass(1_000);
    const now = clock.now();
    expect(now).toBeGreaterThan(before);
    before = now;
  }
});
