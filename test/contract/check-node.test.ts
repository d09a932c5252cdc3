/** The version check that every script starts with: one line and 78 under a Node that is too old, nothing under any other. */
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

const file = 'src/check-node.cjs';
const code = readFileSync(file, 'utf8');
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
const { scripts, optionalDependencies } = packageJson;

/** What it writes and exits with, under another Node on another machine, which has these packages. */
const under = (
  node: string,
  platform = 'linux',
  arch = 'x64',
  glibc: string | null = '2.36',
  packages: readonly string[] = [],
) => {
  const said = { err: '', code: null as number | null };
  const header = glibc === null ? {} : { glibcVersionRuntime: glibc };
  const process = {
    versions: { node },
    execPath: '/opt/node/bin/node',
    platform,
    arch,
    report: { getReport: () => ({ header }) },
    stderr: { write: (text: string) => (said.err += text) },
    exit: (status: number) => (said.code = status),
  };
  const resolve = (path: string) => {
    if (!packages.includes(path.replace('/package.json', ''))) throw new Error(`no ${path}`);
    return path;
  };
  const require = Object.assign(() => packageJson, { resolve });
  runInNewContext(code, { process, require });
  return said;
};

test.each(['24.12.0', '24.21.0', '25.0.0', '100.0.0'])('Node %s is good enough', (node) => {
  expect(under(node)).toEqual({ err: '', code: null });
});

test.each(['4.9.1', '20.20.2', '22.99.0', '24.0.0', '24.11.9', '23.12.0'])(
  'Node %s ends in one line',
  (node) => {
    const { err, code } = under(node);
    expect(code).toBe(78);
    expect(err).toContain(`Node 24.12 or newer is needed, but /opt/node/bin/node is ${node}.`);
    expect(err.match(/\n/g)).toHaveLength(1);
    expect(err).toMatch(/\n$/);
  },
);

test.each([
  ['linux', 'x64', '2.36', 'brings one'],
  ['linux', 'arm64', '2.36', 'brings one'],
  ['win32', 'x64', null, 'brings one'],
  ['linux', 'x64', null, 'Install one'],
  ['linux', 'riscv64', '2.36', 'Install one'],
  ['win32', 'arm64', null, 'Install one'],
  ['darwin', 'arm64', null, 'Install one'],
] as const)('on %s %s with glibc %s it says how to get one: %s', (platform, arch, glibc, how) => {
  const { err } = under('20.20.2', platform, arch, glibc);
  expect(err).toContain(how);
  const brought = Object.hasOwn(optionalDependencies, `node-${platform.replace(/32$/, '')}-${arch}`);
  const starts = platform !== 'linux' || glibc !== null;
  expect(err.includes('npm ci')).toBe(brought && starts);
});

test.each([
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['win32', 'x64'],
])('on %s %s, one that npm has brought and not linked is named, with how to link it', (platform, arch) => {
  const all = Object.keys(optionalDependencies);
  const own = `node-${platform.replace('32', '')}-${arch}`;
  const glibc = platform === 'linux' ? '2.36' : null;
  expect(under('22.22.0', platform, arch, glibc, [own]).err).toContain('"npm rebuild" links the one');
  const others = all.filter((name) => name !== own);
  expect(under('22.22.0', platform, arch, glibc, others).err).toContain('"npm ci" brings one');
});

test('every script that runs TypeScript checks first', () => {
  const unchecked = Object.entries(scripts).filter(
    ([, script]) =>
      /\bnode .*\.ts\b|\bvitest\b/.test(script) &&
      !script.startsWith(`node ${file} && `) &&
      !script.startsWith(`node --require ./${file} `),
  );
  expect(unchecked).toEqual([]);
});
