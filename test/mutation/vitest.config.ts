/**
 * The tests that judge a mutant: unit, and contract on our own doubles. None that wants PostgreSQL, and none that reads the sources, which
 * are full of mutants there.
 */
import { defineConfig } from 'vitest/config';

const readSources = ['boundaries', 'docs', 'environment', 'features', 'manifest', 'parts', 'waits'];
const ofPostgresql = ['store-plans', 'store-bloat', 'offer-beside-cards'];

export default defineConfig({
  test: {
    include: ['test/{unit,contract}/**/*.test.ts'],
    exclude: [...readSources, ...ofPostgresql].map((name) => `test/contract/${name}.test.ts`),
    setupFiles: ['test/mutation/same-dice.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    isolate: false,
  },
});
