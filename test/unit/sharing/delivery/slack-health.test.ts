/** Whether it is Slack that is away, or one card to which it never answers. */
import { expect, test } from 'vitest';
import { createLog } from '../../../../src/core/log.ts';
import { createSlackHealth } from '../../../../src/sharing/delivery/slack-health.ts';

test('a card without an answer is alone with that only if Slack has answered others in between', () => {
  const { unanswered, answered } = createSlackHealth({ now: () => 0 }, createLog('silent'));
  expect([unanswered('a'), unanswered('a'), unanswered('b')]).toEqual([false, false, false]);
  answered();
  expect([unanswered('a'), unanswered('a'), unanswered('b'), unanswered('c')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test('of more than a thousand the oldest is tried once more', () => {
  const { unanswered, answered } = createSlackHealth({ now: () => 0 }, createLog('silent'));
  for (let n = 0; n <= 1_000; n += 1) unanswered(`${n}`);
  answered();
  expect([unanswered('1000'), unanswered('1'), unanswered('0')]).toEqual([true, true, false]);
});
