/** Files that the operator names and that are none: a pipe, a device, a folder, gigabytes. The start ends with words, or goes on; it never hangs. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDeployment, type Deployment, hurriedClock, runCommand } from '../support/deployment.ts';

let deployment: Deployment;
let folder: string;
beforeEach(async () => {
  deployment = await createDeployment();
  folder = mkdtempSync(join(tmpdir(), 'image-share-odd-'));
});
afterEach(async () => {
  await deployment.close();
  rmSync(folder, { recursive: true });
});

/** Each makes a path that names no such file, and says why. */
const noFiles: Readonly<Record<string, readonly [make: () => string, why: RegExp]>> = {
  'a pipe': [
    () => {
      const path = join(folder, 'pipe');
      execFileSync('mkfifo', [path]);
      return path;
    },
    /is not a file/,
  ],
  'a device': [() => '/dev/zero', /is not a file/],
  'a device that takes everything': [() => '/dev/null', /is not a file/],
  'a folder': [() => folder, /is not a file/],
  'a link that leads in a circle': [
    () => {
      const path = join(folder, 'circle');
      symlinkSync(path, path);
      return path;
    },
    /is a link that leads in a circle/,
  ],
  'below a file': [
    () => {
      writeFileSync(join(folder, 'file'), '');
      return join(folder, 'file', 'below');
    },
    /is not there|ENOTDIR|not a directory/,
  ],
  'three gigabytes': [
    () => {
      const path = join(folder, 'large');
      writeFileSync(path, '');
      truncateSync(path, 3 * 1024 ** 3);
      return path;
    },
    /is larger than \d+ (?:KiB|MiB)/,
  ],
};

describe.each(Object.entries(noFiles))('%s', (_, [make, why]) => {
  test('as FORGET_LIST', async () => {
    const path = make();
    const { code, err } = await deployment.refusal({ ...deployment.env, FORGET_LIST: path }, hurriedClock());
    expect([code, err]).toEqual([78, expect.stringMatching(why)]);
    expect(err).toContain(path);
    expect(err).toContain('FORGET_LIST names');
  });

  test.each(['sslrootcert', 'sslcert', 'sslkey'])('as %s of DATABASE_URL', async (name) => {
    const path = make();
    const secret = 'hunter2-hunter2';
    const url = `postgres://user:${secret}@127.0.0.1:1/database?${new URLSearchParams({ [name]: path })}`;
    const env = { ...deployment.env, DATABASE_URL: url };
    const { code, out, err } = await deployment.refusal(env, hurriedClock());
    expect([code, err]).toEqual([78, expect.stringMatching(why)]);
    expect(err).toContain(`${name} names ${path}`);
    const command = await runCommand(['audit'], env);
    expect(command).toMatchObject({ code: 78, err });
    expect(out + err).not.toContain(secret);
  });
});

test('a forget list that is not there yet, below a folder that is not there either, is made', async () => {
  const path = join(folder, 'new', 'list');
  mkdirSync(join(folder, 'link'));
  const bot = await deployment.startBot({ ...deployment.env, FORGET_LIST: path });
  expect(existsSync(path)).toBe(true);
  await bot.terminate();
});
