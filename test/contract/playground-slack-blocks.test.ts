/** The playground's Slack refuses messages and views beyond Slack's limits, and takes what is within them. */

import { describe, expect, test } from 'vitest';
import { callSlack } from '../support/slack-call.ts';
import { errors, modal, onStrictSlack, plain, section, slack } from '../support/strict-slack.ts';

onStrictSlack();

const button = (extra: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...extra });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const input = (element: object) => ({ type: 'input', label: plain('Label'), element });
const option = (n: number) => ({ text: plain(`Option ${n}`), value: `${n}` });
const many = (count: number) => Array.from({ length: count }, (_, n) => option(n));
const field = { type: 'plain_text_input', action_id: 'a' };

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
