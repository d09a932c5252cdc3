/** Somebody who waits longer than a second for a cloud is told what is being read, once, and the answer follows. */
import { describe, expect, it, test } from 'vitest';
import type { Actor } from '../../playground/slack/people/actor.ts';
import { type BeingRead, noteReading } from '../../src/core/being-read.ts';
import { actions, button } from '../../src/slack/blocks/builders.ts';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import { plain } from '../../src/slack/blocks/plain.ts';
import { readingMessage } from '../../src/slack/bolt/long-work.ts';
import type { Feature, Reply } from '../../src/slack/feature.ts';
import { createDrivenClock } from '../support/driven-clock.ts';
import { command, mounted, type Transport, transports } from '../support/mounted.ts';
import { turn } from '../support/rest.ts';

const iad: BeingRead = { place: 'IAD', account: 'producer' };
const dfw: BeingRead = { place: 'DFW', account: 'producer' };
const line = ':hourglass: Reading IAD and DFW as *producer*…';
const answer: Reply = { say: { text: mrkdwn`the answer` } };
const withButton = {
  text: mrkdwn`choose`,
  blocks: [actions(button({ text: plain`Press`, actionId: 'press' }))],
};

/** Everything answers once `cloud` does. */
const slowly = (read: readonly BeingRead[], begun: () => void, cloud: Promise<void>): Feature => {
  const run = async (): Promise<Reply> => {
    for (const one of read) noteReading(one);
    begun();
    await cloud;
    return answer;
  };
  return {
    commands: {
      '/read': { ...command, reads: true, run },
      '/name': { ...command, run },
      '/buttons': { ...command, run: async () => ({ say: withButton }) },
    },
    buttons: { press: { run } },
    messages: { said: run },
  };
};

interface Act {
  readonly act: string;
  readonly first?: (alice: Actor) => Promise<unknown>;
  readonly does: (alice: Actor) => Promise<unknown>;
}
const acts: readonly Act[] = [
  { act: 'a command that reads', does: (alice) => alice.command('/read') },
  { act: 'a command that reads only for a name', does: (alice) => alice.command('/name') },
  {
    act: 'a click',
    first: (alice) => alice.command('/buttons'),
    does: async (alice) => alice.click(alice.ephemerals()[0] ?? raise(), 'Press'),
  },
  { act: 'a message', does: (alice) => alice.say('read') },
];
const raise = (): never => {
  throw new Error('no message');
};

describe.each(transports)('over %s', (transport: Transport) => {
  /** Alice acts, and the cloud has not answered yet. */
  const begun = async ({ first, does }: Pick<Act, 'first' | 'does'>, read = [iad, dfw]) => {
    const clock = createDrivenClock();
    const [cloud, work] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { slack, alice, bot } = await mounted(transport, slowly(read, work.resolve, cloud.promise), clock);
    await first?.(alice);
    const before = alice.ephemerals().length;
    const acted = does(alice);
    await work.promise;
    /** What only alice reads since, or what the bot said in her direct message. */
    const told = () => [
      ...alice.ephemerals().slice(before),
      ...alice.dm().filter(({ bot_id }) => bot_id !== undefined),
    ];
    return {
      slack,
      bot,
      texts: () => told().map(({ text }) => text),
      pass: (ms: number) => clock.moveTo(clock.now() + ms),
      ends: async () => {
        cloud.resolve();
        await acted;
        await slack.until(() => told().some(({ text }) => text === 'the answer'), { what: 'the answer' });
        while (bot.busy()) await turn();
      },
    };
  };

  it.each(acts)('$act: after a second it says what is being read, then the answer', async (act) => {
    const { slack, texts, pass, ends } = await begun(act);
    pass(999);
    expect(texts()).toEqual([]);
    pass(1);
    await slack.until(() => texts().includes(line), { what: 'the line' });
    pass(1_000);
    await ends();
    // a line in the direct message gives way
    expect(texts()).toEqual(act.act === 'a message' ? ['the answer'] : [line, 'the answer']);
    expect(slack.surprises).toEqual([]);
  });

  it.each(acts)('$act: an answer within the second comes alone', async (act) => {
    const { slack, texts, pass, ends } = await begun(act);
    pass(999);
    await ends();
    pass(60_000);
    await turn();
    expect(texts()).toEqual(['the answer']);
    expect(slack.surprises).toEqual([]);
  });

  it('says nothing where no cloud is read', async () => {
    const { texts, pass, ends } = await begun({ does: (alice) => alice.command('/read') }, []);
    pass(2_000);
    await ends();
    expect(texts()).toEqual(['the answer']);
  });

  it('leaves a response_url four of its five answers', async () => {
    const { slack, texts, pass, ends } = await begun({ does: (alice) => alice.command('/read') });
    pass(1_000);
    await slack.until(() => texts().includes(line), { what: 'the line' });
    await ends();
    expect(slack.requests.filter(({ method }) => method === 'response_url')).toHaveLength(2);
  });

  it('a line that Slack does not take costs nobody the answer', async () => {
    const { slack, texts, pass, ends } = await begun({ does: (alice) => alice.command('/read') });
    slack.faults.add({ method: 'response_url', do: 'status', status: 500 });
    pass(1_000);
    await ends();
    expect(texts()).toEqual(['the answer']);
  });

  it('a line in the direct message that Slack does not change is followed by the answer', async () => {
    const { slack, texts, pass, ends } = await begun({ does: (alice) => alice.say('read') });
    slack.faults.add({ method: 'chat.update', do: 'error', error: 'edit_window_closed' });
    pass(1_000);
    await slack.until(() => texts().includes(line), { what: 'the line' });
    await ends();
    expect(texts()).toEqual([line, 'the answer']);
  });
});

test('a read that begins after the second is named as it begins', async () => {
  const clock = createDrivenClock();
  const [begun, signedIn, cloud] = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const { slack, alice } = await mounted(
    'socket',
    {
      commands: {
        '/read': {
          ...command,
          reads: true,
          run: async () => {
            begun?.resolve();
            await signedIn?.promise;
            noteReading(iad);
            await cloud?.promise;
            return answer;
          },
        },
      },
    },
    clock,
  );
  const acted = alice.command('/read');
  await begun?.promise;
  clock.moveTo(clock.now() + 1_500);
  signedIn?.resolve();
  await slack.until(() => alice.ephemerals().length === 1, { what: 'the line' });
  cloud?.resolve();
  await acted;
  await slack.until(() => alice.ephemerals().length === 2, { what: 'the answer' });
  expect(alice.ephemerals().map(({ text }) => text)).toEqual([
    ':hourglass: Reading IAD as *producer*…',
    'the answer',
  ]);
});

const regions = (...names: string[]) => names.map((place) => ({ place, account: 'producer' }));

test.each<[string, BeingRead[], string]>([
  ['one region', [iad], 'Reading IAD as *producer*…'],
  ['a region read twice', [iad, iad], 'Reading IAD as *producer*…'],
  ['three', regions('A', 'B', 'C'), 'Reading A, B and C as *producer*…'],
  ['more than anybody reads', regions(...'ABCDEFG'), 'Reading A, B, C, D, E and 2 more as *producer*…'],
  [
    'two accounts',
    [iad, dfw, { place: 'IAD', account: 'other' }],
    'Reading IAD and DFW as *producer*, IAD as *other*…',
  ],
  ['names with a meaning for Slack', regions('<!here>'), 'Reading &lt;!here&gt; as *producer*…'],
])('%s', (_, read, said) => {
  expect(readingMessage(read).text).toBe(`:hourglass: ${said}`);
});
