/** What may be typed for an image, each rule as a row. */
import { expect, test } from 'vitest';
import { readImageId } from '../../../../src/sharing/rules/typed-ids.ts';

const id = '8b818b61-cfbf-44ca-b57e-727da7c9464d';

test.each([
  ['as Glance writes it', id, id],
  ['in capitals, with space around', `  ${id.toUpperCase()} `, id],
  ['a dashboard’s address', `https://horizon.example/project/images/${id}/?next=1#top`, id],
  ['an address without dashes in the id', `http://horizon.example/${id.replaceAll('-', '')}`, id],
  [
    'an address of something else',
    'https://horizon.example/images',
    { kind: 'not-an-image-id', typed: 'https://horizon.example/images' },
  ],
  [
    'no dashes, which may be a project',
    id.replaceAll('-', ''),
    { kind: 'not-an-image-id', typed: id.replaceAll('-', '') },
  ],
  ['not typed', undefined, { kind: 'no-image' }],
  ['nothing but space', '  ', { kind: 'no-image' }],
  ['a name', 'web-base', { kind: 'not-an-image-id', typed: 'web-base' }],
  ['something before it', `x${id}`, { kind: 'not-an-image-id', typed: `x${id}` }],
  ['something after it', `${id}x`, { kind: 'not-an-image-id', typed: `${id}x` }],
  ['no hexadecimal digit', id.replace('8', 'g'), { kind: 'not-an-image-id', typed: id.replace('8', 'g') }],
])('an image: %s', (_, typed, read) => {
  expect(readImageId(typed)).toEqual(read);
});

test('where only an image can be meant, the dashes may be missing', () => {
  expect(readImageId(id.replaceAll('-', '').toUpperCase(), { onlyImages: true })).toBe(id);
});
