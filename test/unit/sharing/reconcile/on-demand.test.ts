/** What is asked for is done once it is asked for, and again in a minute until it comes to an end. */
import { expect, test } from 'vitest';
import { onDemand } from '../../../../src/sharing/reconcile/on-demand.ts';

test('at the start, when asked, a minute after it was prevented or failed, and not otherwise', async () => {
  let now = 1_000;
  let outcome: () => Promise<boolean> = async () => true;
  let done = 0;
  const { worker, ask } = onDemand('x', { now: () => now }, () => {
    done += 1;
    return outcome();
  });
  /** One round of the loop; whether it did anything. */
  const round = async (at: number) => {
    now = at;
    const claims = await worker.claim({ now, limit: 1, leaseMs: 1, token: 't' });
    for (const claimed of claims) await worker.step(claimed, AbortSignal.abort()).catch(() => {});
    return claims.length > 0;
  };
  expect([await round(1_000), worker.freeAt?.(), await round(9e9)]).toEqual([true, null, false]);
  now = 10_000;
  ask();
  expect(worker.freeAt?.()).toBe(10_000);
  outcome = async () => false;
  expect([await round(10_000), worker.freeAt?.(), await round(69_999)]).toEqual([true, 70_000, false]);
  outcome = () => Promise.reject(new Error('the database is away'));
  expect([await round(70_000), worker.freeAt?.()]).toEqual([true, 130_000]);
  outcome = async () => {
    ask();
    return true;
  };
  expect([await round(130_000), worker.freeAt?.()]).toEqual([true, 130_000]);
  outcome = async () => true;
  expect([await round(130_001), worker.freeAt?.(), done]).toEqual([true, null, 5]);
});
