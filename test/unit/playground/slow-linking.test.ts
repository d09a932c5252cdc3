/** Linking the people of the playground on a machine that is too busy for the three seconds that Slack waits. */
import { expect, it } from 'vitest';
import { linkAccount } from '../../../playground/linking.ts';
import type { View } from '../../../playground/slack/format/wire.ts';
import type { Actor, SubmitOutcome } from '../../../playground/slack/people/actor.ts';

const tooSlow: SubmitOutcome = { ackMs: 3000, error: 'operation_timeout' };
const taken: SubmitOutcome = { ackMs: 1 };

/** A Slack whose bot answers the command and the submission as listed, one outcome an attempt, then the last one for ever. */
const slackWith = (commands: readonly SubmitOutcome[], submissions: readonly SubmitOutcome[]) => {
  let typed = 0;
  let sent = 0;
  let views: View[] = [];
  const view = (submit: View['submit']) => ({ submit, hash: String(sent) }) as View;
  const next = (outcomes: readonly SubmitOutcome[], index: number) =>
    outcomes[index] ?? outcomes.at(-1) ?? taken;
  const actor: Partial<Actor> = {
    command: async () => {
      const outcome = next(commands, typed);
      typed += 1;
      if (!outcome.error) views = [view({ type: 'plain_text', text: 'Link' })];
      return outcome;
    },
    submit: async () => {
      const outcome = next(submissions, sent);
      sent += 1;
      if (!outcome.error && !outcome.errors) views = [view(null)];
      return outcome;
    },
    close: async () => {
      views = [];
      return taken;
    },
  };
  Object.defineProperty(actor, 'views', { get: () => views });
  return {
    slack: { on: () => () => {}, person: () => actor as Actor },
    attempts: () => ({ typed, sent, open: views.length }),
  };
};

it.each([
  ['the command', [tooSlow, tooSlow, taken], [taken], { typed: 3, sent: 1, open: 0 }],
  ['the form', [taken], [tooSlow, taken], { typed: 2, sent: 2, open: 0 }],
])(
  'tries again, and says so, when %s was not acknowledged in time',
  async (_what, commands, submissions, attempts) => {
    const scene = slackWith(commands, submissions);
    const said: string[] = [];
    await linkAccount(scene.slack, 'UALICE', { Username: 'alice' }, (line) => said.push(line));
    expect(scene.attempts()).toEqual(attempts);
    expect(said).toHaveLength(attempts.typed - 1);
    for (const line of said) expect(line).toContain('UALICE');
  },
);

it('does not try again what the bot refused', async () => {
  const { slack, attempts } = slackWith(
    [taken],
    [{ ackMs: 1, errors: { Password: 'It is not the password.' } }],
  );
  await expect(linkAccount(slack, 'UALICE', {})).rejects.toThrow('It is not the password.');
  expect(attempts()).toEqual({ typed: 1, sent: 1, open: 0 });
});

it('waits for a cloud that takes its time, and says what came of it', async () => {
  const form = { hash: '1', submit: { type: 'plain_text', text: 'Link' } } as View;
  const signingIn = { hash: '2', submit: null, callback_id: 'looking' } as View;
  const refused = { ...form, hash: '3', blocks: [{ type: 'section', text: { text: 'Not so.' } }] } as View;
  const seen = [form, form, signingIn, signingIn, refused];
  const actor: Partial<Actor> = {
    command: async () => taken,
    submit: async () => taken,
    close: async () => {
      seen.length = 0;
      return taken;
    },
  };
  Object.defineProperty(actor, 'views', {
    get: () => [seen.length > 1 ? seen.shift() : seen[0]].flatMap((view) => view ?? []),
  });
  const slack = { on: () => () => {}, person: () => actor as Actor };
  await expect(linkAccount(slack, 'UALICE', {})).rejects.toThrow('Not so.');
  expect(seen).toEqual([]);
});

it('gives up a bot that never answers', async () => {
  const { slack, attempts } = slackWith([tooSlow], []);
  await expect(linkAccount(slack, 'UALICE', {})).rejects.toThrow('operation_timeout');
  expect(attempts().typed).toBe(20);
});
