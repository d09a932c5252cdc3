/** Forms and what is typed ahead in them, through the real mount and either transport. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../playground/slack/people/actor.ts';
import { UserError } from '../../src/core/problems/problem.ts';
import { modalView, section } from '../../src/slack/blocks/builders.ts';
import { input } from '../../src/slack/blocks/inputs.ts';
import { escapeText, mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import { plain } from '../../src/slack/blocks/plain.ts';
import type { Feature, ModalAnswer, ModalView, Reply } from '../../src/slack/feature.ts';
import { command, mounted, transports, tricky } from '../support/mounted.ts';

const form = (callbackId = 'form'): ModalView =>
  modalView({
    callbackId,
    title: plain`A form`,
    submit: plain`Send`,
    metadata: 'from the form',
    blocks: [
      input({ label: plain`Name`, blockId: 'name', kind: 'text', optional: true }),
      input({ label: plain`Colour`, blockId: 'colour', kind: 'suggest', optional: true }),
      input({
        label: plain`Size`,
        blockId: 'size',
        kind: 'select',
        dispatch: true,
        optional: true,
        options: [{ text: plain`Large`, value: 'l' }],
      }),
    ],
  });
const saying = (words: string): ModalView =>
  modalView({ callbackId: 'words', title: plain`Words`, blocks: [section(escapeText(words))] });
const titles = (alice: Actor) => alice.views.map(({ title }) => title.text);

describe.each(transports)('over %s', (transport) => {
  /** The form is open for alice. */
  const opened = async (feature: Feature) => {
    const it = await mounted(transport, {
      ...feature,
      commands: { '/do': { ...command, run: async () => ({ open: form() }) } },
    });
    await it.alice.command('/do');
    await it.slack.until(() => it.alice.views.length === 1, { what: 'the form' });
    return it;
  };

  describe('a form', () => {
    const receipts: unknown[] = [];
    const sent = async (answer: ModalAnswer) => {
      receipts.length = 0;
      const it = await opened({
        modals: {
          form: {
            submit: async (_turn, values, metadata) => {
              receipts.push([values.name, metadata]);
              return answer;
            },
          },
        },
      });
      const outcome = await it.alice.submit({ Name: tricky });
      expect(receipts).toEqual([[tricky, 'from the form']]);
      expect(outcome.error).toBeUndefined();
      expect(it.slack.surprises).toEqual([]);
      return { ...it, outcome };
    };

    it('that is refused keeps its words, with the reason under the input', async () => {
      const { alice, outcome } = await sent({ errors: { name: 'Not that one.' } });
      expect(outcome.errors).toEqual({ Name: 'Not that one.' });
      expect(JSON.stringify(alice.views)).toContain(JSON.stringify(tricky));
    });

    it('turns into another, and what follows comes on top', async () => {
      const { alice, slack } = await sent({
        update: saying('taken'),
        after: async () => ({ open: form('next') }),
      });
      await slack.until(() => alice.views.length === 2, { what: 'the form on top' });
      expect(titles(alice)).toEqual(['Words', 'A form']);
    });

    describe('whose answer takes long', () => {
      const late = (answer: () => Promise<Reply>) => ({ meanwhile: saying('a moment'), answer });
      const shows = (alice: Actor, words: string) => JSON.stringify(alice.views).includes(words);

      it.each<[what: string, answer: () => Promise<Reply>, words: string]>([
        ['another view', async () => ({ update: saying('at last') }), 'at last'],
        ['other content', async () => ({ replace: { text: mrkdwn`at last` } }), 'at last'],
        ['words', async () => ({ say: { text: mrkdwn`at last` } }), 'at last'],
        ['why not', () => Promise.reject(new UserError({ kind: 'outdated' })), 'older version of the bot'],
        ['a fault', () => Promise.reject(new TypeError('a fault')), 'reference'],
      ])('turns into %s', async (_what, answer, words) => {
        const { alice, slack, outcome } = await sent(late(answer));
        expect(outcome.error).toBeUndefined();
        await slack.until(() => shows(alice, words), { what: words });
        expect(alice.views).toHaveLength(1);
        expect(alice.dm()).toEqual([]);
      });

      it.each<[what: string, reply: Reply, words: string]>([
        ['its own words', { update: saying('at last'), gone: { text: mrkdwn`without you` } }, 'without you'],
        ['that it did not open', { update: saying('at last') }, 'Slack did not open the form'],
        ['what stands in it', { replace: { text: mrkdwn`at last` } }, 'at last'],
      ])('and that is closed meanwhile leaves the person %s', async (_what, reply, words) => {
        const closed = Promise.withResolvers<void>();
        const { alice, slack } = await sent(
          late(async () => {
            await closed.promise;
            return reply;
          }),
        );
        await alice.close();
        closed.resolve();
        await slack.until(() => alice.dm().length > 0, { what: 'the words in the direct message' });
        expect(alice.dm().map(({ text }) => text)).toEqual([expect.stringContaining(words)]);
      });

      it('goes on with what follows', async () => {
        const { alice, slack } = await sent(
          late(async () => ({ update: saying('at last'), after: async () => ({ open: form('next') }) })),
        );
        await slack.until(() => alice.views.length === 2, { what: 'the form on top' });
        expect(titles(alice)).toEqual(['Words', 'A form']);
      });
    });

    it('is covered by another', async () => {
      expect(titles((await sent({ push: saying('on top') })).alice)).toEqual(['A form', 'Words']);
    });

    it('closes, and the person is told', async () => {
      const { alice, slack } = await sent({ close: true, say: { text: mrkdwn`sent` } });
      expect(alice.views).toEqual([]);
      await slack.until(() => alice.dm().length > 0, { what: 'the words in the direct message' });
      expect(alice.dm().map(({ text }) => text)).toEqual(['sent']);
    });

    it('changes as soon as an input does', async () => {
      const { alice, slack } = await opened({
        modals: {
          form: {
            submit: async () => ({ close: true }),
            changed: async (_turn, { name, size }, metadata, actionId) =>
              saying([name, size, metadata, actionId].join(', ')),
          },
        },
      });
      alice.fill({ Name: 'mine' });
      const [view] = alice.views;
      if (view) expect((await alice.choose(view, 'Size', 'Large')).error).toBeUndefined();
      await slack.until(() => titles(alice)[0] === 'Words', { what: 'the other form' });
      expect(JSON.stringify(alice.views)).toContain('mine, l, from the form, size');
      expect(slack.surprises).toEqual([]);
    });
  });

  describe('a form that Slack does not open', () => {
    it.each([
      [
        { do: 'error', error: 'expired_trigger_id' },
        'Slack did not open the form, so nothing was done. Try again.',
      ],
      [{ do: 'error', error: 'internal_error' }, 'Slack is not answering the bot'],
      [{ do: 'status', status: 403 }, 'Slack is not answering the bot'],
      [{ do: 'error', error: 'invalid_arguments' }, 'give the operator this reference'],
    ] as const)('%j', async (fault, words) => {
      const { alice, slack } = await mounted(transport, {
        commands: { '/do': { ...command, run: async () => ({ open: form() }) } },
      });
      slack.faults.add({ method: 'views.open', ...fault });
      await alice.command('/do', 'this');
      const told = await slack.until(() => alice.ephemerals().at(-1));
      expect(told.text).toContain(words);
      expect(told.text).toContain('You typed `/do this`');
    });
  });

  describe('what is typed ahead', () => {
    it('is answered with what fits', async () => {
      const receipts: unknown[] = [];
      const { alice, slack } = await opened({
        options: {
          colour: {
            run: async (_turn, typed, metadata) => {
              receipts.push([typed, metadata]);
              return [{ text: plain`Red`, value: plain`red`, description: plain`as a rose` }];
            },
          },
        },
      });
      expect(await alice.suggest('Colour', tricky)).toMatchObject([
        { text: { text: 'Red' }, value: 'red', description: { text: 'as a rose' } },
      ]);
      expect(receipts).toEqual([[tricky, 'from the form']]);
      expect(slack.surprises).toEqual([]);
    });

    it('is answered with nothing when the search fails', async () => {
      const { alice, slack } = await opened({
        options: { colour: { run: () => Promise.reject(new Error('a fault')) } },
      });
      expect(await alice.suggest('Colour', 'r')).toEqual([]);
      expect(slack.surprises).toEqual([]);
    });
  });
});
