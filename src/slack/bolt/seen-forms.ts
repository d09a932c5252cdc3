/**
 * What the bot has seen in forms that are open, so that it can give it back: Slack says that somebody has closed a form, but not what
 * stood in it. Of what was typed the bot sees what it filled in itself, and everything whenever a form is sent or an input that
 * dispatches changes. Kept by this process only.
 * @see https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 */
import type { ViewOutput } from '@slack/bolt';
import { modalValues } from '../blocks/modals.ts';
import { isProblemBlock } from '../blocks/problem-blocks.ts';
import type { Block, ModalValues } from '../feature.ts';
import { initialState, type State } from './form-values.ts';

/** Forms that are remembered; the oldest are forgotten. */
const maxForms = 500;

type Closed = Pick<ViewOutput, 'id' | 'blocks'> & { readonly state?: { readonly values: State } | null };

export interface SeenForms {
  /** Somebody has typed or chosen something. */
  saw(viewId: string, state: State): void;
  /** What stood in a form that is closed, once for each view; undefined if nobody had typed anything, as far as the bot knows. */
  closed(view: Closed): ModalValues | undefined;
}

export const createSeenForms = (): SeenForms => {
  const forms = new Map<string, State | 'given back'>();
  const keep = (viewId: string, state: State | 'given back') => {
    forms.delete(viewId);
    forms.set(viewId, state);
    const [oldest] = forms.keys();
    if (forms.size > maxForms && oldest !== undefined) forms.delete(oldest);
  };
  return {
    saw: keep,
    closed({ id, blocks, state }) {
      const seen = forms.get(id);
      if (seen === 'given back') return undefined;
      keep(id, 'given back');
      const initial = initialState(blocks as Block[]);
      const typed = { ...seen, ...state?.values };
      // a form that says what is wrong is filled in with what somebody typed
      const isTyped = Object.keys(typed).length > 0 || (blocks as Block[]).some(isProblemBlock);
      if (!isTyped) return undefined;
      const here = Object.keys(initial).flatMap((blockId) => {
        const held = typed[blockId] ?? initial[blockId];
        return held ? [[blockId, held] as const] : [];
      });
      return modalValues(Object.fromEntries(here));
    },
  };
};
