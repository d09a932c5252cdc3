/** What the composer can complete at the caret: a command at the beginning, people after @, channels after #. Pure. */
import type { CommandHint, Conversation, Person } from '../page/page-wire.ts';

export interface Completion {
  /** The replacement: `/share-image`, `@bob`, `#general`. */
  readonly text: string;
  readonly usage?: string;
  readonly description: string;
}

/** The completions for the word from `start` to `end`. */
export interface Offer {
  readonly label: 'Commands' | 'People' | 'Channels';
  readonly start: number;
  readonly end: number;
  readonly choices: readonly Completion[];
}

interface Known {
  readonly commands: readonly CommandHint[];
  readonly people: readonly Person[];
  readonly channels: readonly Conversation[];
}

const choicesFor = (
  { commands, people, channels }: Known,
  sign: string,
): Pick<Offer, 'label' | 'choices'> => {
  switch (sign) {
    case '/':
      return {
        label: 'Commands',
        choices: commands.map(({ command, usage, description }) => ({ text: command, usage, description })),
      };
    case '@':
      return {
        label: 'People',
        choices: people.map(({ name, role }) => ({ text: `@${name}`, description: role })),
      };
    default:
      return {
        label: 'Channels',
        choices: channels.map(({ name }) => ({ text: `#${name}`, description: '' })),
      };
  }
};

/** `null` if nothing fits. */
export const offerAt = (text: string, caret: number, known: Known): Offer | null => {
  const [word = '', sign = ''] = /(?<!\S)([/@#])\S*$/.exec(text.slice(0, caret)) ?? [];
  const start = caret - word.length;
  if (!sign || (sign === '/' && start > 0)) return null;
  const { label, choices } = choicesFor(known, sign);
  const fitting = choices.filter((each) => each.text.startsWith(word.toLowerCase()));
  const [rest = ''] = /^[\w.-]*/.exec(text.slice(caret)) ?? [];
  return fitting.length > 0 ? { label, start, end: caret + rest.length, choices: fitting } : null;
};

/** The text with that choice and a space after it, and the caret's position then. */
export const completed = (text: string, { start, end }: Offer, choice: Completion) => {
  const before = `${text.slice(0, start)}${choice.text} `;
  return { text: before + text.slice(end).trimStart(), caret: before.length };
};
