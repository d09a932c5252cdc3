/** What Rackspace does its own way. */
import { expect, test } from 'vitest';
import { roleFor, sharesPrivateImages } from '../../../../src/sharing/rules/rackspace-rules.ts';

test('only Rackspace shares private images, and wants a role for each act', () => {
  const acts = ['read-member', 'share', 'answer', 'remove'] as const;
  expect(sharesPrivateImages({ method: 'rackspace_apikey' })).toBe(true);
  expect(acts.map((act) => roleFor({ method: 'rackspace_apikey' }, act))).toEqual([
    'cloudImages:observer',
    'cloudImages:creator',
    'cloudImages:admin',
    'cloudImages:admin',
  ]);
  expect(sharesPrivateImages({ method: 'password' })).toBe(false);
  expect(acts.map((act) => roleFor({ method: 'password' }, act))).toEqual([null, null, null, null]);
});
