/** Block Kit drawn as lines of text: what a person would see, and nothing of Slack's notation. */
import { expect, it } from 'vitest';
import type { Block, Element, View } from '../../../playground/slack/format/wire.ts';
import { colourInk, plainInk, readable, renderMessage, renderModal } from '../../../playground/transcript.ts';

const look = { ink: plainInk, nameOf: (id: string) => id.slice(1).toLowerCase(), width: 40 };
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const button = (text: string) => ({ type: 'button', action_id: text, text: plain(text) });
const small = (text: string) => ({ type: 'mrkdwn', text }) as unknown as Element;

it.each([
  ['*web* of <@UBOB> is `x*y*`', 'web of @bob is x*y*'],
  ['a &lt;!channel&gt; &amp; b', 'a <!channel> & b'],
  ['at <!date^1^{date}|1970-01-01 UTC>', 'at 1970-01-01 UTC'],
  ['<https://a.example/?a=1&amp;b=2>', 'https://a.example/?a=1&b=2'],
  [':warning: mind :unknown_one:', '⚠️ mind :unknown_one:'],
  ['id:\n```a*b*c```\nthen', 'id:\na*b*c\nthen'],
  ['>said\n>again', '▎ said\n▎ again'],
  ['2 * 3 * 4', '2 * 3 * 4'],
])('%s reads %s', (given, wanted) => expect(readable(given, look)).toBe(wanted));

it('draws a card with its fields, small print and buttons, in lines that fit', () => {
  const blocks: Block[] = [
    {
      type: 'section',
      block_id: '1',
      text: mrkdwn('*web-base* is shared'),
      accessory: { type: 'overflow', action_id: 'm', options: [{ text: plain('Refresh'), value: 'r' }] },
      fields: [mrkdwn('*Where*\nIAD')],
    },
    {
      type: 'context',
      block_id: '2',
      elements: [small('one two three four five six seven eight nine')],
    },
    { type: 'actions', block_id: '3', elements: [button('Accept'), button('Reject')] },
  ];
  expect(renderMessage({ text: 'not shown', blocks }, look)).toEqual([
    'web-base is shared  [⋯ Refresh]',
    '  Where: IAD',
    'one two three four five six seven eight',
    'nine',
    '[Accept]  [Reject]',
  ]);
  expect(renderMessage({ text: 'only *this*' }, look)).toEqual(['only this']);
});

it('draws a modal as it is filled in', () => {
  const radio = { text: plain('Password'), value: 'p' };
  const view = {
    title: plain('Link'),
    submit: plain('Go'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: 'a',
        label: plain('Name'),
        optional: true,
        hint: plain('Any.'),
        element: { type: 'plain_text_input', action_id: 'a' },
      },
      {
        type: 'input',
        block_id: 'b',
        label: plain('Image'),
        element: { type: 'plain_text_input', action_id: 'b' },
      },
      {
        type: 'input',
        block_id: 'c',
        label: plain('With'),
        element: {
          type: 'radio_buttons',
          action_id: 'c',
          options: [radio, { text: plain('Key'), value: 'k' }],
        },
      },
    ],
    state: {
      values: {
        b: { b: { type: 'plain_text_input', value: 'x' } },
        c: { c: { type: 'radio_buttons', selected_option: radio } },
      },
    },
  } as unknown as View;
  expect(renderModal(view, look)).toEqual([
    'Link',
    'Name (optional)  [ ]',
    '  Any.',
    'Image  [x]',
    'With  (•) Password  ( ) Key',
    '[Go]  [Cancel]',
  ]);
});

it('colours word by word, and measures what is seen', () => {
  const ink = { ...look, ink: colourInk, width: 7 };
  expect(renderMessage({ text: '*one two* three' }, ink)).toEqual([
    '\u001b[1mone\u001b[22m \u001b[1mtwo\u001b[22m',
    'three',
  ]);
});
