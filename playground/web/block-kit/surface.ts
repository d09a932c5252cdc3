/** A message or a view with the values typed into it, and the way to act on it. */
import { createContext, use, useMemo, useRef, useState } from 'react';
import type { Outcome } from '../../cloud-snapshot.ts';
import type { InputValue, InputValues, Place } from '../../page/page-wire.ts';
import type { Block, Element, Option, StateValue, StateValues } from '../../slack/format/wire.ts';
import { LiveContext } from '../live-context.ts';
import type { ConfirmTexts } from './confirm.tsx';

export interface Surface {
  readonly place: Place;
  /** An element's current value. */
  value(block: Block, element: Element): InputValue;
  set(block: Block, element: Element, value: InputValue): void;
  /** The values typed into a view's inputs; sent along with every act. */
  typed(): InputValues | undefined;
  /** The error below an input. */
  error(block: Block): string | undefined;
  /** Slack's words for what went wrong with the last act here, or null. */
  readonly problem: string | null;
  report(outcome: Outcome): void;
  /** Whether the person confirms what an element asks; true if it asks nothing. */
  confirmed(element: Element): Promise<boolean>;
  /** The open question. */
  readonly question: Question | null;
}

interface Question {
  readonly texts: ConfirmTexts;
  readonly answer: (yes: boolean) => void;
}

export const SurfaceContext = createContext<Surface | null>(null);

export const useSurface = (): Surface => {
  const surface = use(SurfaceContext);
  if (!surface) throw new Error('A block stands on a message or a view.');
  return surface;
};

/** The page's form of an element's state: texts, option values and ids. */
const asInput = ({ type: _, ...slots }: StateValue): InputValue => {
  const one = (each: unknown): string =>
    typeof each === 'object' && each !== null ? (each as Option).value : String(each ?? '');
  const [held] = Object.values(slots);
  return Array.isArray(held) ? held.map(one) : one(held);
};

const keyOf = (block: Block, element: Element) => `${block.block_id} ${element.action_id} ${element.type}`;

/**
 * The surface of one message or view; typed values last as long as the component that calls this.
 * @param state the values that Slack holds for its inputs
 * @param errors by the inputs' labels
 */
export const useNewSurface = (
  place: Place,
  state: StateValues,
  errors: Readonly<Record<string, string>> = {},
): Surface => {
  const [edits, setEdits] = useState<
    ReadonlyMap<string, { block: string; isInput: boolean; value: InputValue }>
  >(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  // An act may follow a change at once, before the page is drawn again.
  const latest = useRef(edits);
  return useMemo(
    () => ({
      place,
      value: (block, element) => {
        const held = state[block.block_id]?.[element.action_id ?? ''];
        return edits.get(keyOf(block, element))?.value ?? (held ? asInput(held) : '');
      },
      set: (block, element, value) => {
        const edit = { block: block.block_id, isInput: block.type === 'input', value };
        latest.current = new Map(latest.current).set(keyOf(block, element), edit);
        setEdits(latest.current);
      },
      typed: () => {
        const inputs = [...latest.current.values()].filter(({ isInput }) => isInput);
        return 'view' in place
          ? Object.fromEntries(inputs.map(({ block, value }) => [block, value]))
          : undefined;
      },
      error: (block) => errors[block.label?.text ?? ''] ?? errors[block.block_id],
      problem,
      report: ({ error }) => setProblem(error ? (words[error] ?? `This did not work: ${error}.`) : null),
      confirmed: ({ confirm }) =>
        new Promise((resolve) => {
          if (!confirm) return resolve(true);
          const answer = (yes: boolean) => {
            setQuestion(null);
            resolve(yes);
          };
          setQuestion({ texts: confirm as ConfirmTexts, answer });
        }),
      question,
    }),
    [place, state, errors, edits, problem, question],
  );
};

/** Slack's words for each failure of the bot. */
export const words: Readonly<Record<string, string>> = {
  operation_timeout: 'The bot did not answer in time. Try again.',
  dispatch_failed: 'The bot is not connected. Try again in a moment.',
  http_service_error: 'The bot answered with an error.',
};

/** An element with a value: reads and changes it. */
export const useControl = (block: Block, element: Element) => {
  const surface = useSurface();
  const { act } = use(LiveContext);
  const { place } = surface;
  const tellsAtOnce = block.type !== 'input' || block.dispatch_action === true;
  return {
    value: surface.value(block, element),
    /** Typing: keeps the value, and tells nobody. */
    type: (value: InputValue) => surface.set(block, element, value),
    /** Choosing: keeps the value, and tells the bot if it wants to know at once. */
    choose: async (value: InputValue) => {
      if (!(await surface.confirmed(element))) return;
      surface.set(block, element, value);
      if (!tellsAtOnce) return;
      const which = (block.type === 'actions' ? element.action_id : block.block_id) ?? '';
      surface.report(await act({ do: 'choose', place, which, value, values: surface.typed() }));
    },
  };
};
