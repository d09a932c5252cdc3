/** The playground's Slack refuses what Slack refuses, remembers it as a surprise, and fails on demand. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import { createClock } from '../../src/core/clock.ts';
import { callSlack } from '../support/slack-call.ts';

let slack: Slack;
let nowMs = 1_700_000_000_000;
beforeEach(async () => {
  slack = await startSlack({
    clock: createClock(() => nowMs),
    users: [
      { id: 'UALICE', name: 'alice' },
      { id: 'UGONE', name: 'gone', deleted: true },
      { id: 'UAPP', name: 'app', is_bot: true },
      { id: 'UAWAY', name: 'away', team_id: 'TAWAY' },
    ],
    channels: [
      { id: 'CIN', name: 'in' },
      { id: 'COUT', name: 'out', members: ['UALICE'] },
    ],
    enforceRates: true,
  });
});
afterEach(() => slack.close());

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (extra: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...extra });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const input = (element: object) => ({ type: 'input', label: plain('Label'), element });
const option = (n: number) => ({ text: plain(`Option ${n}`), value: `${n}` });
const many = (count: number) => Array.from({ length: count }, (_, n) => option(n));
const field = { type: 'plain_text_input', action_id: 'a' };
const modal = (extra: object = {}) => ({ type: 'modal', title: plain('Title'), blocks: [], ...extra });
const errors = () => slack.surprises.map(({ error }) => error);

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

describe('blocks beyond the limits', () => {
  test.each<[string, object[], string]>([
    ['too many', Array(51).fill({ type: 'divider' }), '/blocks'],
    ['an unknown type', [{ type: 'sectoin' }], '/blocks/0/type'],
    ['an unknown field', [{ type: 'divider', colour: 'red' }], '/blocks/0'],
    ['a section of 3001', [section('x'.repeat(3001))], '/blocks/0/text/text'],
    ['an empty text', [section('')], '/blocks/0/text/text'],
    ['a section of nothing', [{ type: 'section' }], '/blocks/0'],
    ['eleven fields', [{ type: 'section', fields: Array(11).fill(plain('x')) }], '/blocks/0/fields'],
    ['a header of 151', [{ type: 'header', text: plain('x'.repeat(151)) }], '/blocks/0/text/text'],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }], '/blocks/0/text/type'],
    [
      '26 elements',
      [actions(...many(26).map((_, n) => button({ action_id: `${n}` })))],
      '/blocks/0/elements',
    ],
    ['an action_id twice', [actions(button(), button())], '/blocks/0'],
    ['a block_id twice', [1, 2].map(() => ({ type: 'divider', block_id: 'b' })), '/blocks'],
    [
      'a button text of 76',
      [actions(button({ text: plain('x'.repeat(76)) }))],
      '/blocks/0/elements/0/text/text',
    ],
    ['a value of 2001', [actions(button({ value: 'x'.repeat(2001) }))], '/blocks/0/elements/0/value'],
    [
      'six overflow options',
      [actions({ type: 'overflow', action_id: 'o', options: many(6) })],
      '/blocks/0/elements/0/options',
    ],
    ['101 options', [actions({ type: 'static_select', options: many(101) })], '/blocks/0/elements/0/options'],
    [
      'an initial option of none',
      [actions({ type: 'static_select', options: many(2), initial_option: option(3) })],
      '/blocks/0/elements/0',
    ],
    [
      'a confirm text of 301',
      [
        actions(
          button({
            confirm: {
              title: plain('x'),
              text: plain('x'.repeat(301)),
              confirm: plain('y'),
              deny: plain('n'),
            },
          }),
        ),
      ],
      '/blocks/0/elements/0/confirm/text/text',
    ],
    ['an input in a message', [input(field)], '/blocks/0/type'],
    [
      'two tables',
      [1, 2].map(() => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] })),
      '/blocks',
    ],
  ])('%s', async (_what, blocks, pointer) => {
    const answer = await callSlack(
      slack,
      'chat.postMessage',
      { channel: 'CIN', text: 'x', blocks },
      { form: true },
    );
    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(answer.response_metadata?.messages?.join()).toContain(`[json-pointer:${pointer}]`);
    expect(errors()).toEqual(['invalid_blocks']);
    expect(slack.messages('CIN')).toEqual([]);
  });

  test.each<[string, object]>([
    ['a title of 25', modal({ title: plain('x'.repeat(25)) })],
    ['an input without submit', modal({ blocks: [input(field)] })],
    ['private_metadata of 3001', modal({ private_metadata: 'x'.repeat(3001) })],
    ['101 blocks', modal({ blocks: Array(101).fill({ type: 'divider' }) })],
    ['a table', modal({ blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }] })],
    ['a Home as a modal', { type: 'home', blocks: [] }],
  ])('a view with %s', async (_what, view) => {
    expect(await callSlack(slack, 'views.open', { trigger_id: '1.2.3', view })).toMatchObject({
      error: 'invalid_arguments',
    });
  });

  test('what is within them is taken', async () => {
    const blocks = [
      { type: 'header', text: plain('x'.repeat(150)) },
      { ...section('x'.repeat(3000)), accessory: { type: 'overflow', action_id: 'o', options: many(5) } },
      actions(...many(25).map((_, n) => button({ action_id: `${n}`, value: 'x'.repeat(2000) }))),
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: 'by <@UALICE> at <!date^1700000000^{date}|then> &amp; <https://x.test|here>',
          },
        ],
      },
      {
        type: 'rich_text',
        elements: [
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'x', style: { bold: true } }] },
        ],
      },
      { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]], column_settings: [{ align: 'right' }] },
    ];
    expect(await callSlack(slack, 'chat.postMessage', { channel: 'CIN', text: 'x', blocks })).toMatchObject({
      ok: true,
    });
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

test('history is read newest first, by pages, between bounds, with metadata when asked for', async () => {
  const tss: string[] = [];
  for (const n of [1, 2, 3, 4, 5]) {
    nowMs += 10_000;
    const metadata = { event_type: 'card', event_payload: { n } };
    tss.push(
      String((await callSlack(slack, 'chat.postMessage', { channel: 'CIN', text: `${n}`, metadata })).ts),
    );
  }
  const read = async (args: object) => {
    const answer = await callSlack(
      slack,
      'conversations.history',
      { channel: 'CIN', ...args },
      { form: true },
    );
    return {
      texts: (answer.messages as { text: string }[]).map(({ text }) => text).join(''),
      has_more: answer.has_more,
      answer,
    };
  };
  const first = await read({ limit: 2 });
  const second = await read({ limit: 2, cursor: first.answer.response_metadata?.next_cursor });
  const third = await read({ limit: 2, cursor: second.answer.response_metadata?.next_cursor });
  expect([first.texts, second.texts, third.texts, third.has_more]).toEqual(['54', '32', '1', false]);
  expect((await read({ oldest: tss[1], latest: tss[3] })).texts).toBe('3');
  expect((await read({ oldest: tss[1], latest: tss[3], inclusive: true })).texts).toBe('432');
  expect((await read({ limit: 1 })).answer.messages).not.toMatchObject([{ metadata: {} }]);
  expect((await read({ limit: 1, include_all_metadata: true })).answer.messages).toMatchObject([
    { metadata: { event_type: 'card', event_payload: { n: 5 } } },
  ]);
  expect(slack.surprises).toEqual([]);
});

test('an update keeps what it does not name, and text alone takes the blocks away', async () => {
  const metadata = { event_type: 'card', event_payload: {} };
  const posted = await callSlack(slack, 'chat.postMessage', {
    channel: 'UALICE',
    text: 'a',
    blocks: [section('a')],
    metadata,
  });
  const { channel, ts } = posted;
  await callSlack(slack, 'chat.update', { channel, ts, text: 'b', blocks: [section('b')] });
  expect(slack.person('UALICE').dm()).toMatchObject([{ text: 'b', blocks: [section('b')], metadata }]);
  await callSlack(slack, 'chat.update', { channel, ts, text: 'c' });
  expect(slack.person('UALICE').dm()[0]).toMatchObject({ text: 'c', edited: {} });
  expect(slack.person('UALICE').dm()[0]?.blocks).toBeUndefined();
});

test('people are shown as deactivated, as bots, as of another workspace', async () => {
  const info = async (user: string) => (await callSlack(slack, 'users.info', { user })).user;
  expect(await info('UALICE')).toMatchObject({ team_id: slack.team.id, deleted: false, is_bot: false });
  expect(await info('UGONE')).toMatchObject({ deleted: true });
  expect(await info('UAPP')).toMatchObject({ is_bot: true });
  expect(await info('UAWAY')).toMatchObject({ team_id: 'TAWAY', is_stranger: true });
  const page = await callSlack(slack, 'users.list', { limit: 2 });
  expect(page).toMatchObject({ members: [{ id: slack.botUserId }, { id: 'UALICE' }] });
  expect(page.response_metadata?.next_cursor).not.toBe('');
});

test('more than about one message a second into a channel is answered 429', async () => {
  const post = () =>
    fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'CIN', text: 'x' }),
    });
  const statuses: number[] = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await post()).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect((await post()).headers.get('retry-after')).toBe('1');
  nowMs += 1000;
  expect((await post()).status).toBe(200);
});

describe('faults', () => {
  const post = () => callSlack(slack, 'chat.postMessage', { channel: 'CIN', text: 'x' });

  test('an error is given as often as asked', async () => {
    slack.faults.add({ method: 'chat.postMessage', do: 'error', error: 'internal_error' });
    expect(await post()).toMatchObject({ ok: false, error: 'internal_error' });
    expect(await post()).toMatchObject({ ok: true });
    expect(slack.requests.map(({ answer }) => answer)).toEqual(['internal_error', 'ok']);
  });

  test('a lost request did nothing; a lost answer did what was asked', async () => {
    slack.faults.add({ method: 'chat.postMessage', do: 'drop' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(slack.messages('CIN')).toHaveLength(0);
    slack.faults.add({ method: '*', do: 'drop-after-effect' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(slack.messages('CIN')).toHaveLength(1);
  });

  test('a fault is for chosen arguments, and can be taken away', async () => {
    const when = ({ text }: Readonly<Record<string, unknown>>) => text === 'y';
    const remove = slack.faults.add({
      method: 'chat.postMessage',
      do: 'error',
      error: 'fatal_error',
      when,
      times: 9,
    });
    expect(await post()).toMatchObject({ ok: true });
    const other = () => callSlack(slack, 'chat.postMessage', { channel: 'CIN', text: 'y' });
    expect(await other()).toMatchObject({ ok: false });
    remove();
    expect(await other()).toMatchObject({ ok: true });
  });
});

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
