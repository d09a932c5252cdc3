/** What stands in a form's inputs: as Slack sends it, and as a view is filled in with it. */
import type { ViewOutput } from '@slack/bolt';
import type { Block } from '../feature.ts';

export type State = ViewOutput['state']['values'];

/** By type: an element's value in each of the two. @see https://docs.slack.dev/reference/block-kit/block-elements */
const names: Readonly<Record<string, readonly [sent: string, initial: string]>> = {
  plain_text_input: ['value', 'initial_value'],
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  checkboxes: ['selected_options', 'initial_options'],
  multi_external_select: ['selected_options', 'initial_options'],
  users_select: ['selected_user', 'initial_user'],
  multi_users_select: ['selected_users', 'initial_users'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
};

type Fields = Readonly<Record<string, unknown>>;

const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** An input with the ids and names of its value; null if the block holds none. */
const inputOf = (block: Block) => {
  if (block.type !== 'input' || block.block_id === undefined) return null;
  const {
    type,
    action_id = '',
    ...fields
  }: { type?: string; action_id?: string } & Fields = { ...block.element };
  const [sent, initial] = names[type ?? ''] ?? [];
  return sent === undefined || initial === undefined
    ? null
    : { blockId: block.block_id, type, action_id, fields: fields as Fields, sent, initial };
};

/** The block, filled in with what was sent. */
export const filledIn = (block: Block, state: State): Block => {
  const input = inputOf(block);
  const held = input && state[input.blockId]?.[input.action_id];
  if (!held) return block;
  const { type, action_id, fields, sent, initial } = input;
  const { [initial]: _, ...others } = fields;
  const value = ({ ...held } as Fields)[sent];
  const element = { type, action_id, ...others, ...(!isEmpty(value) && { [initial]: value }) };
  return { ...block, element } as object as Block;
};

/** What a view's inputs hold as long as nobody touches them, in the form that Slack sends. */
export const initialState = (blocks: readonly Block[]): State =>
  Object.fromEntries(
    blocks.flatMap((block) => {
      const input = inputOf(block);
      if (!input) return [];
      const { blockId, type, action_id, fields, sent, initial } = input;
      const held = { type, [sent]: fields[initial] ?? null } as object as State[string][string];
      return [[blockId, { [action_id]: held }]];
    }),
  );
