/** What the operator set that lets others read or change what the bot sends: each is a warning at the start. */
import { expect, test } from 'vitest';
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import { exposedSettings } from '../../src/exposed-settings.ts';

const acme: CloudConfig = {
  name: 'acme',
  authType: 'v3',
  authUrl: 'https://keystone.acme.example/v3',
  regions: [],
  interface: 'public',
  verify: true,
  cacert: null,
};
const said = (settings: Partial<Parameters<typeof exposedSettings>[0]>) =>
  exposedSettings({ clouds: [acme], slackApiUrl: null, envFileMode: null, ...settings });

test('encrypted, verified and private settings are nothing to warn of', () => {
  expect(said({ slackApiUrl: 'https://slack.example/api/', envFileMode: 0o100600 })).toEqual([]);
});

test.each(['http://keystone.acme.example:5000/v3', 'http://127.0.0.1:5000/v3'])(
  'the auth URL %s',
  (authUrl) => {
    expect(said({ clouds: [{ ...acme, authUrl }, acme] })).toEqual([
      [{ cloud: 'acme' }, expect.stringContaining('unencrypted')],
    ]);
  },
);

test('a certificate that is not verified, beside a cloud whose is', () => {
  expect(said({ clouds: [acme, { ...acme, name: 'lab', verify: false }] })).toEqual([
    [{ cloud: 'lab' }, expect.stringContaining('verify: false')],
  ]);
});

test.each([
  ['http://slack.example/api/', 1],
  ['http://10.0.0.7/api/', 1],
  ['http://127.example/api/', 1],
  ['http://localhost:3001/api/', 0],
  ['http://127.0.0.1:3001/api/', 0],
  ['http://127.8.9.10/api/', 0],
  ['http://[::1]:3001/api/', 0],
])('SLACK_API_URL=%s: %i warning', (slackApiUrl, count) => {
  const found = said({ slackApiUrl });
  expect(found).toHaveLength(count);
  for (const [, message] of found) expect(message).toContain('SLACK_API_URL');
});

test.each([
  [0o100600, 0],
  [0o100400, 0],
  [0o100640, 1],
  [0o100644, 1],
  [0o100602, 1],
])('a .env with the rights %o: %i warning', (envFileMode, count) => {
  const found = said({ envFileMode });
  expect(found).toHaveLength(count);
  for (const [, message] of found) expect(message).toContain('chmod 600 .env');
});
