/**
 * Block Kit in short words. Texts longer than Slack takes are clipped; counts are the caller's to keep, except where leaving
 * the rest out is what anybody would do. Texts are mrkdwn unless a comment says plain.
 * @see https://docs.slack.dev/reference/block-kit
 */
import type { types } from '@slack/bolt';
import type { Block, ModalView, Option } from '../feature.ts';
import { blockLimits, compositionLimits, elementLimits, viewLimits } from './limits.ts';
import { clip } from './mrkdwn.ts';

/** Slack refuses an empty text. */
const filled = (text: string, max: number) => clip(text, max) || '–';

const plain = (text: string, max: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: filled(text, max),
  emoji: false,
});

const mrkdwn = (text: string, max: number): types.MrkdwnElement => ({
  type: 'mrkdwn',
  text: filled(text, max),
  verbatim: true,
});

/** Plain text. */
export const header = (text: string): Block => ({
  type: 'header',
  text: plain(text, blockLimits.headerChars),
});

export const divider = (): Block => ({ type: 'divider' });

/** A text, at most ten fields in two columns under it, and one element beside it. */
export const section = (
  text: string,
  extras: { readonly fields?: readonly string[]; readonly accessory?: types.SectionBlockAccessory } = {},
): Block => ({
  type: 'section',
  text: mrkdwn(text, blockLimits.sectionChars),
  ...(extras.fields?.length && {
    fields: extras.fields.slice(0, blockLimits.fields).map((field) => mrkdwn(field, blockLimits.fieldChars)),
  }),
  ...(extras.accessory && { accessory: extras.accessory }),
});

/** Small print; at most ten texts. */
export const context = (...texts: readonly string[]): Block => ({
  type: 'context',
  elements: texts.slice(0, blockLimits.contextElements).map((text) => mrkdwn(text, blockLimits.contextChars)),
});

/** A row of buttons and menus, at most 25. */
export const actions = (...elements: readonly types.ActionsBlockElement[]): Block => ({
  type: 'actions',
  elements: elements.slice(0, blockLimits.actionsElements),
});

export interface Confirm {
  /** Plain. */
  readonly title: string;
  readonly text: string;
  /** Plain; what the button that goes on says. */
  readonly confirm: string;
  /** Plain. */
  readonly deny?: string;
}

const confirmation = ({ title, text, confirm, deny = 'Cancel' }: Confirm): types.ConfirmationDialog => ({
  title: plain(title, compositionLimits.confirmTitleChars),
  text: mrkdwn(text, compositionLimits.confirmTextChars),
  confirm: plain(confirm, compositionLimits.confirmButtonChars),
  deny: plain(deny, compositionLimits.confirmButtonChars),
});

/** `text` is plain; `value` is an opaque id; what destroys something has a `confirm`. */
export const button = (it: {
  readonly text: string;
  readonly actionId: string;
  readonly value?: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: Confirm;
}): types.Button => ({
  type: 'button',
  text: plain(it.text, elementLimits.buttonChars),
  action_id: it.actionId,
  ...(it.value !== undefined && { value: it.value }),
  ...(it.style && { style: it.style }),
  ...(it.confirm && { confirm: confirmation(it.confirm) }),
});

const option = ({ text, value, description }: Option): types.PlainTextOption => ({
  text: plain(text, compositionLimits.optionChars),
  value,
  ...(description && { description: plain(description, compositionLimits.optionDescriptionChars) }),
});

/** As an options request is answered. */
export const optionList = (options: readonly Option[], max: number = elementLimits.selectOptions) =>
  options.slice(0, max).map(option);

/** The three dots: at most five options, whose values are what the button gets. */
export const overflow = (it: {
  readonly actionId: string;
  readonly options: readonly Option[];
  readonly confirm?: Confirm;
}): types.Overflow => ({
  type: 'overflow',
  action_id: it.actionId,
  options: optionList(it.options, elementLimits.overflowOptions),
  ...(it.confirm && { confirm: confirmation(it.confirm) }),
});

