/** What the methods of the playground's Slack answer, how often they may be called, and how they fail on demand. */

import { describe, expect, test } from 'vitest';
import { callSlack } from '../support/slack-call.ts';
import { later, onStrictSlack, section, slack } from '../support/strict-slack.ts';

onStrictSlack();

test('history is read newest first, by pages, between bounds, with metadata when asked for', async () => {
  const tss: string[] = [];
  for (const n of [1, 2, 3, 4, 5]) {
    later(10_000);
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
  later(1000);
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
