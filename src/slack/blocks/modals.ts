/** Reads a modal's inputs: flattens Slack's values, then checks them with the feature's zod schema, problem by input. */
import type { ViewOutput } from '@slack/bolt';
import type { z } from 'zod';
import { wordProblem } from '../../core/problems/problem.ts';
import type { ModalValues } from '../feature.ts';

type State = ViewOutput['state']['values'];
type StateValue = NonNullable<NonNullable<State[string]>[string]>;

const flat = (it: StateValue): string | readonly string[] | null =>
  it.selected_options?.map(({ value }) => value) ??
  it.selected_users ??
  it.selected_conversations ??
  it.selected_option?.value ??
  it.selected_user ??
  it.selected_conversation ??
  it.selected_date ??
  it.selected_time ??
  (it.value?.trim() ? it.value : null);

/**
 * `view.state.values` by `block_id`; `null` if blank or unchosen. The block's id is enough, because an input block holds one
 * element. Texts are as typed: the schema decides whether leading and trailing spaces mean something.
 */
export const modalValues = (state: State): ModalValues =>
  Object.fromEntries(
    Object.entries(state).map(([blockId, elements]) => {
      const [element] = Object.values(elements);
      return [blockId, element ? flat(element) : null];
    }),
  );

/** Texts by `block_id`, in the form that a modal's `submit` returns. */
export type FieldErrors = Readonly<Record<string, string>>;

/**
 * The values as `schema` parses them, or each problem with its input. The bot words what an empty input lacks; every other
 * problem is in the schema's words, so give each check a message. A problem without an input goes under the first.
 */
export const readModal = <Schema extends z.ZodType>(
  values: ModalValues,
  schema: Schema,
): { readonly data: z.output<Schema> } | { readonly errors: FieldErrors } => {
  const parsed = schema.safeParse(values);
  if (parsed.success) return { data: parsed.data };
  const [first = ''] = Object.keys(values);
  const errors: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const named = String(issue.path[0] ?? '');
    const empty = named in values && values[named] === null && issue.code === 'invalid_type';
    errors[named in values ? named : first] ??= empty
      ? wordProblem({ kind: 'field-empty', field: 'This' })
      : issue.message;
  }
  return { errors };
};
