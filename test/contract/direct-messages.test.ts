/** What reaches a feature of what people write to the bot, in its direct message and in channels: their own words, once, and nothing else. */
import { describe, expect, it, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { SlackUserId } from '../../src/core/ids.ts';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import type { Feature } from '../../src/slack/feature.ts';
import { createOnce, saidInChannel, saidToBot } from '../../src/slack/input/said.ts';
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

describe.each(['http', 'socket'] as const)('named in a channel, over %s', (transport) => {
  const channel = 'C0GENERAL';
  const there = async () => {
    heard.length = 0;
    const channels = [{ id: channel, name: 'general' }];
    return mounted(transport, feature, systemClock, undefined, undefined, { channels });
  };

  it('it answers that person only, once, whatever else is said there', async () => {
    const { slack, alice } = await there();
    await alice.say('@bot list my images, @alice', channel);
    await slack.until(() => alice.ephemerals().some(({ text }) => text === 'heard'), { what: 'the answer' });
    await alice.say('no bot is named here', channel);
    await alice.say('that one hears', undefined);
    await slack.until(() => alice.dm().some(({ text }) => text === 'heard'), { what: 'the other answer' });
    expect(heard).toEqual(['list my images, <@UALICE>', 'that one hears']);
    expect(slack.messages(channel).filter(({ bot_id }) => bot_id)).toEqual([]);
    expect(alice.ephemerals()).toHaveLength(1);
    expect(slack.surprises).toEqual([]);
  });

  it('it answers in the direct message where Slack shows nothing in the channel', async () => {
    const { slack, alice } = await there();
    slack.faults.add({ method: 'chat.postEphemeral', do: 'error', error: 'user_not_in_channel' });
    await alice.say('@bot hello', channel);
    await slack.until(() => alice.dm().some(({ text }) => text === 'heard'), { what: 'the answer' });
    expect(alice.ephemerals()).toEqual([]);
  });
});

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

test.each([
  ['of the conversation', { team: 'T1' }, 'T1'],
  ['of the person, in a conversation of two teams', { user_team: 'T2', team: 'T1' }, 'T2'],
  ['of nobody', {}, undefined],
])('the team is that %s', (_, teams, teamId) => {
  expect(saidToBot({ ...own, ...teams })).toMatchObject({ userId: 'UALICE', text: 'hello' });
  expect(saidToBot({ ...own, ...teams })?.teamId).toBe(teamId);
  expect(saidToBot({ ...own, text: undefined })?.text).toBe('');
});

test('an id counts once, as long as it is one of the latest', () => {
  const once = createOnce();
  expect([once('a'), once('a')]).toEqual([true, false]);
  for (let at = 0; at < 1_000; at += 1) once(String(at));
  expect(once('a')).toBe(true);
});

const named = { type: 'app_mention', user: 'UALICE', channel: 'C1', text: '<@UBOT> hello', ts: '1.2' };

test.each<[string, object, string | null]>([
  ['a person', named, 'hello'],
  [
    'with a label, in the middle, and with others',
    { ...named, text: 'hi <@UBOT|bot> ask <@UBOB|bob>!' },
    'hi   ask <@UBOB>!',
  ],
  ['a bot', { ...named, bot_id: 'B1' }, null],
  ['an edit', { ...named, edited: { user: 'UALICE', ts: '1.3' } }, null],
  ['nobody', { ...named, user: undefined }, null],
  ['nowhere', { ...named, channel: 7 }, null],
  ['nothing', { ...named, text: null }, ''],
])('named by %s', (_, event, text) => {
  expect(saidInChannel(event, 'UBOT' as SlackUserId)?.text ?? null).toBe(text);
});

test('the thread is answered in', () => {
  const of = (event: object) => saidInChannel(event, 'UBOT' as SlackUserId)?.threadTs;
  expect([of(named), of({ ...named, thread_ts: '1.1' })]).toEqual([undefined, '1.1']);
});
