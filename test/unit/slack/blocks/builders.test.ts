/** The builders keep Slack's limits whatever they are given. */
import { expect, test } from 'vitest';
import {
  actions,
  button,
  context,
  header,
  modalView,
  overflow,
  section,
} from '../../../../src/slack/blocks/builders.ts';
import { input } from '../../../../src/slack/blocks/inputs.ts';
import { escapeText, mrkdwn } from '../../../../src/slack/blocks/mrkdwn.ts';
import { plain } from '../../../../src/slack/blocks/plain.ts';
import { optionList } from '../../../../src/slack/blocks/texts.ts';

const long = 'x'.repeat(20_000);
const longPlain = plain`${long}`;
const longMrkdwn = escapeText(long);
const clipped = (max: number) => `${'x'.repeat(max - 1)}…`;
const plainText = (text: string) => ({ type: 'plain_text', text, emoji: false });
const options = Array.from({ length: 120 }, (_, at) => ({ text: longPlain, value: `v${at}` }));

test('texts are clipped at their limits', () => {
  expect(header(longPlain)).toEqual({ type: 'header', text: plainText(clipped(150)) });
  expect(section(longMrkdwn)).toMatchObject({ text: { text: clipped(3000) } });
  expect(section(mrkdwn`x`, { fields: Array.from({ length: 12 }, () => longMrkdwn) })).toMatchObject({
    fields: Array.from({ length: 10 }, () => ({ text: clipped(2000) })),
  });
  expect(context(...Array.from({ length: 12 }, () => mrkdwn`x`))).toMatchObject({ elements: { length: 10 } });
  expect(
    button({
      text: longPlain,
      actionId: 'a',
      confirm: { title: longPlain, text: longMrkdwn, confirm: longPlain, deny: longPlain },
    }),
  ).toMatchObject({
    text: plainText(clipped(75)),
    confirm: {
      title: plainText(clipped(100)),
      text: { text: clipped(300) },
      confirm: plainText(clipped(30)),
      deny: plainText(clipped(30)),
    },
  });
});

test('rows and menus hold as many as Slack takes', () => {
  const many = Array.from({ length: 30 }, (_, at) => button({ text: plain`x`, actionId: `a${at}` }));
  expect(actions(...many)).toMatchObject({ elements: { length: 25 } });
  expect(overflow({ actionId: 'a', options }).options).toHaveLength(5);
  expect(optionList(options)).toHaveLength(100);
  expect(optionList(options)[0]).toEqual({ text: plainText(clipped(75)), value: 'v0' });
});

test('an empty text is still one that Slack takes', () => {
  expect(section('')).toMatchObject({ text: { text: plain`–` } });
});

test('a button carries what it was given and nothing else', () => {
  expect(button({ text: plain`Accept`, actionId: 'accept', value: 'card-1', style: 'primary' })).toEqual({
    type: 'button',
    text: plainText('Accept'),
    action_id: 'accept',
    value: 'card-1',
    style: 'primary',
  });
});

test('text inputs', () => {
  expect(
    input({
      label: plain`Note`,
      blockId: 'note',
      kind: 'lines',
      initial: long,
      max: 500,
      hint: plain`h`,
      optional: true,
    }),
  ).toEqual({
    type: 'input',
    block_id: 'note',
    label: plainText('Note'),
    hint: plainText('h'),
    optional: true,
    element: {
      type: 'plain_text_input',
      action_id: 'note',
      multiline: true,
      max_length: 500,
      initial_value: clipped(500),
    },
  });
});

test('choices: an initial value that is no option is dropped', () => {
  const two = [
    { text: plain`Password`, value: 'password' },
    { text: plain`Application credential`, value: 'key', description: plain`safer` },
  ];
  expect(
    input({
      label: plain`Sign in with`,
      blockId: 'how',
      kind: 'radio',
      options: two,
      initial: 'key',
      dispatch: true,
    }),
  ).toMatchObject({
    dispatch_action: true,
    element: { type: 'radio_buttons', initial_option: { value: 'key', description: plainText('safer') } },
  });
  const select = input({
    label: plain`Cloud`,
    blockId: 'cloud',
    actionId: 'c',
    kind: 'select',
    options: two,
    initial: 'gone',
    placeholder: longPlain,
  });
  expect(select).toMatchObject({
    optional: false,
    element: { type: 'static_select', action_id: 'c', placeholder: plainText(clipped(150)) },
  });
  expect(select).not.toHaveProperty('element.initial_option');
  expect(input({ label: plain`People`, blockId: 'people', kind: 'people', initial: ['U1'] })).toMatchObject({
    element: { type: 'multi_users_select', initial_users: ['U1'] },
  });
});

test('a modal', () => {
  const blocks = Array.from({ length: 120 }, () => header(plain`x`));
  expect(
    modalView({
      callbackId: 'share',
      title: longPlain,
      submit: longPlain,
      close: longPlain,
      blocks,
      metadata: 'm',
    }),
  ).toEqual({
    type: 'modal',
    callback_id: 'share',
    title: plainText(clipped(24)),
    submit: plainText(clipped(24)),
    close: plainText(clipped(24)),
    blocks: blocks.slice(0, 100),
    private_metadata: 'm',
  });
  expect(modalView({ callbackId: 'x', title: plain`x`, blocks: [] })).not.toHaveProperty('submit');
});
