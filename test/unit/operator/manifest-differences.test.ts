/** A Slack app's settings beside manifest.yml: what makes the bot work differently is said, what operators may change is not. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { manifestDifferences, ownManifest } from '../../../src/operator/doctor/manifest-differences.ts';
import { httpManifest } from '../../../src/operator/print-manifest.ts';

const text = readFileSync('manifest.yml', 'utf8');
const wanted = await ownManifest();
const differences = (exported: string, inSocketMode = true) =>
  manifestDifferences(wanted, parse(exported), inSocketMode);

test('the manifest itself, for either transport, and with other names', () => {
  expect(differences(text)).toEqual([]);
  expect(differences(httpManifest(text, 'https://bot.example'), false)).toEqual([]);
  expect(
    differences(
      text
        .replace('name: Image Share', 'name: Pictures')
        .replace('Share an image with other projects', 'Bilder'),
    ),
  ).toEqual([]);
});

test.each([
  [['      - message.im\n', ''], 'settings.event_subscriptions.bot_events lacks message.im'],
  [['      - im:history\n', ''], 'oauth_config.scopes.bot lacks im:history'],
  [['command: /share-image', 'command: /share'], 'features.slash_commands lacks /share-image'],
  [
    ['should_escape: true', 'should_escape: false'],
    'features.slash_commands./share-image.should_escape is not true',
  ],
  [['callback_id: share-image\n', 'callback_id: other\n'], 'features.shortcuts lacks share-image'],
  [
    ['messages_tab_enabled: true', 'messages_tab_enabled: false'],
    'features.app_home.messages_tab_enabled is not true',
  ],
  [['is_enabled: true', 'is_enabled: false'], 'settings.interactivity.is_enabled is not true'],
  [
    ['token_rotation_enabled: false', 'token_rotation_enabled: true'],
    'settings.token_rotation_enabled is not false',
  ],
  [['socket_mode_enabled: true', 'socket_mode_enabled: false'], 'settings.socket_mode_enabled is not true'],
] as const)('%j', ([from, to], said) => {
  expect(text).toContain(from);
  expect(differences(text.replace(from, to))).toEqual([said]);
});

test('what is off may be left out', () => {
  expect(differences(text.replace('  token_rotation_enabled: false', ''))).toEqual([]);
});

test.each([[null], [undefined], [[]], ['text'], [{ settings: [], features: { slash_commands: [null, 1] } }]])(
  '%j, which is no manifest, lacks everything and breaks nothing',
  (found) => {
    expect(manifestDifferences(wanted, found, true).length).toBeGreaterThan(20);
  },
);
