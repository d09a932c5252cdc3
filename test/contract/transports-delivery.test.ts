/** What a transport has to hold when things do not go as they should: a payload that comes twice, a stop while work runs, a sender who is not Slack. */
import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import type { Actor, Outcome } from '../../playground/slack/people/actor.ts';
import type { Clock } from '../../src/core/clock.ts';
import { actions, button, modalView } from '../../src/slack/blocks/builders.ts';
import { input } from '../../src/slack/blocks/inputs.ts';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import { plain } from '../../src/slack/blocks/plain.ts';
import type { Feature } from '../../src/slack/feature.ts';
import { createDrivenClock } from '../support/driven-clock.ts';
import { command, mounted, type Transport, transports } from '../support/mounted.ts';
import { isProxied } from '../support/services.ts';

const form = modalView({
  callbackId: 'form',
  title: plain`A form`,
  submit: plain`Send`,
  blocks: [input({ label: plain`Colour`, blockId: 'colour', kind: 'suggest', optional: true })],
});
const withButton = {
  text: mrkdwn`choose`,
  blocks: [actions(button({ text: plain`Press`, actionId: 'press' }))],
};

/** One of each kind of payload: `receipts` is told of the work, which does not end before `work` does. */
const everyKind = (receipts: string[], work: () => Promise<void> = async () => {}): Feature => {
  const run = async (what: string) => {
    receipts.push(what);
    await work();
  };
  return {
    commands: {
      '/do': {
        ...command,
        run: async (_turn, text) => {
          await run(`command ${text}`);
          return { say: { text: mrkdwn`done` } };
        },
      },
      '/form': { ...command, run: async () => ({ open: form }) },
      '/buttons': { ...command, run: async () => ({ say: withButton }) },
    },
    buttons: { press: { run: () => run('click').then(() => undefined) } },
    modals: { form: { submit: () => run('submission').then(() => ({ close: true })) } },
    options: { colour: { run: (_turn, typed) => run(`options ${typed}`).then(() => []) } },
    shortcuts: { make: { on: 'global', run: () => run('shortcut').then(() => undefined) } },
    home: { opened: () => run('event') },
  };
};

interface Kind {
  /** What the feature hears. */
  readonly kind: string;
  /** The command whose answer is acted on. */
  readonly first?: '/form' | '/buttons';
  readonly act: (alice: Actor) => Promise<Outcome | readonly unknown[]>;
}
const kinds: readonly Kind[] = [
  { kind: 'command now', act: (alice) => alice.command('/do', 'now') },
  {
    kind: 'click',
    first: '/buttons',
    act: (alice) => alice.click(alice.ephemerals()[0] as SlackMessage, 'Press'),
  },
  { kind: 'submission', first: '/form', act: (alice) => alice.submit() },
  { kind: 'options r', first: '/form', act: (alice) => alice.suggest('Colour', 'r') },
  { kind: 'shortcut', act: (alice) => alice.shortcut('make') },
  { kind: 'event', act: (alice) => alice.openHome() },
];