type Kind =
  | {
      readonly kind: 'text' | 'lines';
      readonly initial?: string;
      readonly placeholder?: string;
      readonly max?: number;
    }
  | {
      readonly kind: 'select';
      readonly options: readonly Option[];
      readonly initial?: string;
      readonly placeholder?: string;
    }
  | { readonly kind: 'radio'; readonly options: readonly Option[]; readonly initial?: string }
  | { readonly kind: 'checks'; readonly options: readonly Option[]; readonly initial: readonly string[] }
  /** `initial` as `22:00`. */
  | { readonly kind: 'time'; readonly initial?: string }
  /** A channel of the workspace, public or one that the person is in; shared with no other workspace. */
  | { readonly kind: 'channel'; readonly initial?: string | undefined }
  /** Type-ahead: the `options` of the action id say what to offer, from the first click on. */
  | { readonly kind: 'suggest'; readonly initial?: Option | undefined; readonly placeholder?: string }
  | { readonly kind: 'suggest-many'; readonly placeholder?: string }
  /** `initial` as `2026-12-24`. */
  | { readonly kind: 'date'; readonly initial?: string }
  | { readonly kind: 'people'; readonly initial?: readonly string[]; readonly placeholder?: string };

const element = (kind: Kind, actionId: string): types.InputBlockElement => {
  const base = {
    action_id: actionId,
    ...('placeholder' in kind &&
      kind.placeholder && { placeholder: plain(kind.placeholder, elementLimits.placeholderChars) }),
  };
  switch (kind.kind) {
    case 'text':
    case 'lines': {
      const max = kind.max ?? elementLimits.plainTextInputChars;
      return {
        type: 'plain_text_input',
        ...base,
        multiline: kind.kind === 'lines',
        max_length: max,
        ...(kind.initial && { initial_value: clip(kind.initial, max) }),
      };
    }
    case 'select':
    case 'radio': {
      const radio = kind.kind === 'radio';
      const options = optionList(
        kind.options,
        radio ? elementLimits.radioOptions : elementLimits.selectOptions,
      );
      const initial = options.find(({ value }) => value === kind.initial);
      const chosen = initial && { initial_option: initial };
      return radio
        ? { type: 'radio_buttons', ...base, options, ...chosen }
        : { type: 'static_select', ...base, options, ...chosen };
    }
    case 'checks': {
      const options = optionList(kind.options, elementLimits.radioOptions);
      const initial = options.filter(({ value }) => kind.initial.includes(value ?? ''));
      return {
        type: 'checkboxes',
        ...base,
        options,
        ...(initial.length > 0 && { initial_options: initial }),
      };
    }
    case 'time':
      return { type: 'timepicker', ...base, ...(kind.initial && { initial_time: kind.initial }) };
    case 'channel':
      return {
        type: 'conversations_select',
        ...base,
        filter: { include: ['public', 'private'], exclude_external_shared_channels: true },
        ...(kind.initial && { initial_conversation: kind.initial }),
      };
    case 'suggest': {
      const [initial] = optionList(kind.initial ? [kind.initial] : []);
      return {
        type: 'external_select',
        ...base,
        min_query_length: 0,
        ...(initial && { initial_option: initial }),
      };
    }
    case 'suggest-many':
      return { type: 'multi_external_select', ...base, min_query_length: 0 };
    case 'date':
      return { type: 'datepicker', ...base, ...(kind.initial && { initial_date: kind.initial }) };
    case 'people':
      return {
        type: 'multi_users_select',
        ...base,
        ...(kind.initial?.length && { initial_users: [...kind.initial] }),
      };
    default:
      return kind satisfies never;
  }
};

/**
 * An input; `label` and `hint` are plain. `initial` is dropped where it is none of the options.
 * `dispatch`: a change comes at once as the modal's `changed`. `actionId` is the block's id where none is given.
 */
export const input = (
  it: {
    readonly label: string;
    readonly blockId: string;
    readonly actionId?: string;
    readonly optional?: boolean;
    readonly hint?: string;
    readonly dispatch?: boolean;
  } & Kind,
): Block => ({
  type: 'input',
  block_id: it.blockId,
  label: plain(it.label, blockLimits.inputLabelChars),
  element: element(it, it.actionId ?? it.blockId),
  optional: it.optional ?? false,
  ...(it.hint && { hint: plain(it.hint, blockLimits.inputHintChars) }),
  ...(it.dispatch && { dispatch_action: true }),
});

/** A modal; `title`, `submit` and `close` are plain, at most 24 characters each. `metadata` comes back on submission: nothing secret. */
export const modalView = (it: {
  readonly callbackId: string;
  readonly title: string;
  readonly submit?: string;
  readonly close?: string;
  readonly blocks: readonly Block[];
  readonly metadata?: string;
}): ModalView => ({
  type: 'modal',
  callback_id: it.callbackId,
  title: plain(it.title, viewLimits.titleChars),
  ...(it.submit && { submit: plain(it.submit, viewLimits.submitChars) }),
  close: plain(it.close ?? 'Cancel', viewLimits.closeChars),
  blocks: it.blocks.slice(0, blockLimits.modalBlocks),
  ...(it.metadata && { private_metadata: it.metadata }),
});
