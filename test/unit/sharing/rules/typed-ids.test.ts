/** What may be typed for an image and for tenants, each rule as a row. */
import { expect, test } from 'vitest';
import { maxMembers, readImageId, readTenants } from '../../../../src/sharing/rules/typed-ids.ts';

const id = '8b818b61-cfbf-44ca-b57e-727da7c9464d';

test.each([
  ['as Glance writes it', id, id],
  ['in capitals, with space around', `  ${id.toUpperCase()} `, id],
  ['not typed', undefined, { kind: 'no-image' }],
  ['nothing but space', '  ', { kind: 'no-image' }],
  ['a name', 'web-base', { kind: 'not-an-image-id', typed: 'web-base' }],
  ['something before it', `x${id}`, { kind: 'not-an-image-id', typed: `x${id}` }],
  ['something after it', `${id}x`, { kind: 'not-an-image-id', typed: `${id}x` }],
  ['no hexadecimal digit', id.replace('8', 'g'), { kind: 'not-an-image-id', typed: id.replace('8', 'g') }],
])('an image: %s', (_, typed, read) => {
  expect(readImageId(typed)).toEqual(read);
});

const many = (count: number) => Array.from({ length: count }, (_, at) => `tenant-${at}`);
const bad = (typed: string, why: string) => ({ kind: 'bad-tenant', typed, why });

test.each<[string, readonly string[], readonly string[], readonly object[]]>([
  ['each once, in order', ['two', 'one', 'two'], ['two', 'one'], []],
  ['none', [], [], [{ kind: 'no-tenant' }]],
  ['as many as an image has members', many(maxMembers), many(maxMembers), []],
  [
    'one too many, whatever else is wrong with them',
    [...many(maxMembers), ' '],
    [...many(maxMembers), ' '],
    [{ kind: 'too-many-tenants', count: maxMembers + 1, max: maxMembers }],
  ],
  ['as long as may be', ['x'.repeat(255)], ['x'.repeat(255)], []],
  ['too long', ['x'.repeat(256)], ['x'.repeat(256)], [bad('x'.repeat(256), 'long')]],
  ['the outermost characters', ['!~'], ['!~'], []],
  ['dots in a longer one', ['..a'], ['..a'], []],
  ...[' ', 'a b', 'a\u00a0b'].map((typed): [string, string[], string[], object[]] => [
    `with space: “${typed}”`,
    ['good', typed],
    ['good', typed],
    [bad(typed, 'space')],
  ]),
  ...['a/b', 'ä', 'a\u007f', '.', '..'].map((typed): [string, string[], string[], object[]] => [
    `a character that no path takes: “${typed}”`,
    ['good', typed],
    ['good', typed],
    [bad(typed, 'character')],
  ]),
])('tenants: %s', (_, typed, tenants, problems) => {
  expect(readTenants(typed)).toEqual({ tenants, problems });
});