describe.each(transports)('over %s', (transport: Transport) => {
  const begun = async (feature: Feature, first?: Kind['first'], clock?: Clock) => {
    const it = await mounted(transport, feature, clock);
    if (first) await it.alice.command(first);
    if (first === '/form') await it.slack.until(() => it.alice.views.length > 0, { what: 'the form' });
    return it;
  };
  const errorOf = (outcome: Outcome | readonly unknown[]) => ('error' in outcome ? outcome.error : undefined);

  it.each(kinds)(
    '$kind: one that Slack repeats is taken again, the same in every part',
    async ({ kind, first, act }) => {
      const receipts: string[] = [];
      const { slack, alice } = await begun(everyKind(receipts), first);
      await act(alice);
      await slack.until(() => receipts.length === 1, { what: 'the first' });
      const [delivery] = slack.deliveries.slice(-1);
      if (!delivery) throw new Error('nothing was delivered');
      expect((await slack.redeliver(delivery)).error).toBeUndefined();
      await slack.until(() => receipts.length === 2, { what: 'the repeat' });
      expect(receipts).toEqual([kind, kind]);
      expect(slack.surprises).toEqual([]);
    },
  );

  it.each(kinds)(
    '$kind: what runs at a stop is carried out and acknowledged',
    async ({ kind, first, act }) => {
      const receipts: string[] = [];
      const work = Promise.withResolvers<void>();
      const { slack, bot, alice } = await begun(
        everyKind(receipts, () => work.promise),
        first,
      );
      const acted = act(alice);
      await slack.until(() => receipts.length === 1, { what: 'the work' });
      const stopped = bot.stop(60_000);
      work.resolve();
      expect(errorOf(await acted)).toBeUndefined();
      expect(await stopped).toBe(true);
      expect(receipts).toEqual([kind]);
      if (kind === 'command now') expect(alice.ephemerals().map(({ text }) => text)).toEqual(['done']);
      if (kind === 'submission') expect(alice.views).toEqual([]);
      expect(slack.deliveries.at(-1)).toMatchObject({ transport, error: null });
      expect(slack.surprises).toEqual([]);
    },
  );

  // a form says what is wrong in its own place, so it is answered once that is known
  it.each(kinds.filter(({ kind }) => kind !== 'submission' && kind !== 'event'))(
    '$kind: slow work is acknowledged within three seconds, and ends all the same',
    async ({ kind, first, act }) => {
      const receipts: string[] = [];
      const work = Promise.withResolvers<void>();
      const clock = createDrivenClock();
      const { slack, alice } = await begun(
        everyKind(receipts, () => work.promise),
        first,
        clock,
      );
      const acted = act(alice);
      await slack.until(() => receipts.length === 1, { what: 'the work' });
      clock.moveTo(clock.now() + 2_999);
      const outcome = await acted;
      expect(errorOf(outcome)).toBeUndefined();
      if (kind === 'options r') expect(outcome).toEqual([]);
      work.resolve();
      if (kind === 'command now')
        await slack.until(() => alice.ephemerals().some(({ text }) => text === 'done'), {
          what: 'the answer',
        });
      expect(slack.surprises).toEqual([]);
    },
  );

  it('work that does not end in time is given up: the stop says so, and Slack shows the person an error', async () => {
    const receipts: string[] = [];
    const work = Promise.withResolvers<void>();
    const { slack, bot, alice } = await begun(everyKind(receipts, () => work.promise));
    const acted = alice.command('/do', 'slowly');
    await slack.until(() => receipts.length === 1, { what: 'the work' });
    expect(await bot.stop(0)).toBe(false);
    work.resolve();
    await slack.close();
    expect((await acted).error).toMatch(/dispatch_failed|operation_timeout/);
    expect(slack.surprises).toEqual([]);
  });

  it('is connected from its start to its stop, and takes nothing after that', async () => {
    const receipts: string[] = [];
    const { slack, bot, alice } = await begun(everyKind(receipts));
    expect(Object.values(await bot.checks())).not.toContain('stopped');
    expect(await bot.stop(60_000)).toBe(true);
    expect(await bot.checks()).toMatchObject({ slack: 'stopped' });
    await slack.until(() => slack.sockets.count === 0, { what: 'no socket open' });
    expect((await alice.command('/do')).error).toBe('dispatch_failed');
    expect(receipts).toEqual([]);
  });
});

it('over http, what Slack did not sign is refused', async () => {
  const receipts: string[] = [];
  const { slack, url, alice } = await mounted('http', everyKind(receipts));
  slack.deliverTo(url, { signingSecret: 'somebody else’s' });
  expect((await alice.command('/do')).error).toBe('http_service_error');
  expect((await alice.openHome()).error).toBe('http_service_error');
  expect(receipts).toEqual([]);
  slack.deliverTo(url);
  expect((await alice.command('/do', 'now')).error).toBeUndefined();
  expect(receipts).toEqual(['command now']);
});

// through a proxy it takes longer to arrive than the stop takes
if (!isProxied())
  it('over sockets, what arrives in the moment of the stop is answered', async () => {
    const receipts: string[] = [];
    const { slack, bot, alice } = await mounted('socket', everyKind(receipts));
    const acted = alice.command('/do', 'now');
    // sent, but not yet read
    await slack.until(() => slack.deliveries.length === 1, { what: 'the command on its way' });
    expect(receipts).toEqual([]);
    expect(await bot.stop(60_000)).toBe(true);
    expect((await acted).error).toBeUndefined();
    expect(receipts).toEqual(['command now']);
  });

it('over two sockets, payloads go to either', async () => {
  const receipts: string[] = [];
  const { slack, alice } = await mounted('socket', everyKind(receipts));
  expect(slack.sockets.count).toBe(2);
  for (let n = 0; n < 4; n += 1) expect((await alice.command('/do', `${n}`)).error).toBeUndefined();
  expect(receipts).toEqual(['command 0', 'command 1', 'command 2', 'command 3']);
});
