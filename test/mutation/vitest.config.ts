/** The tests that judge a mutant: unit, and contract on our own doubles. Not those that read the sources, which are full of mutants there. */
import { defineConfig } from 'vitest/config';

const readSources = ['boundaries', 'docs', 'environment', 'features', 'manifest', 'parts', 'waits'];

export default defineConfig({
  test: {
    include: ['test/{unit,contract}/**/*.test.ts'],
    exclude: readSources.map((name) => `test/contract/${name}.test.ts`),
    setupFiles: ['test/mutation/same-dice.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    isolate: false,
  },
});
