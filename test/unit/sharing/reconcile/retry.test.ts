/** What a producer's act does after a request that failed: how long it waits, and what it waits for. */
import { describe, expect, it } from 'vitest';
import { CloudHttpError } from '../../../../src/cloud/errors.ts';
import type { Problem } from '../../../../src/core/problems/problem.ts';
import { retryOrEnd } from '../../../../src/sharing/reconcile/retry.ts';
import { account } from '../../../support/store-rows.ts';

const refused: Problem = { kind: 'cloud-refused', status: 418, requestId: null };
const failed = (
  status: number,
  attempts: number,
  more: { readonly retryAfterMs?: number; readonly now?: number } = {},
) => {
  const facts = { method: 'GET', path: '/v2/images', safe: true, detail: '', requestId: null } as const;
  const error = new CloudHttpError({
    ...facts,
    status,
    retryAfterMs: more.retryAfterMs ?? null,
    retryable: status >= 500 || status === 429,
  });
  return retryOrEnd(
    { markRefused: async () => {} },
    error,
    { account: account(), attempts, now: more.now ?? 0 },
    () => refused,
  );
};
const waitsMs = async (attempts: number) => {
  const outcome = await failed(503, attempts);
  if (!('waits' in outcome)) throw new Error('it does not wait');
  expect(outcome.waits.patch.attempts).toBe(attempts + 1);
  return outcome.waits.dueAt;
};

describe('after a request that failed', () => {
  it.each([
    [0, 500, 1_000],
    [1, 1_000, 2_000],
    [4, 8_000, 16_000],
    [40, 150_000, 300_000],
  ])('%i times before, it waits from %i to %i ms', async (attempts, least, most) => {
    const waited = await waitsMs(attempts);
    expect(waited).toBeGreaterThanOrEqual(least);
    expect(waited).toBeLessThanOrEqual(most);
  });

  it('it waits for as long as the cloud says', async () =>
    expect(await failed(503, 3, { retryAfterMs: 42_000 })).toMatchObject({ waits: { dueAt: 42_000 } }));

  it.each([
    [42_000, null],
    [1_800_000, 1_800_005],
  ])('a cloud that is busy for %i ms: until %s', async (retryAfterMs, until) => {
    const { waits } = { ...(await failed(429, 0, { retryAfterMs, now: 5 })) } as { waits?: unknown };
    expect(waits).toMatchObject({
      patch: { lastError: { kind: 'cloud-busy', until } },
      dueAt: retryAfterMs + 5,
    });
  });

  it('a clear no ends it, in words', async () => expect(await failed(404, 0)).toEqual({ ends: refused }));
});
