/** What reaches a feature of the messages in a direct message: a person's own words, once, and nothing else. */
import { expect, test } from 'vitest';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import type { Feature } from '../../src/slack/feature.ts';
import { createOnce, saidToBot } from '../../src/slack/input/said.ts';
import { mounted } from '../support/mounted.ts';

const heard: string[] = [];
const feature: Feature = {
  messages: {
    said: async (_turn, text) => {
      heard.push(text);
      return { say: { text: mrkdwn`heard` } };
    },
  },
};

test.each(['http', 'socket'] as const)(
  'over %s: a person is answered; what the bot posts comes back and costs nothing',
  async (transport) => {
    heard.length = 0;
    const { slack } = await mounted(transport, feature);
    const alice = slack.person('UALICE');
    await alice.say('hello & welcome');
    await slack.until(() => alice.dm().some(({ text }) => text === 'heard'), { what: 'the answer' });
    const [said] = slack.deliveries.filter(
      ({ payload }) => (payload.event as { user?: string })?.user === 'UALICE',
    );
    if (!said) throw new Error('nothing was delivered');
    await slack.redeliver(said);
    const before = slack.requests.length;
    for (let at = 0; at < 1_000; at += 1)
      await slack.redeliver({
        ...said,
        payload: {
          ...said.payload,
          event_id: `Ev${at}`,
          event: { ...(said.payload.event as object), bot_id: 'B1' },
        },
      });
    expect(heard).toEqual(['hello &amp; welcome']);
    expect(slack.requests.slice(before)).toEqual([]);
  },
);

const own = { type: 'message', channel_type: 'im', user: 'UALICE', text: 'hello' };

test.each<[string, object, boolean]>([
  ['a person', own, true],
  ['a person without text', { ...own, text: undefined }, true],
  ['a bot', { ...own, bot_id: 'B1' }, false],
  ['an edit', { ...own, subtype: 'message_changed' }, false],
  ['a file', { ...own, subtype: 'file_share' }, false],
  ['a channel', { ...own, channel_type: 'channel' }, false],
  ['nobody', { ...own, user: undefined }, false],
  ['a user that is no text', { ...own, user: { id: 'U1' } }, false],
])('%s', (_, event, isHeard) => {
  expect(saidToBot(event) !== null).toBe(isHeard);
});

test('an id counts once, as long as it is one of the latest', () => {
  const once = createOnce();
  expect([once('a'), once('a')]).toEqual([true, false]);
  for (let at = 0; at < 1_000; at += 1) once(String(at));
  expect(once('a')).toBe(true);
});
