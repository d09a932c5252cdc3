/** What Slack requires of each block element and composition object. @see https://docs.slack.dev/reference/block-kit/block-elements */
import { limits } from './limits.ts';
import {
  all,
  boolean,
  byType,
  type Check,
  integer,
  isObject,
  list,
  matching,
  object,
  oneOf,
  rule,
  string,
} from './shape.ts';

const type: Check = string(50);

export const plainText = (max: number): Check =>
  byType({ plain_text: object({ 'type!': type, 'text!': string(max), emoji: boolean }) });
const mrkdwn = (max: number): Check =>
  byType({ mrkdwn: object({ 'type!': type, 'text!': string(max), verbatim: boolean }) });
export const anyText =
  (max: number): Check =>
  (value, pointer, report) =>
    (isObject(value) && value.type === 'mrkdwn' ? mrkdwn(max) : plainText(max))(value, pointer, report);

const confirm = object({
  'title!': plainText(limits.confirmTitle),
  'text!': anyText(limits.confirmText),
  'confirm!': plainText(limits.confirmButton),
  'deny!': plainText(limits.confirmButton),
  style: oneOf('primary', 'danger'),
});

const option = (text: typeof anyText, extra: Readonly<Record<string, Check>> = {}): Check =>
  object({
    'text!': text(limits.optionText),
    'value!': string(limits.optionValue),
    description: text(limits.optionDescription),
    ...extra,
  });
const plainOption = option(plainText);

const optionGroup = object({
  'label!': plainText(limits.optionGroupLabel),
  'options!': list(plainOption, limits.selectOptions),
});
/** What a bot may answer to `block_suggestion`. @see https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select */
export const suggestions = all(
  object({
    options: list(plainOption, limits.selectOptions, 0),
    option_groups: list(optionGroup, limits.optionGroups, 0),
  }),
  rule((given) =>
    given.options || given.option_groups ? undefined : 'options or option_groups is required',
  ),
);

const base = { 'type!': type, action_id: string(limits.actionId) };
const confirmed = { ...base, confirm };
const focused = { ...confirmed, focus_on_load: boolean };
const select = { ...focused, placeholder: plainText(limits.placeholder) };
const multi = { ...select, max_selected_items: integer(1, 1000) };
const id = string(50);
const ids = list(id, 1000, 0);
const typed = {
  ...base,
  placeholder: plainText(limits.placeholder),
  initial_value: string(limits.inputValue, 0),
  focus_on_load: boolean,
  dispatch_action_config: object({
    'trigger_actions_on!': list(oneOf('on_enter_pressed', 'on_character_entered'), 2),
  }),
};

const offered = (element: Record<string, unknown>): string[] => {
  const groups = Array.isArray(element.option_groups)
    ? element.option_groups
    : [{ options: element.options }];
  return groups
    .flatMap((group) => (Array.isArray(group?.options) ? group.options : []))
    .map((each) => JSON.stringify(each));
};
/** Each initial option must be exactly one of the options. */
const initialAmongOptions = rule((element) => {
  const initial = [element.initial_option ?? [], element.initial_options ?? []].flat();
  const known = offered(element);
  return initial.every((each) => known.includes(JSON.stringify(each)))
    ? undefined
    : 'initial option is not among the options';
});
const oneSource = rule((element) =>
  (element.options === undefined) === (element.option_groups === undefined)
    ? 'exactly one of options and option_groups is required'
    : undefined,
);
const sources = {
  options: list(plainOption, limits.selectOptions),
  option_groups: list(optionGroup, limits.optionGroups),
};
const conversationFilter = object({
  include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
  exclude_external_shared_channels: boolean,
  exclude_bot_users: boolean,
});
const conversations = {
  filter: conversationFilter,
  default_to_current_conversation: boolean,
  response_url_enabled: boolean,
};

/** The elements by type; the block decides which of them it may contain. */
const elements: Readonly<Record<string, Check>> = {
  button: object({
    ...confirmed,
    'text!': plainText(limits.buttonText),
    value: string(limits.buttonValue, 0),
    url: string(limits.url),
    style: oneOf('primary', 'danger'),
    accessibility_label: string(limits.accessibilityLabel),
  }),
  checkboxes: all(
    object({
      ...focused,
      'options!': list(option(anyText), limits.choiceOptions),
      initial_options: list(option(anyText), limits.choiceOptions),
    }),
    initialAmongOptions,
  ),
  radio_buttons: all(
    object({
      ...focused,
      'options!': list(option(anyText), limits.choiceOptions),
      initial_option: option(anyText),
    }),
    initialAmongOptions,
  ),
  overflow: object({
    ...confirmed,
    'options!': list(option(plainText, { url: string(limits.url) }), limits.overflowOptions),
  }),
  static_select: all(
    object({ ...select, ...sources, initial_option: plainOption }),
    oneSource,
    initialAmongOptions,
  ),
  multi_static_select: all(
    object({ ...multi, ...sources, initial_options: list(plainOption, limits.selectOptions) }),
    oneSource,
    initialAmongOptions,
  ),
  external_select: object({ ...select, initial_option: plainOption, min_query_length: integer(0, 1000) }),
  multi_external_select: object({
    ...multi,
    initial_options: list(plainOption, limits.selectOptions),
    min_query_length: integer(0, 1000),
  }),
  users_select: object({ ...select, initial_user: id }),
  multi_users_select: object({ ...multi, initial_users: ids }),
  conversations_select: object({ ...select, ...conversations, initial_conversation: id }),
  multi_conversations_select: object({ ...multi, ...conversations, initial_conversations: ids }),
  channels_select: object({ ...select, initial_channel: id, response_url_enabled: boolean }),
  multi_channels_select: object({ ...multi, initial_channels: ids }),
  datepicker: object({ ...select, initial_date: matching(/^\d{4}-\d\d-\d\d$/) }),
  timepicker: object({ ...select, initial_time: matching(/^\d\d:\d\d$/), timezone: string(100) }),
  datetimepicker: object({ ...focused, initial_date_time: integer(1_000_000_000, 9_999_999_999) }),
  plain_text_input: object({
    ...typed,
    multiline: boolean,
    min_length: integer(0, limits.inputValue),
    max_length: integer(1, limits.inputValue),
  }),
  email_text_input: object(typed),
  url_text_input: object(typed),
  number_input: object({
    ...typed,
    'is_decimal_allowed!': boolean,
    min_value: string(50),
    max_value: string(50),
  }),
  image: object({
    'type!': type,
    'image_url!': string(limits.imageUrl),
    'alt_text!': string(limits.altText),
  }),
  plain_text: plainText(limits.text),
  mrkdwn: mrkdwn(limits.text),
};

/** The elements of the given types, and no other. */
export const elementOf = (types: readonly string[]): Check =>
  byType(Object.fromEntries(Object.entries(elements).filter(([name]) => types.includes(name))));
