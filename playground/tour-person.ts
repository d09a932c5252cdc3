/** A person of the tour: acts in their Slack, waits for what they should see, and adds both to the transcript. */
import type { people } from './people.ts';
import { shownText } from './slack/format/shown.ts';
import type { SlackMessage, View } from './slack/format/wire.ts';
import type { Stage } from './start.ts';
import type { Narrator } from './tour-narrator.ts';
import { untilStalled } from './waiting.ts';

export type TourPerson = ReturnType<typeof createPerson>;
type Values = Readonly<Record<string, string>>;

export const createPerson = ({ slack }: Stage, narrator: Narrator, name: keyof typeof people, id: string) => {
  const actor = slack.person(id);
  /** The cards already in the transcript, by `ts`. */
  const known = new Set<string>();
  const until = <T>(look: () => T | undefined, what: string) =>
    untilStalled(slack, look, { what, say: narrator.line });
  /** A bot that was too slow for Slack still got the request, so wait for its effect. */
  const taken = ({ error }: { readonly error?: string }, what: string) => {
    if (error === 'operation_timeout')
      narrator.line(`${name} ${what}; the bot took longer than Slack waits. This machine is busy.`);
    else if (error) throw new Error(`${name} ${what}, and Slack shows “${error}”.`);
  };
  /** The newest of `messages` that contains all of `words`. */
  const newest = (messages: () => SlackMessage[], words: readonly string[], where: string) =>
    until(
      () => messages().findLast((message) => words.every((each) => shownText(message).includes(each))),
      `${words.map((each) => `“${each}”`).join(' and ')} ${where} of ${name}`,
    );
  const top = (title: string): Promise<View> =>
    until(() => actor.views.find((view) => view.title.text === title), `the modal “${title}” of ${name}`);

  return {
    types: async (command: `/${string}`, text = '') => {
      narrator.act(name, `types  ${command} ${text}`.trimEnd());
      taken(await actor.command(command, text), `typed ${command}`);
    },
    presses: async (message: SlackMessage, button: string) => {
      narrator.act(name, `presses  [${button}]`);
      taken(await actor.click(message, button), `pressed [${button}]`);
    },
    seesModal: async (title: string, ...words: readonly string[]) => {
      const view = await top(title);
      const missing = words.filter((each) => !shownText(view).includes(each));
      if (missing.length > 0)
        throw new Error(
          `The modal “${title}” of ${name} does not say ${missing.join(', ')}:\n${shownText(view)}`,
        );
      narrator.modal(name, view);
    },
    /** Fills in the modal and submits it; waits for the modal that replaces it. */
    fillsIn: async (title: string, values: Values, next: string) => {
      const { submit } = await top(title);
      actor.fill(values);
      narrator.list(
        name,
        `fills in “${title}” and presses  [${submit?.text ?? ''}]`,
        Object.entries(values).map(([label, value]) => `${label}: ${value}`),
      );
      const { errors = {}, ...outcome } = await actor.submit();
      taken(outcome, `sent “${title}”`);
      for (const [label, error] of Object.entries(errors))
        throw new Error(`Under “${label}” ${name} reads: ${error}`);
      await top(next);
    },
    closesModal: async () => {
      const word = actor.views.at(-1)?.close?.text ?? 'Close';
      narrator.act(name, `presses  [${word}]`);
      taken(await actor.close(), `pressed [${word}]`);
    },
    /** What only this person sees, in the channel where they typed the command. */
    seesReply: async (...words: readonly string[]) => {
      const reply = await newest(actor.ephemerals, words, 'among what only they see');
      narrator.message(name, 'an answer that only they see', reply);
    },
    /** The card in the direct message with the bot, once it contains all of `words`. */
    seesCard: async (...words: readonly string[]) => {
      const card = await newest(actor.dm, words, 'in the direct message');
      const where = 'in the direct message with Image Share';
      narrator.message(name, known.has(card.ts) ? `the card change ${where}` : `a card ${where}`, card);
      known.add(card.ts);
      return card;
    },
  };
};
