import { expect, test } from 'vitest';
import { nearest } from '../../../src/core/nearest.ts';

test('the nearest names come first, each once, whatever the case', () => {
  const names = ['web-base', 'build-1042', 'Build-1043', 'db', 'build-1042'];
  expect(nearest('bild-1042', names, 2)).toEqual(['build-1042', 'Build-1043']);
  expect(nearest('', ['long', 'a'], 3)).toEqual(['a', 'long']);
  expect(nearest('x', [], 3)).toEqual([]);
});
