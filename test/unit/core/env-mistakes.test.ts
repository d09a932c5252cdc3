/** Mistakes in `.env`: each is named with what to do, all at once, and none with its value. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Environment, misspelledVariables, readConfig } from '../../../src/config.ts';

const enough = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  ENCRYPTION_KEYS: 'k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
};

const wrongWith = (env: Environment): string => {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('what is wrong', () => {
  test.each<[string, Environment, RegExp]>([
    [
      'the bot token’s placeholder',
      { SLACK_BOT_TOKEN: 'xoxb-' },
      /^SLACK_BOT_TOKEN is missing: the bot token/,
    ],
    [
      'the app token’s placeholder, and no signing secret',
      { SLACK_APP_TOKEN: ' xapp- ' },
      /^SLACK_SIGNING_SECRET is missing: without SLACK_APP_TOKEN/,
    ],
    [
      'an app-level token as the bot token',
      { SLACK_BOT_TOKEN: 'xapp-leak' },
      /^SLACK_BOT_TOKEN holds an app-level token \(xapp-…\), which belongs in SLACK_APP_TOKEN; the bot token \(xoxb-…\) is on “OAuth & Permissions”$/,
    ],
    [
      'a bot token as the app-level token',
      { SLACK_APP_TOKEN: 'xoxb-leak' },
      /^SLACK_APP_TOKEN holds a bot token .*belongs in SLACK_BOT_TOKEN; the app-level token .* is on “Basic Information”$/,
    ],
    ['a user token', { SLACK_BOT_TOKEN: 'xoxp-leak' }, /^SLACK_BOT_TOKEN holds a user token \(xoxp-…\); /],
    ['a rotating token', { SLACK_BOT_TOKEN: 'xoxe.xoxb-leak' }, /switch token rotation off/],
    ['a refresh token', { SLACK_BOT_TOKEN: 'xoxe-1-leak' }, /switch token rotation off/],
    ['a session', { SLACK_BOT_TOKEN: 'xoxc-leak' }, /^SLACK_BOT_TOKEN holds a browser’s session/],
    ['another text', { SLACK_APP_TOKEN: 'leak' }, /^SLACK_APP_TOKEN is not an app-level token; /],
    [
      'a signing secret as a token',
      { SLACK_BOT_TOKEN: '0123456789abcdef0123456789abcdef' },
      /^SLACK_BOT_TOKEN holds a signing secret, which belongs in SLACK_SIGNING_SECRET; /,
    ],
    [
      'a token as the signing secret',
      { SLACK_SIGNING_SECRET: 'xoxb-leak' },
      /^SLACK_SIGNING_SECRET holds a bot token/,
    ],
    ['curly quotes', { SLACK_BOT_TOKEN: '“xoxb-leak”' }, /^SLACK_BOT_TOKEN contains a quotation mark/],
    ['a blank inside', { SLACK_APP_TOKEN: 'xapp-le ak' }, /^SLACK_APP_TOKEN contains a blank/],
    [
      'nothing set',
      { SLACK_BOT_TOKEN: 'xoxb-', SLACK_APP_TOKEN: 'xapp-', ENCRYPTION_KEYS: '' },
      /^Nothing is set yet[\s\S]*1\. [\s\S]*2\. [\s\S]*3\. /,
    ],
  ])('%s', (_, env, words) => {
    const said = wrongWith({ ...enough, ...env });
    expect(said).toMatch(words);
    expect(said).not.toContain('leak');
  });

  test('is all named at once, and names that are nearly known with it', () => {
    const said = wrongWith({ SLACK_BOT_TOKEN: 'xoxp-leak', ENCRYPTION_KEY: 'leak', PORT: 'leak' });
    expect(said.split('\n')).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN holds/),
      expect.stringMatching(/^PORT is not/),
      expect.stringMatching(/^ENCRYPTION_KEYS is missing/),
      expect.stringMatching(/^SLACK_SIGNING_SECRET is missing/),
      'ENCRYPTION_KEY is not read: is ENCRYPTION_KEYS meant?',
    ]);
  });
});

test('the placeholders are those of .env.example', () => {
  const example = readFileSync('.env.example', 'utf8');
  const set = [...example.matchAll(/^([A-Z_]+)=(.+)$/gm)];
  expect(set.map(([, name]) => name)).toEqual(['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']);
  expect(wrongWith(Object.fromEntries(set.map(([, name, value]) => [name, value])))).toMatch(
    /^Nothing is set yet/,
  );
});

test.each([
  ['REMIND_AFTR', 'REMIND_AFTER'],
  ['DATABASE_URI', 'DATABASE_URL'],
  ['ENCRYPTIONKEYS', 'ENCRYPTION_KEYS'],
  ['PORTS', 'PORT'],
])('%s is nearly %s', (name, meant) => {
  expect(misspelledVariables({ [name]: 'x' })).toEqual([{ name, meant }]);
});

test('the usual variables of a machine are nobody’s misspelling', () => {
  const usual =
    'PATH HOME HOSTNAME HOSTTYPE PWD OLDPWD SHLVL LANG LC_ALL USER LOGNAME SHELL TERM TZ TMPDIR MAIL EDITOR PAGER XDG_CACHE_HOME XDG_DATA_HOME XDG_RUNTIME_DIR NODE_OPTIONS NODE_ENV HTTPS_PROXY NO_PROXY POSTGRES_URL CLOUD_ID OS_CLOUD OS_AUTH_URL INVOCATION_ID';
  expect(misspelledVariables(Object.fromEntries(usual.split(' ').map((name) => [name, 'x'])))).toEqual([]);
});

test('LOG_LEVEL is understood in capitals', () => {
  expect(readConfig({ ...enough, LOG_LEVEL: 'WARN' }).logLevel).toBe('warn');
});
