/** Small parts of messages: options, problems in sections, and what is said of a message that is not current. */
import { expect, test } from 'vitest';
import type { Problem } from '../../../../src/core/problems/problem.ts';
import { mrkdwn } from '../../../../src/slack/blocks/mrkdwn.ts';
import {
  isProblemBlock,
  problemBlocks,
  problemMessage,
} from '../../../../src/slack/blocks/problem-blocks.ts';
import { optionsOf } from '../../../../src/slack/blocks/texts.ts';
import { clickedMessage, formerMessage } from '../../../../src/slack/bolt/replaced-message.ts';

test('an option has a description if it is given one', () => {
  expect(
    optionsOf([
      { text: 'a', value: '1' },
      { text: 'b', value: '2', description: 'more' },
    ]),
  ).toEqual([
    { text: 'a', value: '1' },
    { text: 'b', value: '2', description: 'more' },
  ]);
});

test('many problems stand in several sections, each once and in order', () => {
  const problems = Array.from({ length: 25 }, (_, n): Problem => ({ kind: 'bad-day', typed: `day-${n}-` }));
  const blocks = problemBlocks(problems);
  expect(blocks.length).toBeGreaterThan(1);
  expect(blocks.every(isProblemBlock)).toBe(true);
  expect(new Set(blocks.map(({ block_id }) => block_id)).size).toBe(blocks.length);
  const text = JSON.stringify(blocks);
  expect([...text.matchAll(/day-(\d+)-/g)].map(([, n]) => Number(n))).toEqual(problems.map((_, n) => n));
});

test('problems stand above what gives the form back', () => {
  const problem: Problem = { kind: 'outdated' };
  const { blocks, text } = problemMessage([problem], { text: mrkdwn`the form` });
  expect(blocks?.map(({ type }) => type)).toEqual(['section', 'section']);
  expect(JSON.stringify(blocks?.at(-1))).toContain('the form');
  expect(text).toContain('the form');
});

const message = { text: mrkdwn`the current state` };
test.each([
  ['with a link', 'https://slack.example/p1', 'https://slack.example/p1'],
  ['while it is about to be posted', null, 'about to be posted'],
])('of a message that was replaced, the current one %s', (_, link, words) => {
  const { text, blocks = [] } = formerMessage({ message, link });
  for (const part of [words, 'the current state']) {
    expect(text).toContain(part);
    expect(JSON.stringify(blocks)).toContain(part);
  }
  expect(blocks).toHaveLength(2);
});

test('of a message that is newer than the backup, that the bot does not know it', () => {
  const { text, blocks } = formerMessage({ asOf: 1_700_000_000_000 });
  expect(text).toContain('newer than the backup');
  expect(blocks).toHaveLength(1);
});

const at = { type: 'message', message_ts: '1.1', channel_id: 'C1' };
test.each([
  ['on a message', at, { channel: 'C1', ts: '1.1' }],
  ['on a message that only the person sees', { ...at, is_ephemeral: true }, null],
  ['on a view', { ...at, type: 'view' }, null],
  ['on no known message', { ...at, message_ts: undefined }, null],
  ['in no known conversation', { ...at, channel_id: undefined }, null],
  ['nowhere', undefined, null],
])('a button %s', (_, container, expected) => {
  expect(clickedMessage({ container } as never)).toEqual(expected);
});
