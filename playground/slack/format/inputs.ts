/** The elements that hold what a person typed or chose: where they are, their values, and what Slack's client checks itself. */
import type { Block, Element, Option, StateValue, StateValues } from './wire.ts';

/** The field of each kind that holds its value, and the one that holds its initial value. */
const kinds: Readonly<
  Record<string, { slot: string; initial: string; holds: 'text' | 'option' | 'id' | 'seconds'; many?: true }>
> = {
  plain_text_input: { slot: 'value', initial: 'initial_value', holds: 'text' },
  email_text_input: { slot: 'value', initial: 'initial_value', holds: 'text' },
  url_text_input: { slot: 'value', initial: 'initial_value', holds: 'text' },
  number_input: { slot: 'value', initial: 'initial_value', holds: 'text' },
  static_select: { slot: 'selected_option', initial: 'initial_option', holds: 'option' },
  external_select: { slot: 'selected_option', initial: 'initial_option', holds: 'option' },
  radio_buttons: { slot: 'selected_option', initial: 'initial_option', holds: 'option' },
  multi_static_select: { slot: 'selected_options', initial: 'initial_options', holds: 'option', many: true },
  multi_external_select: {
    slot: 'selected_options',
    initial: 'initial_options',
    holds: 'option',
    many: true,
  },
  checkboxes: { slot: 'selected_options', initial: 'initial_options', holds: 'option', many: true },
  users_select: { slot: 'selected_user', initial: 'initial_user', holds: 'id' },
  multi_users_select: { slot: 'selected_users', initial: 'initial_users', holds: 'id', many: true },
  conversations_select: { slot: 'selected_conversation', initial: 'initial_conversation', holds: 'id' },
  multi_conversations_select: {
    slot: 'selected_conversations',
    initial: 'initial_conversations',
    holds: 'id',
    many: true,
  },
  channels_select: { slot: 'selected_channel', initial: 'initial_channel', holds: 'id' },
  multi_channels_select: { slot: 'selected_channels', initial: 'initial_channels', holds: 'id', many: true },
  datepicker: { slot: 'selected_date', initial: 'initial_date', holds: 'id' },
  timepicker: { slot: 'selected_time', initial: 'initial_time', holds: 'id' },
  datetimepicker: { slot: 'selected_date_time', initial: 'initial_date_time', holds: 'seconds' },
};

/** An interactive element, with its block. */
export interface Placed {
  readonly block: Block;
  readonly element: Element & { action_id: string };
}

/** Every element that can be acted on, in the order shown. */
export const placed = (blocks: readonly Block[]): Placed[] =>
  blocks.flatMap((block) =>
    [block.accessory, block.element, block.type === 'actions' ? block.elements : undefined]
      .flat()
      .flatMap((element) => (element?.action_id ? [{ block, element: element as Placed['element'] }] : [])),
  );

/** What every input holds before anybody touches it. */
export const initialState = (blocks: readonly Block[]): StateValues => {
  const values: StateValues = {};
  for (const { block, element } of placed(blocks)) {
    const kind = kinds[element.type];
    if (!kind) continue;
    const actions = values[block.block_id] ?? {};
    values[block.block_id] = actions;
    actions[element.action_id] = {
      type: element.type,
      [kind.slot]: element[kind.initial] ?? (kind.many ? [] : null),
    };
  }
  return values;
};

/** The options of a select, including those in groups. */
export const optionsOf = ({
  options,
  option_groups,
}: Pick<Element, 'options' | 'option_groups'>): Option[] => [
  ...(options ?? []),
  ...(option_groups?.flatMap((group) => group.options) ?? []),
];

/** An option, by its text or its value. */
export const optionBy = (options: readonly Option[], which: string): Option | undefined =>
  options.find(({ text }) => text.text === which) ?? options.find(({ value }) => value === which);

/**
 * The element's value after a person chose or typed `given`.
 * @param suggested what the bot suggested, for a select that asks it
 * @throws Error if there is no such option, or the element holds no value
 */
export const valueFor = (
  { element }: Placed,
  given: string | readonly string[],
  suggested: readonly Option[],
): StateValue => {
  const kind = kinds[element.type];
  if (!kind) throw new Error(`A ${element.type} (${element.action_id}) holds no value.`);
  const initial = [element.initial_option ?? [], element.initial_options ?? []].flat() as Option[];
  const options = [...optionsOf(element), ...suggested, ...initial];
  const one = (each: string) => {
    if (kind.holds === 'seconds') return Number(each);
    if (kind.holds !== 'option') return each;
    const option = optionBy(options, each);
    if (option) return option;
    throw new Error(
      `No option “${each}” in ${element.action_id}; there are: ${options.map(({ text }) => text.text).join(', ')}`,
    );
  };
  const all = [given]
    .flat()
    .filter((each) => each !== '')
    .map(one);
  return { type: element.type, [kind.slot]: kind.many ? all : (all[0] ?? null) };
};

const numberComplaint = (element: Element, value: number): string | undefined => {
  const { is_decimal_allowed, min_value, max_value } = element;
  if (!Number.isFinite(value)) return 'Please enter a valid number.';
  if (is_decimal_allowed !== true && !Number.isInteger(value)) return 'Please enter a whole number.';
  if (min_value !== undefined && value < Number(min_value)) return `Please enter at least ${min_value}.`;
  if (max_value !== undefined && value > Number(max_value)) return `Please enter no more than ${max_value}.`;
  return undefined;
};

/** Slack's own complaint about an input before the bot gets it, or `undefined`. */
export const complaint = ({ block, element }: Placed, state: StateValue | undefined): string | undefined => {
  const kind = kinds[element.type];
  const value = kind && state?.[kind.slot];
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0))
    return block.optional === true ? undefined : 'Please complete this required field.';
  if (typeof value !== 'string') return undefined;
  const [min, max] = [Number(element.min_length ?? 0), Number(element.max_length ?? 3000)];
  if (value.length < min) return `Please enter at least ${min} characters.`;
  if (value.length > max) return `Please enter no more than ${max} characters.`;
  if (element.type === 'number_input') return numberComplaint(element, Number(value));
  if (element.type === 'email_text_input' && !/^\S+@\S+$/.test(value))
    return 'Please enter a valid email address.';
  if (element.type === 'url_text_input' && !URL.canParse(value)) return 'Please enter a valid URL.';
  return undefined;
};
