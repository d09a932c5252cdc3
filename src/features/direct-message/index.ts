/** Plain words in the direct message: what reads is answered at once, what changes something opens a form after a click. */
import { z } from 'zod';
import type { Drafts } from '../../accounts/drafts.ts';
import type { Clock } from '../../core/clock.ts';
import type { Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import { packValue, unpackValue, valueBytes } from '../../slack/blocks/button-value.ts';
import type { Button, Feature, Reply, Turn } from '../../slack/feature.ts';
import { askFirst, linkFirst, opensForm, whatItDoes, whereItIs } from './direct-messages.ts';
import { type Formerly, understand } from './plain-words.ts';

export interface DirectMessageDeps {
  readonly clock: Clock;
  readonly drafts: Drafts;
  readonly formerly: Formerly;
  /** The `callback_id` of the form that links an account, which any command opens for somebody who has none. */
  readonly linkForm: string;
  /** Runs the command with that text, as if it were typed. */
  readonly run: (turn: Turn, command: string, text: string) => Promise<Reply>;
  /** The command's form, filled in with what the text says; changes nothing. */
  readonly openForm: (turn: Turn, command: string, text: string) => Promise<Reply>;
}

/** How often somebody is told that they were not understood. */
const tellEveryMs = 60_000;

/** Leaves room for the rest of a value. */
const maxTextBytes = valueBytes - 100;

const valueSchema = z.object({ command: z.string(), text: z.string(), draft: z.string().optional() });

export const directMessage = (deps: DirectMessageDeps): Feature => {
  const told = new Map<string, number>();

  /** Whether it is too early to tell the person again; if not, it counts as told. */
  const toldLately = ({ userId }: Person): boolean => {
    const now = deps.clock.now();
    for (const [who, at] of told) if (at + tellEveryMs <= now) told.delete(who);
    if (told.has(userId)) return true;
    told.set(userId, now);
    return false;
  };

  const short = (command: string, text = '') => packValue({ command, text });
  const packed = async (person: Person, command: string, text: string) =>
    Buffer.byteLength(JSON.stringify(text)) <= maxTextBytes
      ? short(command, text)
      : packValue({ command, text: '', draft: await deps.drafts.keep(person, text) });

  const valueFor = (typed: string) => {
    const [command = '', ...words] = typed.split(' ');
    return short(command, words.join(' '));
  };

  const clicked = (act: DirectMessageDeps['run']): Button => ({
    run: async (turn, value) => {
      const { command, text, draft } = unpackValue(value, valueSchema);
      const kept = draft === undefined ? text : await deps.drafts.read(turn.person, draft);
      if (kept === undefined) throw new UserError({ kind: 'outdated' });
      return act(turn, command, kept);
    },
  });

  return {
    messages: {
      said: async (turn, text) => {
        const understood = understand(text, deps.formerly);
        if (understood.kind === 'hello') return { say: whatItDoes(valueFor, true) };
        if (understood.kind === 'nothing')
          return toldLately(turn.person) ? undefined : { say: whatItDoes(valueFor, false) };
        if (understood.kind === 'place')
          return { say: whereItIs(understood.place, understood.image, valueFor) };
        const { command, text: words } = understood;
        const value = await packed(turn.person, command, words);
        if (understood.kind === 'write') return { say: askFirst(command, words, value) };
        const reply = await deps.run(turn, command, words);
        if (!reply || !('open' in reply)) return reply;
        // a message opens no form: that takes a click
        const { title, callback_id } = reply.open;
        const isOwn = command === '/image-account' || callback_id !== deps.linkForm;
        return { say: (isOwn ? opensForm : linkFirst)(title.text, value) };
      },
    },
    buttons: {
      'words-run': clicked(deps.run),
      'words-run-list': clicked(deps.run),
      'words-run-preferences': clicked(deps.run),
      'words-form': clicked(deps.openForm),
    },
  };
};
