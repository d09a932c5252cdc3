/** Which clouds are told of in `/readyz` as giving no answer. */
import { expect, test } from 'vitest';
import { createSilentClouds } from '../../../src/cloud/silent-clouds.ts';

const begun = () => {
  const clock = { time: 0, now: () => clock.time };
  const { cloudAnswered, degraded } = createSilentClouds(clock);
  return { clock, told: cloudAnswered, degraded };
};

test('a cloud that gives no answer is named with the first time, until it gives any', () => {
  const { clock, told, degraded } = begun();
  const keystone = { cloud: 'acme', region: null };
  const glance = { cloud: 'acme', region: 'IAD' };
  told(keystone, 'POST', 'unanswered', 1);
  clock.time = 60_000;
  told(keystone, 'POST', 'unanswered', 1);
  told(glance, 'GET', 'unanswered', 1);
  told(glance, 'GET', 'aborted', 1);
  expect(degraded()).toEqual({
    acme: 'no answer since 1970-01-01T00:00:00.000Z',
    'acme IAD': 'no answer since 1970-01-01T00:01:00.000Z',
  });
  told(glance, 'GET', 'refused', 1);
  told(keystone, 'POST', 'failed', 1);
  expect(degraded()).toEqual({});
});

test('a catalog of a thousand silent regions takes a bounded place', () => {
  const { told, degraded } = begun();
  for (let n = 0; n < 1_000; n += 1) told({ cloud: 'acme', region: `R${n}` }, 'GET', 'unanswered', 1);
  expect(Object.keys(degraded())).toHaveLength(100);
});
