/** Secrets from files: each variable that holds one may be given as `NAME_FILE`, and what is wrong is said without what is in it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Config, ConfigError, readConfig } from '../../src/config.ts';
import { Secret } from '../../src/core/secret.ts';
import { secretFiles } from '../../src/core/secret-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-share-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const values = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  ENCRYPTION_KEYS: 'k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  DATABASE_URL: 'sqlite:elsewhere.db',
} as const;

const revealed = ({ slack, encryptionKeys, databaseUrl }: Config) => [
  ...[slack.botToken, slack.appToken, slack.signingSecret, encryptionKeys].map((one) => one?.reveal()),
  databaseUrl,
];

test('all from files are what they are from the environment', () => {
  const given = Object.fromEntries(
    Object.entries(secretFiles).map(([name, variable], n) => [
      variable,
      file(name, `${values[name as keyof typeof values]}${['', '\n', '\r\n'][n % 3]}`),
    ]),
  );
  expect(revealed(readConfig(given))).toEqual(revealed(readConfig(values)));
});

test('every setting that is a secret may come from a file', () => {
  const secretsIn = (value: unknown): Secret[] =>
    value instanceof Secret
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(secretsIn)
        : [];
  const secret = secretsIn(readConfig(values)).map((one) => one.reveal());
  const nameOf = (text: string) => Object.entries(values).find(([, value]) => value === text)?.[0];
  expect(Object.keys(secretFiles)).toEqual(expect.arrayContaining(secret.map(nameOf)));
});

test('what is left in place of a token in .env does not count beside a file', () => {
  const env = { ...values, SLACK_BOT_TOKEN: 'xoxb-', SLACK_BOT_TOKEN_FILE: file('token', 'xoxb-1') };
  expect(readConfig(env).slack.botToken.reveal()).toBe('xoxb-1');
});

describe.each(Object.entries(secretFiles))('%s', (name, variable) => {
  const rows: [string, () => string, RegExp][] = [
    ['missing', () => join(folder, 'none'), /is not there/],
    ['below a file', () => join(file('below', 'x'), 'none'), /is not there/],
    ['empty', () => file('empty', '\n'), /is empty/],
    ['too large', () => file('large', 'leak'.repeat(20_000)), /is larger than 64 KiB/],
    ['a folder', () => folderNamed('folder'), /is not a file/],
    ['a device that never ends', () => '/dev/zero', /is not a file/],
  ];
  test.each(rows)('%s', (_, path, why) => {
    const env: Record<string, string> = { ...values, [variable]: path() };
    delete env[name];
    const read = () => readConfig(env);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(why);
    expect(read).toThrow(new RegExp(`^${variable}: `));
    // one mistake, one line
    expect(read).not.toThrow(/\n|leak/);
  });

  test('given in both ways', () => {
    const env = { ...values, [variable]: file('both', 'leak') };
    expect(() => readConfig(env)).toThrow(`${name} and ${variable} are both set: keep one of them`);
    expect(() => readConfig(env)).not.toThrow(/leak/);
  });
});

const folderNamed = (name: string) => {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
};
