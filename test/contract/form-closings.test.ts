/** A form that somebody closes: what the bot had seen of it reaches the feature once, and an untouched form says nothing. */
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/problems/problem.ts';
import { modalView } from '../../src/slack/blocks/builders.ts';
import { input } from '../../src/slack/blocks/inputs.ts';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import { plain } from '../../src/slack/blocks/plain.ts';
import { problemBlocks } from '../../src/slack/blocks/problem-blocks.ts';
import type { Modal, ModalValues, ModalView } from '../../src/slack/feature.ts';
import { command, mounted, transports, tricky } from '../support/mounted.ts';

const form = (initial = 'filled in', notify = true): ModalView =>
  modalView({
    callbackId: 'form',
    title: plain`A form`,
    submit: plain`Send`,
    notify,
    metadata: 'from the form',
    blocks: [
      input({ label: plain`Note`, blockId: 'note', kind: 'lines', optional: true, initial }),
      input({
        label: plain`Region`,
        blockId: 'region',
        kind: 'select',
        dispatch: true,
        options: ['IAD', 'DFW'].map((value) => ({ text: plain`${value}`, value })),
        initial: 'IAD',
      }),
    ],
  });

describe.each(transports)('over %s', (transport) => {
  const opened = async (view: ModalView, more: Partial<Modal> = {}, gives = true) => {
    const told: (ModalValues | string)[] = [];
    const closed: NonNullable<Modal['closed']> = async (_turn, values, metadata) => {
      told.push(values, metadata);
      return { text: mrkdwn`given back` };
    };
    const it = await mounted(transport, {
      commands: { '/do': { ...command, run: async () => ({ open: view }) } },
      modals: {
        form: { submit: async () => ({ errors: { note: 'Not that.' } }), ...(gives && { closed }), ...more },
      },
    });
    await it.alice.command('/do');
    await it.slack.until(() => it.alice.views.length === 1, { what: 'the form' });
    const close = async () => {
      const outcome = await it.alice.close();
      expect(outcome.error).toBeUndefined();
      expect(it.alice.views).toEqual([]);
      expect(await it.bot.stop(10_000)).toBe(true);
      expect(it.slack.surprises).toEqual([]);
      return it.alice.dm().map(({ text }) => text);
    };
    return { ...it, told, close };
  };

  it('is not given back if nobody touched it', async () => {
    const it = await opened(form());
    expect(await it.close()).toEqual([]);
    expect(it.told).toEqual([]);
  });

  it('is given back as it was when the bot refused it', async () => {
    const it = await opened(form());
    expect((await it.alice.submit({ Note: tricky })).errors).toEqual({ Note: 'Not that.' });
    expect(await it.close()).toEqual(['given back']);
    expect(it.told).toEqual([{ note: tricky, region: 'IAD' }, 'from the form']);
  });

  it('is given back as it was when an input said that it had changed', async () => {
    const it = await opened(form(), { changed: async () => form('filled in again') });
    it.alice.fill({ Note: 'mine' });
    const [view] = it.alice.views;
    if (view) await it.alice.choose(view, 'Region', 'DFW');
    await it.slack.until(() => JSON.stringify(it.alice.views[0]?.blocks).includes('filled in again'), {
      what: 'the form after the change',
    });
    expect(await it.close()).toEqual(['given back']);
    expect(it.told).toEqual([{ note: 'mine', region: 'DFW' }, 'from the form']);
  });

  it('is given back if it says what is wrong with what was typed before', async () => {
    const wrong = form('from a command');
    const it = await opened({
      ...wrong,
      blocks: [...problemBlocks([{ kind: 'no-tenant' }]), ...wrong.blocks],
    });
    expect(await it.close()).toEqual(['given back']);
    expect(it.told).toEqual([{ note: 'from a command', region: 'IAD' }, 'from the form']);
  });

  it('is not given back by a form that holds a secret, or by one that is not asked about', async () => {
    const secretive = await opened(form(), {}, false);
    await secretive.alice.submit({ Note: 'secret' });
    expect(await secretive.close()).toEqual([]);
    const unasked = await opened(form('', false));
    await unasked.alice.submit({ Note: 'mine' });
    expect(await unasked.close()).toEqual([]);
  });

  it('that cannot be given back does no harm', async () => {
    const it = await opened(form(), { closed: () => Promise.reject(new UserError({ kind: 'outdated' })) });
    await it.alice.submit({ Note: 'mine' });
    expect(await it.close()).toEqual([]);
  });
});
