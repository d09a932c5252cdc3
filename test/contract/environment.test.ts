/** `.env.example` and src/config.ts name the same variables; what is wrong with one is said without its value. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { secretFiles } from '../../src/core/secret-files.ts';

const example = readFileSync('.env.example', 'utf8');
const entries = [...example.matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)].map(
  ([, optional, name = '', value = '']) => ({
    name,
    value,
    optional: optional !== undefined,
  }),
);

const enough = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  ENCRYPTION_KEYS: 'k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
};

test('.env.example names exactly what the bot reads', () => {
  const asked = new Set<string>();
  const env = new Proxy<Record<string, string>>(enough, {
    get: (target, name) => {
      if (typeof name === 'string') asked.add(name);
      return target[String(name)];
    },
  });
  readConfig(env);
  const files: readonly string[] = Object.values(secretFiles);
  expect(entries.map(({ name }) => name).sort()).toEqual(
    [...asked].filter((name) => !files.includes(name) && !/_proxy$/.test(name)).sort(),
  );
  for (const page of [example, readFileSync('docs/configuration.md', 'utf8')])
    for (const name of files) expect(page).toContain(name);
});

test('docs/configuration.md lists the same, with their defaults', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\|.*\| *(.*?) *\|$/gm)];
  expect(rows.map(([, name]) => name).sort()).toEqual(entries.map(({ name }) => name).sort());
  for (const [, name = '', written = ''] of rows) {
    const [, value] = /^`(.+)`$/.exec(written) ?? [];
    if (value !== undefined)
      expect(readConfig({ ...enough, [name]: value }), name).toEqual(readConfig(enough));
    if (written === 'required') expect(() => readConfig({ ...enough, [name]: '' }), name).toThrow(name);
  }
});

test('each variable is explained right above', () => {
  const lines = example.split('\n');
  for (const { name } of entries) {
    const at = lines.findIndex((line) => new RegExp(`^(?:# )?${name}=`).test(line));
    expect(lines[at - 1], name).toMatch(/^# \w.{20,}/);
  }
});

test('what is commented out is optional, with its default', () => {
  const optional = entries.filter((entry) => entry.optional);
  const defaults = Object.fromEntries(optional.map(({ name, value }) => [name, value]));
  expect(readConfig({ ...enough, ...defaults })).toEqual(readConfig(enough));
  expect(
    entries
      .filter((entry) => !entry.optional)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(enough).sort());
});

test.each([
  ['SLACK_BOT_TOKEN', undefined, 'is missing'],
  ['SLACK_BOT_TOKEN', '  ', 'is missing'],
  ['SLACK_BOT_TOKEN', 'xoxp-leak', 'holds a user token'],
  ['SLACK_APP_TOKEN', 'xoxb-leak', 'holds a bot token'],
  ['SLACK_API_URL', 'leak', 'is not a URL'],
  ['HOST', 'leak', 'is not an IP address'],
  ['PORT', 'leak', 'is not a port number'],
  ['METRICS_PORT', 'leak', 'is not a port number'],
  ['METRICS_PORT', '3000', 'is PORT'],
  ['PORT', '65536', 'is not a port number'],
  ['PORT', '80.5', 'is not a port number'],
  ['ENCRYPTION_KEYS', undefined, 'npm run make-key'],
  ['ENCRYPTION_KEYS', 'k1:leak', 'entry 1 is not 32 bytes in base64'],
  ['DATABASE_URL', 'leak', 'has no scheme'],
  ['DATABASE_URL', 'mysql://leak', 'has the scheme mysql:, which is not supported'],
  ['DATABASE_URL', 'sqlite:', 'has no path'],
  ['DATABASE_URL', 'postgres://bot:le#leak@host/db', 'cannot be read: .* %23'],
  ['DATABASE_URL', 'postgres://bot:le/leak@host/db', 'cannot be read: .* %2F'],
  ['LOG_LEVEL', 'leak', 'is not one of debug'],
  ['KEEP_ENDED', 'leak', 'is not a duration of 30d or more, nor never'],
  ['KEEP_ENDED', '29d', 'is not a duration of 30d or more'],
  ['KEEP_AUDIT', '89d', 'is not a duration of 90d or more'],
])('%s=%s is named, its value is not', (name, value, why) => {
  const read = () => readConfig({ ...enough, [name]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(new RegExp(`^${name} .*${why}`));
  expect(read).not.toThrow(/leak|65536|80\.5/);
});

test.each([
  ['LOOK_EVERY', 'SYNC_INTERVAL'],
  ['LOOKS_PER_MINUTE', 'SYNC_REQUESTS_PER_MINUTE'],
])('%s is refused, as it is called %s now', (old, name) => {
  const read = () => readConfig({ ...enough, [old]: '5m,leak' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(new RegExp(`^${old} is called ${name} now`));
  expect(read).not.toThrow(/leak/);
});

test('without either way for Slack to reach the bot, the signing secret is asked for', () => {
  expect(() => readConfig({ ...enough, SLACK_APP_TOKEN: '' })).toThrow(/^SLACK_SIGNING_SECRET is missing/);
  expect(readConfig({ ...enough, SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 's' }).slack.appToken).toBeNull();
});

test('all that is wrong is said at once', () => {
  const read = () =>
    readConfig({ PORT: 'x', DATABASE_URL: 'x', ENCRYPTION_KEYS: `${enough.ENCRYPTION_KEYS},k2:x,k3:x` });
  for (const name of ['SLACK_BOT_TOKEN', 'PORT', 'DATABASE_URL', 'ENCRYPTION_KEYS entry 2', 'entry 3'])
    expect(read).toThrow(name);
});
