/** The bot's calls of Slack's Web API, on the playground's Slack: who can be asked, and which message is found again. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import type { SlackUserId, TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { createMessenger, type Messenger } from '../../src/slack/api/messenger.ts';
import { escapeText, mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import { boltLog } from '../../src/slack/bolt/bolt-log.ts';

let slack: Slack;
let messenger: Messenger;
beforeEach(async () => {
  slack = await startSlack({
    manifest: {
      oauth_config: { scopes: { bot: ['chat:write', 'im:write', 'im:history', 'users:read'] } },
    },
    users: [
      { id: 'UALICE', name: 'alice' },
      { id: 'UGONE', name: 'gone', deleted: true },
      { id: 'UROBOT', name: 'robot', is_bot: true },
      { id: 'USTRANGER', name: 'stranger', team_id: 'TELSEWHERE' },
      // Slack says of its own that it is no bot
      { id: 'USLACKBOT', name: 'slackbot' },
    ],
  });
  messenger = createMessenger({
    token: slack.botToken,
    slackApiUrl: slack.apiUrl,
    timeoutMs: 10_000,
    logger: boltLog(createLog('silent')),
    installation: () => ({
      teamId: slack.team.id as TeamId,
      enterpriseId: null,
      botUserId: 'UBOT' as SlackUserId,
    }),
  });
});
afterEach(async () => {
  await slack.close();
});

test.each([
  ['UALICE', { ok: true, name: 'alice' }],
  ['UGONE', { ok: false, why: 'deactivated' }],
  ['UROBOT', { ok: false, why: 'bot' }],
  ['USLACKBOT', { ok: false, why: 'bot' }],
  ['USTRANGER', { ok: false, why: 'stranger' }],
  ['UNOBODY', { ok: false, why: 'unknown' }],
])('%s can be asked, or why not', async (userId, vetted) => {
  expect(await messenger.vet(userId as SlackUserId)).toMatchObject(vetted);
});

test('what else goes wrong is thrown', async () => {
  slack.faults.add({ method: 'users.info', do: 'error', error: 'internal_error' });
  await expect(messenger.vet('UALICE' as SlackUserId)).rejects.toMatchObject({ code: 'internal_error' });
});

test('a card is found by its id among messages with another one or none, and also once it was changed', async () => {
  const channel = await messenger.openConversation('UALICE' as SlackUserId);
  const ts = await messenger.post(channel, { text: mrkdwn`a card` }, 'card-1');
  await messenger.post(channel, { text: mrkdwn`another` }, 'card-2');
  await messenger.post(channel, { text: mrkdwn`no card` });
  expect(await messenger.find(channel, 'card-1')).toBe(ts);
  await messenger.update(channel, ts, { text: mrkdwn`changed` });
  expect(await messenger.find(channel, 'card-1')).toBe(ts);
  expect(await messenger.find(channel, 'card-3')).toBeNull();
  expect(slack.surprises).toEqual([]);
});

test('any text can be posted and then updated: what is too long in bytes is cut', async () => {
  const channel = await messenger.openConversation('UALICE' as SlackUserId);
  const text = mrkdwn`${escapeText('é&'.repeat(1_000))} ${escapeText('👩‍👩‍👧'.repeat(300))}`;
  const ts = await messenger.post(channel, { text });
  await messenger.update(channel, ts, { text });
  const shown = slack.messages(channel).find((message) => message.ts === ts)?.text ?? '';
  expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(4_000);
  expect(shown).toMatch(/^(?:é&amp;)+…$/);
});
