/** Commands, clicks, shortcuts and events, through the real mount and either transport: each reaches its feature whole, and the answer reaches the person. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../playground/slack/people/actor.ts';
import { actions, button, modalView, overflow, section } from '../../src/slack/blocks/builders.ts';
import { escapeText, mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import { plain } from '../../src/slack/blocks/plain.ts';
import type { Feature, Message, Reply, Turn } from '../../src/slack/feature.ts';
import { createDrivenClock } from '../support/driven-clock.ts';
import { command, mounted, transports, tricky } from '../support/mounted.ts';

const say = (text: string): Reply => ({ say: { text: escapeText(text) } });
const form = modalView({ callbackId: 'form', title: plain`A form`, blocks: [section(mrkdwn`words`)] });
const withButtons: Message = {
  text: mrkdwn`choose`,
  blocks: [
    actions(
      button({ text: plain`Press`, actionId: 'press', value: tricky }),
      button({ text: plain`Nobody’s`, actionId: 'nobodys' }),
      overflow({ actionId: 'more', options: [{ text: plain`Refresh`, value: 'refresh:1' }] }),
    ),
  ],
};
const said = (alice: Actor) => alice.ephemerals().map(({ text }) => text);

describe.each(transports)('over %s', (transport) => {
  /** A feature of which alone the command counts, or whose command brings what is acted on. */
  const doing = (run: (turn: Turn, text: string) => Promise<Reply>, more: Feature = {}) =>
    mounted(transport, { ...more, commands: { '/do': { ...command, run } } });
  const titles = (alice: Actor) => alice.views.map(({ title }) => title.text);

  describe('a command', () => {
    it('is acknowledged with its answer, and asks Slack for nothing', async () => {
      const receipts: unknown[] = [];
      const { alice, slack } = await doing(async ({ person, userName, source }, text) => {
        receipts.push([person.userId, person.from, userName, source, text]);
        return say('done');
      });
      const before = slack.requests.length;
      expect((await alice.command('/do', tricky)).error).toBeUndefined();
      expect(receipts).toEqual([['UALICE', 'command /do', 'alice', 'command', tricky]]);
      expect(said(alice)).toEqual(['done']);
      expect(slack.requests).toHaveLength(before);
      expect(slack.surprises).toEqual([]);
    });

    it('that only reads is acknowledged first, and answered when it has read', async () => {
      const read = Promise.withResolvers<Reply>();
      const { alice, slack } = await mounted(
        transport,
        { commands: { '/read': { ...command, reads: true, run: () => read.promise } } },
        // on which the time limit of an acknowledgement never comes
        createDrivenClock(),
      );
      expect((await alice.command('/read')).error).toBeUndefined();
      expect(said(alice)).toEqual([]);
      read.resolve(say('what was read'));
      await slack.until(() => said(alice).length > 0, { what: 'the answer' });
      expect(said(alice)).toEqual(['what was read']);
      expect(slack.surprises).toEqual([]);
    });

    it('opens a form', async () => {
      const { alice, slack } = await doing(async () => ({ open: form }));
      expect((await alice.command('/do')).error).toBeUndefined();
      await slack.until(() => alice.views.length > 0, { what: 'the form' });
      expect(titles(alice)).toEqual(['A form']);
      expect(said(alice)).toEqual([]);
      expect(slack.surprises).toEqual([]);
    });

    it('that fails is answered with a reference', async () => {
      const { alice, slack } = await doing(() => Promise.reject(new Error('a fault')));
      expect((await alice.command('/do')).error).toBeUndefined();
      expect(said(alice)).toEqual([expect.stringMatching(/[0-9a-f]{8}/)]);
      expect(slack.surprises).toEqual([]);
    });
  });

  describe('a click', () => {
    const clicked = async (run: (turn: Turn, value: string) => Promise<Reply>) => {
      const it = await doing(async () => ({ say: withButtons }), {
        buttons: { press: { run }, more: { run } },
      });
      await it.alice.command('/do');
      const [message] = it.alice.ephemerals();
      if (!message) throw new Error('no message to click on');
      return { ...it, message };
    };

    it('brings its value, and the message changes in its place', async () => {
      const receipts: unknown[] = [];
      const { alice, slack, message } = await clicked(async ({ source }, value) => {
        receipts.push([source, value]);
        return { replace: { text: mrkdwn`pressed` } };
      });
      expect((await alice.click(message, 'Press')).error).toBeUndefined();
      expect((await alice.click(message, 'Refresh')).error).toBeUndefined();
      expect(receipts).toEqual([
        ['button', tricky],
        ['button', 'refresh:1'],
      ]);
      expect(said(alice)).toEqual(['pressed']);
      expect(slack.surprises).toEqual([]);
    });

    it('is told what came of it before it is acknowledged', async () => {
      const { alice, slack, message } = await clicked(async () => say('receipt'));
      await alice.click(message, 'Press');
      expect(said(alice)).toEqual(['choose', 'receipt']);
      expect(slack.surprises).toEqual([]);
    });

    it('that nobody claims is acknowledged', async () => {
      const { alice, slack, message } = await clicked(() => Promise.reject(new Error('not this one')));
      expect((await alice.click(message, 'Nobody’s')).error).toBeUndefined();
      expect(said(alice)).toEqual(['choose']);
      expect(slack.surprises).toEqual([]);
    });
  });

  it('a shortcut opens a form, and one on a message brings its text', async () => {
    const receipts: unknown[] = [];
    const run = async ({ source }: Turn, text: string): Promise<Reply> => {
      receipts.push([source, text]);
      return { open: form };
    };
    const { alice, slack } = await mounted(transport, {
      shortcuts: { make: { on: 'global', run }, use: { on: 'message', run } },
    });
    expect((await alice.shortcut('make')).error).toBeUndefined();
    expect(await slack.until(() => titles(alice)[0], { what: 'the form' })).toBe('A form');
    await alice.close();
    const message = await alice.say(tricky);
    expect((await alice.messageShortcut(message, 'use')).error).toBeUndefined();
    expect(await slack.until(() => titles(alice)[0], { what: 'the form' })).toBe('A form');
    expect(receipts).toEqual([
      ['shortcut', ''],
      ['shortcut', tricky],
    ]);
    expect(slack.surprises).toEqual([]);
  });

  it('an event: the Home is opened', async () => {
    const receipts: unknown[] = [];
    const { alice, slack } = await mounted(transport, {
      home: {
        opened: async ({ person, source }) => {
          receipts.push([person.userId, person.teamId, source]);
        },
      },
    });
    expect((await alice.openHome()).error).toBeUndefined();
    await slack.until(() => receipts.length > 0, { what: 'the event' });
    expect(receipts).toEqual([['UALICE', slack.team.id, 'home']]);
    expect(slack.surprises).toEqual([]);
  });
});
