/** manifest.yml is what Slack takes, and says what the code does: no command, scope or event too few or too many. */
import { globSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Manifest } from '../../playground/slack/workspace/manifest.ts';
import { essentialScopes, neededScopes } from '../../src/slack/api/scopes.ts';
import { channelEvents } from '../../src/slack/bolt/channel-events.ts';
import { homeEvents } from '../../src/slack/bolt/home-events.ts';
import { messageEvents } from '../../src/slack/bolt/message-events.ts';
import { peopleEvents } from '../../src/slack/bolt/people-events.ts';
import { registryOf } from '../../src/slack/bolt/registry.ts';
import { allFeatures } from '../support/all-features.ts';
import { runCommand } from '../support/deployment.ts';

const manifest: Manifest = parse(readFileSync('manifest.yml', 'utf8'));
const claims = registryOf(allFeatures);
const source = globSync('src/slack/**/*.ts')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const found = (pattern: RegExp) =>
  [...new Set([...source.matchAll(pattern)].map(([, name = '']) => name))].sort();

/** Null, or what the schema finds. */
const schemaErrors = (it: Manifest) => {
  const schema = JSON.parse(readFileSync('test/contract/manifest.schema.json', 'utf8'));
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  validate(it);
  return validate.errors;
};

/** The scopes that each method of the Web API needs where it is called, in direct messages or in channels too; null: none. @see https://docs.slack.dev/reference/methods */
const scopeOf: Readonly<Record<string, string | readonly string[] | null>> = {
  'auth.test': null,
  'bots.info': 'users:read',
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.getPermalink': null,
  'conversations.open': 'im:write',
  'conversations.history': ['im:history', 'channels:history', 'groups:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'users.info': 'users:read',
  'views.open': null,
  'views.push': null,
  'views.update': null,
  'views.publish': null,
};

test('for signed HTTP, every kind of request has its address, and everything else stays', async () => {
  const { code, out } = await runCommand(['manifest', '--http', 'https://bot.example/'], {});
  const printed: Manifest = parse(out);
  const url = 'https://bot.example/slack/events';
  expect(code).toBe(0);
  expect(printed.features?.slash_commands?.map((command) => command.url)).toEqual(
    manifest.features?.slash_commands?.map(() => url),
  );
  expect(printed.settings).toEqual({
    ...manifest.settings,
    event_subscriptions: { ...manifest.settings?.event_subscriptions, request_url: url },
    interactivity: { is_enabled: true, request_url: url, message_menu_options_url: url },
    socket_mode_enabled: false,
  });
  expect(printed.features?.shortcuts).toEqual(manifest.features?.shortcuts);
  expect(printed.oauth_config).toEqual(manifest.oauth_config);
  expect(schemaErrors(printed)).toBe(null);
});

test('for Socket Mode, it is printed as it is', async () => {
  expect(await runCommand(['manifest'], {})).toEqual({
    code: 0,
    out: readFileSync('manifest.yml', 'utf8'),
    err: '',
  });
});

test.each([['--http', 'bot.example'], ['--http', 'http://bot.example'], ['--https', 'x'], ['--http']])(
  'it is not printed for %s %s',
  async (...words) => {
    const { code, out, err } = await runCommand(['manifest', ...words], {});
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('npm run manifest -- [--http <url>]');
  },
);

test('it is valid by the schema that Slack publishes', () => {
  expect(schemaErrors(manifest)).toBeNull();
});

test('its commands are those of the features, with their words', () => {
  const commands = manifest.features?.slash_commands ?? [];
  const said = commands.map(({ command, description, usage_hint }) => [command, description, usage_hint]);
  const meant = [...claims.commands].map(([name, { summary, usage }]) => [name, summary, usage]);
  expect(said.sort()).toEqual(meant.sort());
});

test('people reach every command as ids, not as names', () => {
  for (const { command, should_escape } of manifest.features?.slash_commands ?? [])
    expect(should_escape, command).toBe(true);
});

test('its scopes are those that the calls of the Web API need', () => {
  const methods = found(
    /\.((?:api|auth|bots|chat|conversations|files|reactions|team|usergroups|users|views)\.[a-zA-Z]+)\(/g,
  );
  expect(
    methods.filter((method) => scopeOf[method] === undefined),
    'name their scopes in this test',
  ).toEqual([]);
  const needed = new Set(methods.flatMap((method) => scopeOf[method] ?? []));
  if (claims.commands.size > 0) needed.add('commands');
  if (claims.messages) needed.add('app_mentions:read');
  expect(manifest.oauth_config?.scopes?.bot?.toSorted()).toEqual([...needed].sort());
});

test('the start checks for every scope', () => {
  expect(Object.keys(neededScopes).toSorted()).toEqual(manifest.oauth_config?.scopes?.bot?.toSorted());
  expect(Object.keys(neededScopes)).toEqual(expect.arrayContaining([...essentialScopes]));
});

test('its events are those that are listened to', () => {
  const unused = {} as never;
  const handlers = {
    ...homeEvents(unused, unused),
    ...messageEvents(unused, unused),
    ...peopleEvents(unused, unused, unused),
    ...channelEvents(unused, unused, unused),
  };
  // of all messages only those to the bot
  const heard = Object.keys(handlers).map((event) => (event === 'message' ? 'message.im' : event));
  expect(manifest.settings?.event_subscriptions?.bot_events?.toSorted()).toEqual(heard.toSorted());
});

test('its shortcuts and its Home are those of the features', () => {
  const said = manifest.features?.shortcuts?.map(({ callback_id, type }) => [callback_id, type]) ?? [];
  const meant = [...claims.shortcuts].map(([callbackId, { on }]) => [callbackId, on]);
  expect(said.sort()).toEqual(meant.sort());
  expect(manifest.features?.app_home?.home_tab_enabled).toBe(claims.home !== undefined);
});

test('buttons and direct messages work', () => {
  expect(manifest.settings?.interactivity?.is_enabled).toBe(true);
  expect(manifest.features?.app_home?.messages_tab_enabled).toBe(true);
});
