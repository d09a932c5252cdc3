/** Which requests the client repeats when a cloud fails, and what it tells of those it does not. */

import { expect, test } from 'vitest';
import type { Fault } from '../../playground/cloud/cloud-faults.ts';
import { effectUnknown } from '../../src/cloud/errors.ts';
import { failureOf } from '../support/cloud-actors.ts';
import {
  actors,
  add,
  atGlance,
  atKeystone,
  clock,
  cloud,
  imageId,
  memberStatus,
  onFaultyCloud,
  requestsTo,
  show,
  startAgain,
  waitsMs,
} from '../support/faulty-cloud.ts';

onFaultyCloud();

const status = (code: number, more: Partial<Fault> = {}): Fault => ({
  match: atGlance,
  do: 'status',
  status: code,
  ...more,
});

test.each([429, 498, 502, 503, 504])('a read is repeated after %i', async (code) => {
  cloud.faults.add(status(code, { times: 2 }));
  expect((await show()).id).toBe(imageId);
  expect(waitsMs).toHaveLength(2);
});

test('a read is repeated after a dropped connection, and given up after three attempts', async () => {
  cloud.faults.add({ match: atGlance, times: 2, do: 'drop' });
  expect((await show()).id).toBe(imageId);
  cloud.faults.add({ match: atGlance, times: 3, do: 'drop' });
  expect(await failureOf(show())).toMatchObject({ sent: 'maybe', retryable: true });
});

test('a login is repeated like a read', async () => {
  cloud.faults.add({ match: atKeystone, do: 'status', status: 503 });
  expect((await show()).id).toBe(imageId);
});

test.each([
  ['a 429', status(429)],
  ['a 498', status(498)],
  ['a rate limit of Rackspace', status(413, { body: { overLimit: { code: 413, message: 'slow down' } } })],
  ['a 503 with Retry-After', status(503, { headers: { 'Retry-After': '1' } })],
])('a write is repeated after %s: nothing was done', async (_, fault) => {
  cloud.faults.add(fault);
  await add();
  expect(memberStatus()).toBe('pending');
  expect(waitsMs).toHaveLength(1);
});

test.each([500, 502, 503, 504])('a write is not repeated after %i: its effect is unknown', async (code) => {
  cloud.faults.add(status(code));
  const error = await failureOf(add());
  expect(error).toMatchObject({ status: code, retryable: true });
  expect(effectUnknown(error)).toBe(true);
  expect(waitsMs).toEqual([]);
});

test.each(['drop', 'drop-after-effect', 'half-answer', 'hang'] as const)(
  'a write is not repeated after “%s”: its effect is unknown',
  async (what) => {
    await actors.alice.token();
    cloud.faults.add({ match: atGlance, do: what });
    const error = await failureOf(add());
    expect(error).toMatchObject({ sent: 'maybe', retryable: true });
    expect(effectUnknown(error)).toBe(true);
    expect(requestsTo('glance')).toHaveLength(1);
    expect(memberStatus()).toBe(
      what === 'drop-after-effect' || what === 'half-answer' ? 'pending' : undefined,
    );
  },
);

test('a refused connection proves that nothing was sent: a write is repeated, and then told so', async () => {
  await actors.alice.token();
  await cloud.close();
  const error = await failureOf(add());
  expect(error).toMatchObject({ code: 'ECONNREFUSED', sent: 'no', retryable: true });
  expect(effectUnknown(error)).toBe(false);
  expect(waitsMs).toHaveLength(2);
  await startAgain();
});

test('Retry-After is waited for, as seconds and as a date', async () => {
  const inThreeSeconds = new Date(clock.now() - (clock.now() % 1000) + 3_000).toUTCString();
  cloud.faults.add(status(429, { headers: { 'Retry-After': '2' } }));
  cloud.faults.add(status(429, { headers: { 'Retry-After': inThreeSeconds } }));
  await show();
  expect(waitsMs[0]).toBeGreaterThanOrEqual(2_000);
  expect(waitsMs[1]).toBeGreaterThan(2_000);
  expect(waitsMs[1]).toBeLessThanOrEqual(3_200);
});

test('a Retry-After that is too long is handed on', async () => {
  cloud.faults.add(status(429, { headers: { 'Retry-After': '3600' } }));
  expect(await failureOf(show())).toMatchObject({ status: 429, retryable: true, retryAfterMs: 3_600_000 });
  expect(waitsMs).toEqual([]);
});

test('a service that hangs is left after the deadline, and a caller may leave before', async () => {
  await actors.alice.token();
  cloud.faults.add({ match: atGlance, times: 2, do: 'hang' });
  expect(await failureOf(show())).toMatchObject({ code: 'timeout', sent: 'maybe' });
  const aborted = AbortSignal.timeout(20);
  expect(await failureOf(show(aborted))).toMatchObject({ code: 'aborted', sent: 'maybe' });
  expect(await failureOf(show(aborted))).toMatchObject({ code: 'aborted', sent: 'no' });
  expect(waitsMs).toEqual([]);
});
