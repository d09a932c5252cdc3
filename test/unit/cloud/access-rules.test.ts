/** Access rules: which requests they allow, and what of a token's JSON counts as one. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isAllowed, readAccessRules, ruleFor } from '../../../src/cloud/access-rules.ts';

const path = '/v2/images/1/members';
const allows = (pattern: string, prefix = '') =>
  isAllowed([{ method: 'GET', path: pattern }], { method: 'GET', path, prefix });

test.each([
  ['/v2/images/1/members', true],
  ['/v2/images/*/members', true],
  ['/v2/images/{image_id}/members', true],
  ['/v2/*/*/members', true],
  ['/v2/images/**', true],
  ['/v2/**/members', true],
  ['**', true],
  ['/v2/images/1/members**', true],
  ['/v2/im*/1/mem*rs', true],
  ['/v2/images/*', false],
  ['/v2/images', false],
  ['/v2/images/*/members/*', false],
  ['/v2/images/*members', false],
  ['/V2/images/*/members', false],
  ['/v2/images/./members', false],
  ['', false],
  ['/image/v2/images/*/members', false],
])('%s allows it: %s', (pattern, allowed) => {
  expect(allows(pattern)).toBe(allowed);
});

it('with the endpoint’s own path before it as well as without', () => {
  expect(allows('/image/v2/images/*/members', '/image')).toBe(true);
  expect(allows('/v2/images/*/members', '/image')).toBe(true);
});

it('only for its own method', () => {
  const rules = [{ method: 'POST', path: '**' }];
  expect(isAllowed(rules, { method: 'GET', path, prefix: '' })).toBe(false);
});

it('any pattern is read in no time, however it is made', () => {
  const parts = fc.array(fc.constantFrom('*', '**', '/', 'a', '{x}', '{'), { maxLength: 60 });
  fc.assert(
    fc.property(parts, (of) => {
      const rules = [{ method: 'GET', path: of.join('') }];
      const allowed = isAllowed(rules, { method: 'GET', path: `/${'a/'.repeat(100)}`, prefix: '' });
      expect(typeof allowed).toBe('boolean');
    }),
  );
});

describe('the rule for a request', () => {
  test.each([
    ['/v2/images', 'GET /v2/images'],
    ['/v2/images/8b818b61', 'GET /v2/images/*'],
    ['/v2/images/8b818b61/members', 'GET /v2/images/*/members'],
    ['/v2/images/8b818b61/members/p', 'GET /v2/images/*/members/*'],
  ])('%s', (of, rule) => {
    expect(ruleFor('GET', of)).toBe(rule);
  });
});

describe('what a token says', () => {
  const rule = { id: 'r', service: 'image', method: 'GET', path: '/v2/images' };

  it('only rules of the image service count, and odd ones hide no others', () => {
    expect(
      readAccessRules([
        rule,
        { ...rule, service: 'compute' },
        { ...rule, path: 7 },
        { ...rule, path: 'x'.repeat(256) },
        { service: 'image' },
        null,
        'GET',
        rule,
      ]),
    ).toEqual([
      { method: 'GET', path: '/v2/images' },
      { method: 'GET', path: '/v2/images' },
    ]);
  });

  it('an empty list allows nothing; none at all limits nothing', () => {
    expect(readAccessRules([])).toEqual([]);
    for (const none of [undefined, null, {}, 'x']) expect(readAccessRules(none)).toBeNull();
  });

  it('whatever it says, nothing throws', () => {
    const saying = fc.property(fc.anything(), fc.array(fc.anything()), (one, list) => {
      readAccessRules(one);
      expect(Array.isArray(readAccessRules(list))).toBe(true);
    });
    fc.assert(saying);
  });
});
