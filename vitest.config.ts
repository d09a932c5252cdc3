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
/** Of PostgreSQL alone. */
const ofPostgresql = ['store-plans', 'store-bloat', 'offer-beside-cards'].map(
  (name) => `test/contract/${name}.test.ts`,
);
/** Proves each pattern linear, which takes as long as a tenth of all the rest. */
const patterns = 'test/contract/linear-patterns.test.ts';
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
    // what is polled for waits as long: Vitest's own limit is a second, which a busy machine takes for one paint
    expect: { requireAssertions: true, poll: { timeout: 110_000 } },
    // one more than there are cores, as some wait for what takes its time
    maxWorkers: availableParallelism() + 1,
    projects: [
      // npm test: on our own doubles and on SQLite
      part('unit', { include: ['test/unit/**/*.test.ts'] }),
      part('contract', { include: contract, exclude: [...ofPostgresql, patterns] }),
      part('stories', { ...stories, provide: { stories: 'socket' } }),
      part('promises', { include: promises }),
      // npm run test:all: what needs a server, a browser, root or many processes, too
      part('contract-postgresql', {
        include: [...calling(contract, 'support/every-store'), ...calling(contract, 'await postgresql(')],
        provide: { services: 'postgresql' },
      }),
      part('contract-keystone', {
        include: calling(contract, 'onEveryCloud('),
        provide: { services: 'keystone' },
      }),
      part('contract-proxied', {
        include: [...calling(contract, 'onEveryCloud('), ...calling(contract, 'support/mounted')],
        exclude: ['test/contract/{proxies,front-door*}.test.ts'],
        provide: { proxied: true },
      }),
      part('stories-http', { ...stories, provide: { stories: 'http', services: 'postgresql' } }),
      part('stories-keystone', {
        include: [...calling(stories.include, 'await everywhere()'), commandLine],
        provide: { stories: 'real cloud', services: 'keystone' },
        // a real cloud is asked for a thousand images
        testTimeout: 400_000,
        hookTimeout: 240_000,
      }),
      part('promises-services', {
        include: promises,
        // these need no service
        exclude: ['test/faults/{model,slack-faults,cloud-faults}.test.ts'],
        provide: { services: 'all' },
      }),
      part('patterns', { include: [patterns] }),
      part('pages', { include: pages }),
      part('image', { include: ['test/image/**/*.test.ts'] }),
      part('processes', { include: processes, provide: { services: 'all' } }),
    ],
  },
});
