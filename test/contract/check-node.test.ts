/** The version check that every script starts with: one line and 78 under a Node that is too old, nothing under any other. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const file = 'src/check-node.cjs';
const code = readFileSync(file, 'utf8');
const { scripts, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  optionalDependencies: Record<string, string>;
};

/** What it writes and exits with, under another Node on another machine. */
const under = (node: string, platform = 'linux', arch = 'x64', glibc: string | null = '2.36') => {
  const said = { err: '', code: null as number | null };
  const header = glibc === null ? {} : { glibcVersionRuntime: glibc };
  const process = {
    versions: { node },
    execPath: '/opt/node/bin/node',
    env: {},
    platform,
    arch,
    report: { getReport: () => ({ header }) },
    stderr: { write: (text: string) => (said.err += text) },
    exit: (status: number) => (said.code = status),
  };
  const path = join(import.meta.dirname, '../..', file);
  runInNewContext(code, { process, require: createRequire(path), __dirname: '/nowhere/src' });
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

describe('an older npm leaves the Node that it installed without a link', () => {
  const node = `node-${process.platform}-${process.arch}`;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'image-share-'));
    for (const name of ['src', 'node_modules/.bin', `node_modules/${node}/bin`])
      mkdirSync(join(folder, name), { recursive: true });
    copyFileSync(file, join(folder, file));
    copyFileSync('package.json', join(folder, 'package.json'));
    // an old Node once: whatever it starts is what it is
    writeFileSync(
      join(folder, 'old.cjs'),
      `if (process.env.OLD) Object.defineProperty(process.versions, 'node', { value: process.env.OLD });
       delete process.env.OLD;`,
    );
    writeFileSync(
      join(folder, 'script.cjs'),
      'console.log(process.argv.slice(2).join()); process.exitCode = 3;',
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const bin = () => join(folder, 'node_modules/.bin');
  const bring = (what: string) => symlinkSync(what, join(folder, `node_modules/${node}/bin/node`));
  const run = (args: readonly string[], path = `${bin()}${delimiter}${process.env.PATH}`) =>
    spawnSync(process.execPath, ['--require', './old.cjs', ...args], {
      cwd: folder,
      env: { PATH: path, OLD: '18.20.4' },
      encoding: 'utf8',
    });

  test('an npm script goes on with it, and the next finds it by itself', () => {
    bring(process.execPath);
    const { status, stdout, stderr } = run(['--require', `./${file}`, 'script.cjs', 'a', 'b']);
    expect({ status, stdout, stderr }).toEqual({ status: 3, stdout: 'a,b\n', stderr: '' });
    const { stdout: version } = spawnSync(join(bin(), 'node'), ['--version'], { encoding: 'utf8' });
    expect(version.trim()).toBe(process.version);
  });

  test('alone, the check is passed', () => {
    bring(process.execPath);
    expect(run([file]).status).toBe(0);
  });

  test('where it cannot be linked, such as by the user of a unit, the line says who can', () => {
    bring(process.execPath);
    symlinkSync('nowhere', join(bin(), 'node'));
    const { status, stderr } = run([file]);
    expect(status).toBe(78);
    expect(stderr).toContain('is 18.20.4. "npm rebuild" links the one that "npm ci" has brought.');
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });

  test.each([
    ['it does not start here', () => bring('/dev/null'), undefined],
    ['there is none', () => {}, undefined],
    ['no npm script looks there', () => bring(process.execPath), process.env.PATH],
  ])('%s: one line and 78', (_, prepare, path) => {
    prepare();
    const { status, stderr } = run([file], path);
    expect(status).toBe(78);
    expect(stderr).toContain('is 18.20.4.');
  });
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
