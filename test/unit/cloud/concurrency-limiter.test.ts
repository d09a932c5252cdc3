/** So many at a time, the others in order of arrival, and who gives up leaves no gap. */
import { expect, test } from 'vitest';
import { createConcurrencyLimiter } from '../../../src/cloud/concurrency-limiter.ts';
import { createCooldowns } from '../../../src/cloud/cooldowns.ts';

const two = [{ key: 'a', max: 2 }];
/** Lets everything run that can. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('at most so many are inside, and the longest waiting is next', async () => {
  const limiter = createConcurrencyLimiter();
  const inside: number[] = [];
  const leave = new Map<number, () => void>();
  for (let n = 0; n < 5; n++)
    void limiter.enter(two).then((one) => {
      inside.push(n);
      leave.set(n, one);
    });
  await settled();
  expect(inside).toEqual([0, 1]);
  leave.get(1)?.();
  leave.get(1)?.();
  await settled();
  expect(inside).toEqual([0, 1, 2]);
  leave.get(0)?.();
  leave.get(2)?.();
  await settled();
  expect(inside).toEqual([0, 1, 2, 3, 4]);
});

test.each([
  ['in line', true],
  ['on the way there', false],
])('who gives up %s takes no place, and gives back what it had', async (_, isInLine) => {
  const limiter = createConcurrencyLimiter();
  const leave = await limiter.enter([{ key: 'b', max: 1 }]);
  const giveUp = new AbortController();
  const waiting = limiter.enter(
    [
      { key: 'a', max: 1 },
      { key: 'b', max: 1 },
    ],
    giveUp.signal,
  );
  if (isInLine) await settled();
  giveUp.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(limiter.enter([{ key: 'a', max: 1 }], giveUp.signal)).rejects.toThrow('enough');
  await limiter.enter([{ key: 'a', max: 1 }]);
  leave();
  await limiter.enter([{ key: 'b', max: 1 }]);
});

test('an account rests as long as the longest time it was told, and others do not', () => {
  const clock = { time: 0, now: () => clock.time };
  const cooldowns = createCooldowns(clock);
  cooldowns.rest('a', 5_000);
  cooldowns.rest('a', 1_000);
  clock.time = 2_000;
  expect([cooldowns.leftMs('a'), cooldowns.leftMs('b')]).toEqual([3_000, 0]);
  clock.time = 5_000;
  expect(cooldowns.leftMs('a')).toBe(0);
});
