/** What is wrong with a form that was sent: where the words stand, and that nothing typed is lost. */
import { describe, expect, it } from 'vitest';
import { type Problem, UserError, wordProblem } from '../../src/core/problems/problem.ts';
import { modalView } from '../../src/slack/blocks/builders.ts';
import { answerInPlace } from '../../src/slack/blocks/in-place.ts';
import { input } from '../../src/slack/blocks/inputs.ts';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import { plain } from '../../src/slack/blocks/plain.ts';
import type { ModalAnswer, ModalView, Option } from '../../src/slack/feature.ts';
import { command, mounted, transports, tricky } from '../support/mounted.ts';
import { fullText } from '../support/shown.ts';

const options: readonly Option[] = ['one', 'two'].map((value) => ({ text: plain`${value}`, value }));

/** An input of every kind. */
const form: ModalView = modalView({
  callbackId: 'form',
  title: plain`A form`,
  submit: plain`Send`,
  close: plain`Never mind`,
  metadata: 'from the form',
  blocks: [
    input({ label: plain`Note`, blockId: 'note', kind: 'lines', initial: 'at first' }),
    input({ label: plain`Image`, blockId: 'image', kind: 'suggest', optional: true }),
    input({ label: plain`Projects`, blockId: 'projects', kind: 'suggest-many', optional: true }),
    input({
      label: plain`Tenants`,
      blockId: 'tenants:a1b2',
      actionId: 'tenants',
      kind: 'lines',
      optional: true,
    }),
    input({ label: plain`Sort`, blockId: 'sort', kind: 'select', options, initial: 'one' }),
    input({ label: plain`Answer`, blockId: 'answer', kind: 'radio', options, initial: 'one' }),
    input({ label: plain`Told`, blockId: 'told', kind: 'checks', optional: true, options, initial: ['one'] }),
    input({ label: plain`Also ask`, blockId: 'people', kind: 'people', optional: true }),
    input({ label: plain`Until`, blockId: 'until', kind: 'date', optional: true, initial: '2030-01-31' }),
    input({ label: plain`From`, blockId: 'from', kind: 'time', optional: true }),
  ],
});

const everything = {
  Note: tricky,
  Image: 'one',
  Projects: ['one', 'two'],
  Tenants: 'a b',
  Sort: 'two',
  Answer: 'two',
  Told: ['two'],
  'Also ask': ['UALICE'],
  Until: '',
  From: '22:30',
};

const aboutTenants: Problem = { kind: 'no-tenant' };
const aboutNone: Problem = { kind: 'filter-refused', detail: 'no such <key>' };

