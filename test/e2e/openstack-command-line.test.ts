/**
 * The `openstack` command line as the other hand, on a real Keystone and Glance: what it changes shows on every card within
 * five seconds of somebody's Home being opened, and within the interval otherwise.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MadeImage } from '../support/by-hand.ts';
import { everywhere } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const run = promisify(execFile);
const minuteMs = 60_000;

describe.each(await everywhere())('$name', (setting) => {
  onStage({
    ...setting,
    policy: {
      remindAfterMs: [],
      quietHours: null,
      syncInterval: { minMs: minuteMs, maxMs: 60 * minuteMs },
      syncRequestsPerMinute: 60,
    },
    about: 'nightly',
    linked: ['alice', 'bob'],
  });
  beforeEach(async () => {
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
    await stage.card('bob', 'Waiting for an answer', image);
    await stage.card('alice', '*pending*', image);
  });

  const openstack = async (as: 'alice' | 'bob', ...words: string[]) => {
    const { id, secret } = stage.lab.users[as].app_credentials.bot;
    await run('openstack', ['--os-region-name', 'IAD', 'image', ...words], {
      env: {
        PATH: process.env.PATH ?? '',
        OS_AUTH_TYPE: 'v3applicationcredential',
        OS_AUTH_URL: stage.lab.auth_url,
        OS_IDENTITY_API_VERSION: '3',
        OS_APPLICATION_CREDENTIAL_ID: id,
        OS_APPLICATION_CREDENTIAL_SECRET: secret,
      },
    });
  };

  type Shown = readonly (readonly [Name, RegExp])[];
  const acts: readonly (readonly [string, (image: MadeImage) => Promise<void>, Shown])[] = [
    [
      'accepted',
      ({ id }) => openstack('bob', 'set', '--accept', id),
      [
        ['alice', /\*accepted\* outside the bot/],
        ['bob', /\*Accepted\* outside the bot/],
      ],
    ],
    [
      'rejected',
      ({ id }) => openstack('bob', 'set', '--reject', id),
      [
        ['alice', /\*rejected\* outside the bot/],
        ['bob', /\*Rejected\* outside the bot/],
      ],
    ],
    [
      'removed',
      ({ id }) => openstack('alice', 'remove', 'project', id, consumer),
      [
        ['alice', /no longer a member: removed outside the bot/],
        ['bob', /\*No longer shared\*/],
      ],
    ],
    [
      'deleted',
      ({ id }) => openstack('alice', 'delete', id),
      [
        ['alice', /image was deleted/],
        ['bob', /image was deleted/],
      ],
    ],
    [
      'deactivated',
      ({ id }) => openstack('alice', 'set', '--deactivate', id),
      [
        ['alice', /The image is deactivated/],
        ['bob', /The image is deactivated/],
      ],
    ],
    [
      'renamed',
      ({ id }) => openstack('alice', 'set', '--name', 'by-command', id),
      [
        ['alice', /\*by-command\*/],
        ['bob', /\*by-command\*/],
      ],
    ],
  ];

  const seen = async (shown: Shown) => {
    for (const [name, words] of shown) {
      const newest = () => fullText(stage.cards(name, image).at(-1) ?? { text: '' });
      await stage.slack.until(() => words.test(newest()), { what: `${words} on the newest card of ${name}` });
      expect(newest()).toMatch(words);
    }
  };

  it.each(acts)('%s: the Home is opened', async (_, act, shown) => {
    await act(image);
    await Promise.all([stage.actor('alice').openHome(), stage.actor('bob').openHome()]);
    await seen(shown);
  });

  it.each(acts)('%s: within the interval', async (_, act, shown) => {
    await act(image);
    await stage.later(2 * minuteMs);
    await seen(shown);
  });
});
