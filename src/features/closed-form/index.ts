/** A form that was closed before it was sent: what the bot has read of it is given back, with a button that opens it again, filled in. */
import { z } from 'zod';
import type { Drafts } from '../../accounts/drafts.ts';
import type { Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import { packValue, unpackValue } from '../../slack/blocks/button-value.ts';
import type { Feature, Message, Reply, Turn } from '../../slack/feature.ts';
import { closedMessage } from './closed-message.ts';

const valueSchema = z.object({ command: z.string(), draft: z.string() });

/** The message for somebody who closed the form of a command. @param text what stood in it, as they would have typed it, in Slack's wire format */
export type GiveBack = (person: Person, command: string, text: string) => Promise<Message>;

export const createGiveBack =
  (drafts: Drafts): GiveBack =>
  async (person, command, text) =>
    closedMessage(command, text, packValue({ command, draft: await drafts.keep(person, text) }));

interface ClosedFormDeps {
  readonly drafts: Drafts;
  /** The command's form, filled in with what the text says; changes nothing. */
  readonly reopen: (turn: Turn, command: string, text: string) => Promise<Reply>;
}

export const closedForm = ({ drafts, reopen }: ClosedFormDeps): Feature => ({
  buttons: {
    'form-again': {
      run: async (turn, value) => {
        const { command, draft } = unpackValue(value, valueSchema);
        const text = await drafts.read(turn.person, draft);
        if (text === undefined) throw new UserError({ kind: 'outdated' });
        return reopen(turn, command, text);
      },
    },
  },
});