describe.each(transports)('over %s', (transport) => {
  /** The form, filled in everywhere, is sent by alice. */
  const sent = async (submit: () => Promise<ModalAnswer>, gives = true) => {
    const metadata: string[] = [];
    const suggestions = { run: async () => options };
    const it = await mounted(transport, {
      commands: { '/do': { ...command, run: async () => ({ open: form }) } },
      options: { image: suggestions, projects: suggestions },
      modals: {
        form: {
          ...(gives && { closed: async () => ({ text: mrkdwn`given back` }) }),
          submit: async (_turn, _values, carried) => {
            metadata.push(carried);
            return submit();
          },
        },
      },
    });
    await it.alice.command('/do');
    await it.slack.until(() => it.alice.views.length === 1, { what: 'the form' });
    await it.alice.suggest('Image', 'o');
    await it.alice.suggest('Projects', 'o');
    const outcome = await it.alice.submit(everything);
    expect(outcome.error).toBeUndefined();
    return { ...it, outcome, metadata };
  };
  type Sent = Awaited<ReturnType<typeof sent>>;
  const top = ({ alice }: Sent) => alice.views.at(-1);
  const said = (it: Sent) => fullText({ text: '', blocks: top(it)?.blocks });
  const filledIn = (it: Sent) => {
    const held = Object.values(top(it)?.state.values ?? {}).map((elements) => Object.values(elements)[0]);
    return held.map(({ type: _, ...value } = { type: '' }) => Object.values(value)[0]);
  };
  const option = (value: string) => expect.objectContaining({ value });
  const asTyped = [
    tricky,
    option('one'),
    [option('one'), option('two')],
    'a b',
    option('two'),
    option('two'),
    [option('two')],
    ['UALICE'],
    null,
    '22:30',
  ];

  it('is shown under the input that it is about', async () => {
    const it = await sent(async () => ({
      problems: [aboutTenants, { kind: 'bad-day', typed: 'x' }, aboutTenants],
    }));
    expect(it.outcome.errors).toEqual({
      Tenants: `${wordProblem(aboutTenants)} ${wordProblem(aboutTenants)}`,
      Until: expect.stringContaining('is not a date'),
    });
    expect(filledIn(it)).toEqual(asTyped);
    expect(it.slack.surprises).toEqual([]);
  });

  it.each([
    ['is about none', aboutNone],
    ['is about an input that the form lacks', { kind: 'no-such-region', region: 'mars', have: [] }],
  ] as const)('that %s is shown on top, with the others', async (_, problem) => {
    const it = await sent(async () => ({ problems: [aboutTenants, problem] }));
    expect(it.outcome.errors).toBeUndefined();
    expect(said(it).split('\n').slice(1, 3)).toEqual([
      expect.stringContaining('You did not name a project'),
      expect.stringMatching(/no such &lt;key&gt;|mars/),
    ]);
    expect(filledIn(it)).toEqual(asTyped);
    expect(it.slack.surprises).toEqual([]);
  });

  it('gives way to what is wrong the next time', async () => {
    const problems = [aboutNone, { kind: 'outdated' } as const];
    const it = await sent(async () => {
      throw new UserError(problems.shift() ?? aboutNone);
    });
    expect(said(it)).toContain('no such');
    await it.alice.submit();
    expect(said(it)).not.toContain('no such');
    expect(said(it)).toContain('older version');
    expect(top(it)).toMatchObject({ submit: { text: 'Send' }, close: { text: 'Never mind' } });
    expect(it.metadata).toEqual(['from the form', 'from the form']);
  });

  it('a fault of the bot is shown on top, with its reference', async () => {
    const it = await sent(() => Promise.reject(new Error('a fault')));
    expect(said(it)).toContain('give the operator this reference');
    expect(filledIn(it)).toEqual(asTyped);
  });

  describe('that is found after the waiting view', () => {
    const late = async (run: Promise<never>, gives = true) => {
      const it = await sent(async () => answerInPlace(plain`A form`, () => run), gives);
      expect(said(it)).toContain('Loading…');
      return it;
    };

    it('brings the form back, filled in', async () => {
      const { promise, reject } = Promise.withResolvers<never>();
      const it = await late(promise);
      reject(new UserError(aboutNone));
      await it.slack.until(() => said(it).includes('no such &lt;key&gt;'), { what: 'the form again' });
      expect(filledIn(it)).toEqual(asTyped);
      await it.alice.submit();
      expect(it.metadata).toEqual(['from the form', 'from the form']);
      expect(it.slack.surprises).toEqual([]);
    });

    it('brings a form that may hold a secret back without what was typed', async () => {
      const { promise, reject } = Promise.withResolvers<never>();
      const it = await late(promise, false);
      reject(new UserError(aboutNone));
      await it.slack.until(() => said(it).includes('no such &lt;key&gt;'), { what: 'the form again' });
      expect(filledIn(it)[0]).toBe('at first');
      expect(JSON.stringify(top(it))).not.toContain(JSON.stringify(tricky));
    });

    it('is told to somebody who has closed it', async () => {
      const { promise, reject } = Promise.withResolvers<never>();
      const it = await late(promise);
      await it.alice.close();
      reject(new UserError(aboutNone));
      await it.slack.until(() => it.alice.dm().length > 0, { what: 'the words in the direct message' });
      expect(it.alice.dm().map(({ text }) => text)).toEqual([
        expect.stringMatching(/no such &lt;key&gt;[\s\S]*\ngiven back$/),
      ]);
    });
  });

  it('what follows another form does not bring the sent one back', async () => {
    const next = { ...form, title: { type: 'plain_text' as const, text: 'Taken' } };
    const it = await sent(async () => ({
      update: next,
      after: () => Promise.reject(new UserError(aboutNone)),
    }));
    await it.slack.until(() => it.alice.dm().length > 0, { what: 'the words in the direct message' });
    expect(top(it)?.title.text).toBe('Taken');
  });
});
