/** Every part of the tests is run by a command that people and machines call. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import config from '../../vitest.config.ts';

const parts = (config.test?.projects ?? []).map((project) =>
  typeof project === 'object' && 'test' in project ? project.test?.name : undefined,
);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const quick = [...(scripts.test ?? '').matchAll(/--project (\S+)/g)].map(([, name]) => name);
const [, others = ''] = /^others=\((.*)\)$/m.exec(readFileSync('.ci/run', 'utf8')) ?? [];

test('npm test and .ci/run together run each part once', () => {
  expect([...quick, ...others.split(' ')]).toEqual(parts);
});

test('`npm run check` runs them all', () => {
  expect(scripts.check).toContain('npm run test:all');
  expect(scripts['test:all']).toMatch(/(?:^| )vitest run$/);
});
