/** When the playground says that it is slow, and when it gives up: by what has moved, never by how long it has taken in all. */
import { expect, it } from 'vitest';
import { createWatchdog } from '../../../playground/watchdog.ts';

const checkEveryMs = 500;

/** A watchdog on a clock of its own; `check` lets some time pass and gives what the watchdog then says. */
const start = () => {
  let now = 1_000_000;
  const { moved, check } = createWatchdog({
    clock: { now: () => now },
    sayAfterMs: 10_000,
    giveUpAfterMs: 60_000,
    checkEveryMs,
  });
  const after = (ms: number) => {
    now += ms;
    return check();
  };
  /** What it said in `ms` that passed check by check, but for `wait`. */
  const during = (ms: number) =>
    Array.from({ length: ms / checkEveryMs }, () => after(checkEveryMs)).filter((said) => said !== 'wait');
  return { moved, after, during };
};

it('waits quietly at first', () => {
  expect(start().during(9_500)).toEqual([]);
});

it('says once that nothing moves, and at the edge of the limit gives up', () => {
  const { during, after } = start();
  expect(during(10_000)).toEqual(['slow']);
  expect(during(49_500)).toEqual([]);
  expect(after(500)).toBe('give up');
});

it('never gives up while anything moves, however long it takes', () => {
  const { during, moved } = start();
  for (let minute = 0; minute < 60; minute += 1) {
    expect(during(59_500)).toEqual(['slow']);
    moved();
  }
  expect(during(59_500)).toEqual(['slow']);
  expect(during(500)).toEqual(['give up']);
});

it('does not count the time in which this process was held up', () => {
  const { after } = start();
  expect(after(3_600_000)).toBe('wait');
  expect(after(checkEveryMs)).toBe('wait');
});

it('takes no harm from a clock that is put back', () => {
  const { after, during } = start();
  expect(after(-3_600_000)).toBe('wait');
  expect(during(59_500)).toEqual(['slow']);
  expect(after(500)).toBe('give up');
});
