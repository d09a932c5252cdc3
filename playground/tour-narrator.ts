/** Writes the transcript of the tour: who does what, and what each person sees. Never contains a secret. */
import type { SlackMessage, View } from './slack/format/wire.ts';
import { colourInk, type Look, plainInk, renderMessage, renderModal } from './transcript.ts';

export type Narrator = ReturnType<typeof createNarrator>;

export interface NarratorOptions {
  readonly write: (line: string) => void;
  readonly colour: boolean;
  readonly nameOf: (userId: string) => string;
  /** Secrets, replaced by dots wherever they appear. */
  readonly secrets: readonly string[];
}

const dots = '••••••••';
const width = 100;
const margin = '    ';

export const createNarrator = ({ write, colour, nameOf, secrets }: NarratorOptions) => {
  const ink = colour ? colourInk : plainInk;
  const look: Look = { ink, nameOf, width: width - margin.length - 2 };
  const line = (text = '') =>
    write(secrets.reduce((masked, secret) => masked.replaceAll(secret, dots), text));
  const framed = (lines: readonly string[]) => {
    for (const each of lines) line(`${margin}${ink.dim('│')} ${each}`.trimEnd());
    line();
  };
  return {
    line,
    heading: (text: string) => {
      line(ink.bold(`── ${text} ${'─'.repeat(Math.max(3, width - text.length - 4))}`));
      line();
    },
    /** A person's act on one line, such as `types /image-account`. */
    act: (name: string, what: string) => {
      line(`${ink.bold(name)} ${what}`);
      line();
    },
    message: (name: string, what: string, message: SlackMessage) => {
      line(`${ink.bold(name)} sees ${what}`);
      framed(renderMessage(message, look));
    },
    modal: (name: string, view: View) => {
      line(`${ink.bold(name)} sees a modal`);
      framed(renderModal(view, look));
    },
    list: (name: string, what: string, rows: readonly string[]) => {
      line(`${ink.bold(name)} ${what}`);
      framed(rows);
    },
  };
};
