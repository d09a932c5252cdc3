/** The playground's Slack refuses what Slack refuses, and remembers what no correct bot sends as a surprise. */

import { describe, expect, test } from 'vitest';
import { startSlack } from '../../playground/slack/slack.ts';
import { callSlack } from '../support/slack-call.ts';
import { errors, modal, onStrictSlack, slack } from '../support/strict-slack.ts';

onStrictSlack();

describe('a call that is wrong in itself is refused and is a surprise', () => {
  test.each([
    ['chat.nothing', {}, {}, 'unknown_method'],
    ['chat.postMessage', {}, { token: '' }, 'not_authed'],
    ['chat.postMessage', {}, { token: 'xoxb-other' }, 'invalid_auth'],
    ['apps.connections.open', {}, {}, 'not_allowed_token_type'],
    ['chat.postMessage', { text: 'x' }, {}, 'invalid_arguments'],
    ['chat.postMessage', { channel: 'CIN', text: 'x', link_names: true }, {}, 'invalid_arguments'],
    ['chat.postMessage', { channel: 'CIN', text: 1 }, {}, 'invalid_arguments'],
    ['chat.postMessage', { channel: 'CIN' }, {}, 'no_text'],
    ['chat.postMessage', { channel: 'CIN', text: 'x'.repeat(40_001) }, {}, 'msg_too_long'],
    [
      'chat.postMessage',
      {
        channel: 'CIN',
        text: 'x',
        blocks: Array.from({ length: 4 }, () => ({
          type: 'section',
          text: { type: 'mrkdwn', text: 'x'.repeat(2_900) },
        })),
      },
      {},
      'msg_blocks_too_long',
    ],
    [
      'chat.postMessage',
      { channel: 'CIN', text: 'x', metadata: { event_type: 'a b' } },
      {},
      'invalid_metadata_format',
    ],
    ['conversations.history', { channel: 'CIN', limit: 1000 }, {}, 'invalid_limit'],
    ['conversations.history', { channel: 'CIN', cursor: 'x' }, {}, 'invalid_cursor'],
    ['views.open', { trigger_id: '1.2.3', view: modal() }, {}, 'invalid_trigger_id'],
  ])('%s %j', async (method, args, how, error) => {
    expect(await callSlack(slack, method, args, how)).toMatchObject({ ok: false, error });
    expect(errors()).toEqual([error]);
  });

  test('a scope that the manifest lacks', async () => {
    const poor = await startSlack({ manifest: { oauth_config: { scopes: { bot: ['chat:write'] } } } });
    const answer = await callSlack(poor, 'users.info', { user: poor.botUserId });
    expect(answer).toMatchObject({ error: 'missing_scope', needed: 'users:read', provided: 'chat:write' });
    expect(poor.surprises).toHaveLength(1);
    await poor.close();
  });
});

describe('what the workspace does not allow now is refused, and is no surprise', () => {
  test.each([
    ['chat.postMessage', { channel: 'CNONE', text: 'x' }, 'channel_not_found'],
    ['chat.postMessage', { channel: 'COUT', text: 'x' }, 'not_in_channel'],
    ['chat.update', { channel: 'CIN', ts: '1.000000', text: 'x' }, 'message_not_found'],
    ['conversations.open', { users: 'UGONE' }, 'user_disabled'],
    ['conversations.open', { users: 'UNONE' }, 'user_not_found'],
    ['conversations.open', { users: 'UAPP' }, 'cannot_dm_bot'],
    ['users.info', { user: 'UNONE' }, 'user_not_found'],
    ['views.update', { view_id: 'VNONE', view: modal() }, 'not_found'],
  ])('%s %j', async (method, args, error) => {
    expect(await callSlack(slack, method, args)).toMatchObject({ ok: false, error });
    expect(slack.surprises).toEqual([]);
  });
});

test.each(['<!channel> & all', 'see <script>', 'a & b', '<!here>'])(
  'the text %j is a surprise',
  async (text) => {
    await callSlack(slack, 'chat.postMessage', { channel: 'CIN', text });
    expect(errors()).toContain('mrkdwn');
  },
);

test('what is waited for in vain is told with all there was to see', async () => {
  await callSlack(slack, 'chat.postMessage', { channel: 'UALICE', text: 'hello' });
  slack.restsWhen(async () => {});
  const wait = slack.until(() => undefined, { what: 'the end' });
  await expect(wait).rejects.toThrow(/the end[\s\S]*direct message with UALICE[\s\S]*hello/);
});

test('nothing of the record holds the token', async () => {
  await callSlack(slack, 'auth.test', { token: slack.botToken });
  expect(JSON.stringify(slack.requests)).not.toContain(slack.botToken);
});
