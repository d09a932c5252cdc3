/** Which tokens speak for their project: by their roles, and by the access rules of their credential. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenGrantsSpeech } from '../../../../src/sharing/people/roles.ts';

const readOnly = ['reader', 'observer'];
const rule = (method: string) => ({ method, path: '/v2/images/*' });

test.each([
  ['a member', ['member', 'reader'], true],
  ['a reader', ['reader'], false],
  ['a reader in another case', ['Reader'], false],
  ['no role at all', [], false],
  ['an observer of Rackspace’s', ['cloudImages:observer'], false],
  ['an observer of another product too', ['cloudImages:observer', 'compute:observer', 'observer'], false],
  ['a creator', ['cloudImages:creator', 'cloudImages:observer'], true],
  ['a role of the operator’s own', ['image_uploader'], true],
])('%s', (_, roles, speaks) => {
  expect(tokenGrantsSpeech({ roles, accessRules: null }, readOnly)).toBe(speaks);
});

test.each([
  ['none', null, true],
  ['none for images', [], false],
  ['reads alone', [rule('GET'), rule('HEAD')], false],
  ['one write', [rule('GET'), rule('PUT')], true],
  ['one write, in lower case', [rule('delete')], true],
])('access rules: %s', (_, accessRules, speaks) => {
  expect(tokenGrantsSpeech({ roles: ['member'], accessRules }, readOnly)).toBe(speaks);
});

test('roles alone: whatever rules a credential has, they make nobody speak', () => {
  const anyRule = fc.record({ method: fc.string() });
  fc.assert(
    fc.property(fc.option(fc.array(anyRule)), fc.subarray(readOnly), (accessRules, roles) => {
      expect(tokenGrantsSpeech({ roles, accessRules }, readOnly)).toBe(false);
    }),
  );
});
