/** A read for a scrape: kept for ten seconds, waited for one second, and never two at a time. */
import { expect, test } from 'vitest';
import { createBoundedRead } from '../../../src/metrics/bounded-read.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';

const begun = () => {
  const clock = createDrivenClock();
  const reads: PromiseWithResolvers<{ n: number }>[] = [];
  const read = createBoundedRead(() => {
    const next = Promise.withResolvers<{ n: number }>();
    reads.push(next);
    return next.promise;
  }, clock);
  return { clock, reads, read, pass: (ms: number) => clock.moveTo(clock.now() + ms) };
};

test('what was read is kept for ten seconds from its beginning', async () => {
  const { reads, read, pass } = begun();
  const first = read();
  reads[0]?.resolve({ n: 1 });
  expect(await first).toEqual({ n: 1 });
  pass(9_999);
  expect(await read()).toEqual({ n: 1 });
  pass(1);
  const second = read();
  reads[1]?.resolve({ n: 2 });
  expect(await second).toEqual({ n: 2 });
  expect(reads).toHaveLength(2);
});

test('whoever asks meanwhile waits for the same', async () => {
  const { reads, read } = begun();
  const both = [read(), read()];
  reads[0]?.resolve({ n: 1 });
  expect(await Promise.all(both)).toEqual([{ n: 1 }, { n: 1 }]);
  expect(reads).toHaveLength(1);
});

test('one that takes longer than a second is not waited for, nor begun again, and serves once it is there', async () => {
  const { reads, read, pass } = begun();
  const first = read();
  pass(1_000);
  expect(await first).toBeNull();
  const second = read();
  reads[0]?.resolve({ n: 1 });
  expect(await second).toEqual({ n: 1 });
  expect(reads).toHaveLength(1);
});

test('one that fails is none, and the next is tried at once', async () => {
  const { reads, read } = begun();
  const first = read();
  reads[0]?.reject(new Error('no'));
  expect(await first).toBeNull();
  const second = read();
  reads[1]?.resolve({ n: 2 });
  expect(await second).toEqual({ n: 2 });
});
