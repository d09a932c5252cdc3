/**
 * The tests that judge a mutant: unit, and contract on our own doubles. Not those that read the sources, which are full of mutants there,
 * nor properties: what dice tell today they may not tell tomorrow, and each of their runs takes seconds.
 */
import { defineConfig } from 'vitest/config';

const readSources = ['boundaries', 'docs', 'environment', 'features', 'manifest', 'parts', 'waits'];

export default defineConfig({
  test: {
    include: ['test/{unit,contract}/**/*.test.ts'],
    exclude: ['**/*.properties.test.ts', ...readSources.map((name) => `test/contract/${name}.test.ts`)],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    isolate: false,
  },
});
