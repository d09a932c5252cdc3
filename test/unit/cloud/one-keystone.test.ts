/** Two clouds whose catalogs name one identity service: the operator is told, once. */
import { expect, test } from 'vitest';
import { createOneKeystoneHint } from '../../../src/cloud/one-keystone.ts';
import { createLog } from '../../../src/core/log.ts';

const cloud = (name: string) => ({ name });
const catalog = (id: string | null) => [{ type: 'identity', id, endpoints: [] }];

test('each two clouds are named once; another service, or none, is nothing to tell', () => {
  const lines: string[] = [];
  const note = createOneKeystoneHint(createLog('info', { write: (line) => lines.push(line) }));
  note(cloud('public'), catalog('one'));
  note(cloud('public'), catalog('one'));
  note(cloud('elsewhere'), catalog('other'));
  note(cloud('old'), catalog(null));
  note(cloud('older'), []);
  expect(lines).toEqual([]);
  note(cloud('internal'), catalog('one'));
  note(cloud('internal'), catalog('one'));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ cloud: 'internal', other: 'public' }]);
});
