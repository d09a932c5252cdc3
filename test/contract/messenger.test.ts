/** The bot's calls of Slack's Web API, on the playground's Slack: who can be asked, and which message is found again. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import type { SlackUserId, TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { findOn } from '../../src/sharing/delivery/card-search.ts';
import {
  type CardMessage,
  createMessenger,
  type HistoryRange,
  type Messenger,
} from '../../src/slack/api/messenger.ts';
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
      botUserId: slack.botUserId as SlackUserId,
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

const first = (cardId: string) => ({ cardId, post: 0 });
const find = async (channel: string, card: CardMessage, range: HistoryRange) =>
  findOn(await messenger.history(channel, range), card);
const all = { from: null, to: null };

test('a card is found by its id among messages with another one or none, and also once it was changed', async () => {
  const channel = await messenger.openConversation('UALICE' as SlackUserId);
  const ts = await messenger.post(channel, { text: mrkdwn`a card` }, first('card-1'));
  await messenger.post(channel, { text: mrkdwn`another` }, first('card-2'));
  await messenger.post(channel, { text: mrkdwn`no card` });
  expect(await find(channel, first('card-1'), all)).toEqual({ ts });
  await messenger.update(channel, ts, { text: mrkdwn`changed` });
  expect(await find(channel, first('card-1'), all)).toEqual({ ts });
  expect(await find(channel, first('card-3'), all)).toBeNull();
  expect(slack.surprises).toEqual([]);
});

test('a page says which messages are the bot’s own', async () => {
  const alice = slack.person('UALICE');
  const channel = await messenger.openConversation(alice.id as SlackUserId);
  const ts = await messenger.post(channel, { text: mrkdwn`a card` });
  await alice.say('thank you');
  const { messages, to } = await messenger.history(channel, all);
  expect(messages.map(({ isOwn }) => isOwn)).toEqual([false, true]);
  expect(messages.at(-1)?.ts).toBe(ts);
  expect(to).toBeNull();
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

test('the message that was replaced is not taken for its successor', async () => {
  const channel = await messenger.openConversation('UALICE' as SlackUserId);
  await messenger.post(channel, { text: mrkdwn`a card` }, first('card-1'));
  const successor = { cardId: 'card-1', post: 1 };
  expect(await find(channel, successor, all)).toBeNull();
  const ts = await messenger.post(channel, { text: mrkdwn`in its place` }, successor);
  expect(await find(channel, successor, all)).toEqual({ ts });
  await messenger.remove(channel, ts);
  expect(await find(channel, successor, all)).toBeNull();
});

test('a search goes on from page to page, to the end and no further back than it has to', async () => {
  const channel = await messenger.openConversation('UALICE' as SlackUserId);
  await messenger.post(channel, { text: mrkdwn`before Slack’s clock` }, first('card-0'));
  const ts = await messenger.post(channel, { text: mrkdwn`a card` }, first('card-1'));
  for (let n = 0; n < 410; n++) await messenger.post(channel, { text: mrkdwn`message ${n}` });
  const search = async (cardId: string, from: number | null) => {
    let pages = 0;
    for (let to: string | null = null; ; ) {
      const found = await find(channel, first(cardId), { from, to });
      pages += 1;
      if (found === null || 'ts' in found) return { found, pages };
      to = found.to;
    }
  };
  expect(await search('card-1', null)).toEqual({ found: { ts }, pages: 3 });
  expect(await search('card-0', Number(ts) * 1_000)).toEqual({ found: null, pages: 3 });
  expect(await search('card-9', null)).toEqual({ found: null, pages: 3 });
});

test.each([{}, { messages: null }, { messages: [], has_more: true }])(
  'a search that Slack answers with %j is not over',
  async (body) => {
    const channel = await messenger.openConversation('UALICE' as SlackUserId);
    slack.faults.add({ method: 'conversations.history', do: 'answer', body: { ok: true, ...body } });
    await expect(find(channel, first('card-1'), all)).rejects.toMatchObject({
      verdict: 'wait',
      code: 'incomplete',
    });
  },
);

test('Slack’s time is that of its last answer', async () => {
  expect(messenger.slackTime()).toBeNull();
  await messenger.vet('UALICE' as SlackUserId);
  expect(messenger.slackTime()).toBeGreaterThan(Date.UTC(2020, 0, 1));
});

test('whether Slack itself answers', async () => {
  expect(await messenger.answers()).toBe(true);
  slack.faults.add({ method: 'auth.test', do: 'error', error: 'invalid_auth' });
  expect(await messenger.answers()).toBe(true);
  slack.faults.add({ method: 'auth.test', do: 'status', status: 403 });
  expect(await messenger.answers()).toBe(false);
  slack.faults.add({ method: 'auth.test', do: 'drop' });
  expect(await messenger.answers()).toBe(false);
});

test.each([
  [null, 30_000],
  ['99999999999', 3_600_000],
  ['soon', 30_000],
])('a 429 with Retry-After %s is one', async (retryAfter, ms) => {
  slack.faults.add({ method: 'users.info', do: 'ratelimited', retryAfter });
  const thrown = await messenger.vet('UALICE' as SlackUserId).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ verdict: 'ratelimited', code: 'http_429', retryAfterMs: ms });
});
