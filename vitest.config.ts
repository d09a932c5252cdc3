/** The parts of the tests. `npm test` runs those that need nothing; `npm run test:all` runs every one. */
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** They start Chromium, so the transport and the cloud are not theirs to choose. */
const pages = ['test/e2e/page*.test.ts'];
/** They start processes, several at a time or for long. */
const processes = [
  'test/processes/**/*.test.ts',
  'test/e2e/{load,playground-cloud,playground-keep,tour}.test.ts',
];
/** Acts by the `openstack` command line. */
const commandLine = 'test/e2e/openstack-command-line.test.ts';
const stories = {
  include: ['test/e2e/**/*.test.ts'],
  exclude: [...pages, ...processes, commandLine],
};
const contract = ['test/contract/**/*.test.ts'];
const promises = ['test/faults/**/*.test.ts'];
const calling = (files: readonly string[], word: string) =>
  files.flatMap((pattern) => globSync(pattern).filter((file) => readFileSync(file, 'utf8').includes(word)));

const part = (name: string, test: object) => ({ extends: true as const, test: { name, ...test } });

export default defineConfig({
  test: {
    // the one limit: what waits in a test waits as long as the test may
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    isolate: false,
    expect: { requireAssertions: true },
    maxWorkers: availableParallelism(),
    projects: [
      // npm test: on our own doubles and on SQLite
      part('unit', { include: ['test/unit/**/*.test.ts'] }),
      part('contract', { include: contract }),
      part('stories', { ...stories, provide: { stories: 'socket' } }),
      part('promises', { include: promises }),
      // npm run test:all: what needs a server, a browser, root or many processes, too
      part('contract-postgresql', {
        include: calling(contract, 'support/every-store'),
        provide: { services: 'postgresql' },
      }),
      part('contract-keystone', {
        include: calling(contract, 'onEveryCloud('),
        provide: { services: 'keystone' },
      }),
      part('stories-http', { ...stories, provide: { stories: 'http' } }),
      part('stories-keystone', {
        include: [...calling(stories.include, 'await everywhere()'), commandLine],
        provide: { stories: 'real cloud', services: 'keystone' },
        // a real cloud is asked for a thousand images
        testTimeout: 400_000,
        hookTimeout: 240_000,
      }),
      part('promises-services', {
        include: promises,
        // it needs no service
        exclude: ['test/faults/model.test.ts'],
        provide: { services: 'all' },
      }),
      part('pages', { include: pages }),
      part('processes', { include: processes, provide: { services: 'all' } }),
    ],
  },
});
