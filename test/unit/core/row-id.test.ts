/** Ids that are in the order of time. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { newRowId } from '../../../src/core/row-id.ts';

test('it is a UUID of version 7 that begins with the time, and no two are the same', () => {
  const before = Date.now();
  const ids = Array.from({ length: 1_000 }, newRowId);
  expect(z.array(z.uuidv7()).safeParse(ids).success).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  const times = ids.map((id) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
  expect(times.every((time) => time >= before && time <= Date.now())).toBe(true);
});
