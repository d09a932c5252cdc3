/** Images as the lines of a type-ahead menu. */
import { expect, test } from 'vitest';
import type { ImageId } from '../../../../src/core/ids.ts';
import { imageOptions, type KnownImage } from '../../../../src/sharing/rules/image-menu-options.ts';

const id = '8b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId;
const other = '1b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId;
const image = (more: Partial<KnownImage> = {}): KnownImage => ({
  id,
  name: 'web',
  status: 'active',
  ...more,
});
const line = { text: 'web', value: id, description: id };

test.each<[string, readonly KnownImage[], string, readonly object[]]>([
  ['by name', [image()], 'we', [line]],
  ['by name without the space around it', [image({ name: ' web ' })], '', [line]],
  ['by id where there is no name', [image({ name: null })], '', [{ ...line, text: id }]],
  ['by id where the name is empty', [image({ name: ' ' })], '', [{ ...line, text: id }]],
  [
    'with a status that is not active',
    [image({ status: 'pending' })],
    '',
    [{ ...line, description: `${id} · pending` }],
  ],
  ['once, as found last', [image({ name: 'old' }), image()], '', [line]],
  [
    'the id that was typed, before what was found',
    [image()],
    other,
    [{ text: `Use ${other}`, value: other }, line],
  ],
  [
    'the id that was typed, when it was found',
    [image({ id: other, name: 'db' }), image()],
    id,
    [{ text: 'db', value: other, description: other }, line],
  ],
])('%s', (_, found, typed, options) => {
  expect(imageOptions(found, typed)).toEqual(options);
});
