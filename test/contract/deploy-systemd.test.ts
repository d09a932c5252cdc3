/** deploy/systemd: a unit that systemd takes as it stands, that confines the bot, and starts it as `npm start` does. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drain, variables } from '../support/deploy-facts.ts';

const file = 'deploy/systemd/image-share.service';
const unit = readFileSync(file, 'utf8');
/** Where the unit expects the repository. */
const place = '/opt/image-share';
const settings = (name: string) =>
  [...unit.matchAll(/^(\w+)=(.*)$/gm)].filter(([, key]) => key === name).map(([, , value = '']) => value);
const analyze = (...words: readonly string[]) => {
  const { status, stdout, stderr, error } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
  if (error) throw error;
  return { status, said: stdout + stderr };
};
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0 || Boolean(process.env.CI);

test('starts what `npm start` starts', () => {
  const [start = ''] = settings('ExecStart');
  const own = start.replace(`${place}/`, '');
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  expect(scripts.start).toBe(`exec sh ${own}`);
  accessSync(own, constants.X_OK);
});

test('names the variables that the bot reads, each secret by a credential', () => {
  const own = ['PATH', 'NODE_COMPILE_CACHE'];
  const env = settings('Environment').map((line) => line.split('=') as [string, string]);
  expect(env.map(([name]) => name).filter((name) => ![...variables, ...own].includes(name))).toEqual([]);
  const credentials = settings('LoadCredential').map((line) => `%d/${line.split(':')[0]}`);
  const files = env.filter(([name]) => name.endsWith('_FILE')).map(([, path]) => path);
  expect(files).toEqual(credentials);
  expect(files.length).toBe(3);
});

test('starts it again whatever happens, but not when a setting has to be fixed, and lets it end', () => {
  expect(settings('Restart')).toEqual(['always']);
  expect(settings('StartLimitIntervalSec')).toEqual(['0']);
  expect(settings('RestartPreventExitStatus')).toEqual(['78']);
  expect(Number(settings('TimeoutStopSec')[0])).toBeGreaterThan(drain);
});

describe('operator.sh', () => {
  /** What it gives to systemd-run, word by word. */
  const asked = (dropIn: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'image-share-operator-'));
    const stub = (name: string, lines: string) =>
      writeFileSync(join(folder, name), `#!/bin/sh\n${lines}\n`, { mode: 0o700 });
    writeFileSync(join(folder, 'cat'), `${unit}\n${dropIn}`);
    stub('systemctl', `[ "$*" = "cat image-share.service" ] && exec /bin/cat ${folder}/cat`);
    stub('systemd-run', `for word; do printf '%s\\n' "$word"; done`);
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const words = ['audit', '--since', '7 d'];
    const { stdout } = spawnSync('sh', ['deploy/systemd/operator.sh', ...words], { env, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    return stdout.split('\n').slice(0, -1);
  };

  test('runs the command as the unit runs the bot, with its settings, its secrets and what was added to it', () => {
    const added = 'Environment="DATABASE_URL=" DATABASE_URL_FILE=%d/database-url';
    const words = asked(`[Service]\n${added}\nLoadCredential=database-url:/etc/image-share/database-url\n`);
    const own = words.find((word) => word.startsWith('--unit='))?.replace('--unit=', '');
    const given = words.filter((word) => word.startsWith('--property='));
    const named =
      /^(?:DynamicUser|User|StateDirectory|WorkingDirectory|Environment|EnvironmentFile|LoadCredential)=/;
    const wanted = [...unit.split('\n'), added, 'LoadCredential=database-url:/etc/image-share/database-url'];
    expect(given).toEqual(
      expect.arrayContaining(
        wanted
          .filter((line) => named.test(line))
          .map((line) => `--property=${line.replaceAll('%d', `/run/credentials/${own}`)}`),
      ),
    );
    const command = ['/usr/bin/env', 'node', resolve('src/operator.ts'), 'audit', '--since', '7 d'];
    expect(words.slice(-6)).toEqual(command);
  });

  test('backs up every night, where any of its commands reaches backups', () => {
    const nightly = readFileSync('deploy/systemd/image-share-backup.service', 'utf8');
    const [, folder] =
      /^ExecStart=\/opt\/image-share\/deploy\/systemd\/operator\.sh backup --to \/var\/lib\/(\S+) --keep 14$/m.exec(
        nightly,
      ) ?? [];
    expect(asked('')).toContain(`--property=StateDirectory=${folder}`);
  });
});

describe.skipIf(!hasSystemd)('in systemd’s own words (without it: apt-get install systemd)', () => {
  test('nothing in it is unknown or missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-share-unit-'));
    const copies = ['image-share.service', 'image-share-backup.service', 'image-share-backup.timer'].map(
      (name) => {
        const copy = join(folder, name);
        writeFileSync(copy, readFileSync(`deploy/systemd/${name}`, 'utf8').replaceAll(place, process.cwd()));
        return copy;
      },
    );
    const verdict = analyze('verify', '--man=no', ...copies);
    rmSync(folder, { recursive: true });
    expect(verdict).toEqual({ status: 0, said: '' });
  });

  test('it is exposed to 2.0 at most', () => {
    const { said } = analyze('security', '--offline=yes', '--no-pager', file);
    const [, exposure] = /Overall exposure level for \S+: ([\d.]+)/.exec(said) ?? [];
    expect(Number(exposure)).toBeLessThanOrEqual(2);
  });
});
