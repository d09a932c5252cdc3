/** Short builders for a modal's inputs. */
import type { types } from '@slack/bolt';
import { clipText } from '../../core/plain-text.ts';
import type { Block, Option, Plain } from '../feature.ts';
import { blockLimits, elementLimits } from './limits.ts';
import { optionList, plainText } from './texts.ts';

type Kind =
  | {
      readonly kind: 'text' | 'lines';
      readonly initial?: string;
      readonly placeholder?: Plain;
      readonly max?: number;
    }
  | {
      readonly kind: 'select';
      readonly options: readonly Option[];
      readonly initial?: string;
      readonly placeholder?: Plain;
    }
  | { readonly kind: 'radio'; readonly options: readonly Option[]; readonly initial?: string }
  | { readonly kind: 'checks'; readonly options: readonly Option[]; readonly initial: readonly string[] }
  /** `initial` looks like `22:00`. */
  | { readonly kind: 'time'; readonly initial?: string }
  /** A channel of the workspace, public or joined by the person, and not shared with another workspace. */
  | { readonly kind: 'channel'; readonly initial?: string | undefined }
  /** Type-ahead: the feature's `options` for the action id make suggestions, from the first click on. */
  | { readonly kind: 'suggest'; readonly initial?: Option | undefined; readonly placeholder?: Plain }
  | { readonly kind: 'suggest-many'; readonly placeholder?: Plain }
  /** `initial` looks like `2026-12-24`. */
  | { readonly kind: 'date'; readonly initial?: string; readonly placeholder?: Plain }
  | { readonly kind: 'person'; readonly placeholder?: Plain }
  | { readonly kind: 'people'; readonly initial?: readonly string[]; readonly placeholder?: Plain };

const chosen = (options: readonly types.PlainTextOption[], value: string | undefined) => {
  const initial = options.find((each) => each.value === value);
  return initial && { initial_option: initial };
};

type Choice = Extract<Kind, { readonly kind: 'select' | 'radio' | 'checks' | 'suggest' }>;

/** An element with options. The initial choice must be one of them, otherwise Slack refuses the view. */
const choice = (kind: Choice) => {
  switch (kind.kind) {
    case 'select': {
      const options = optionList(kind.options);
      return { type: 'static_select' as const, options, ...chosen(options, kind.initial) };
    }
    case 'radio': {
      const options = optionList(kind.options, elementLimits.radioOptions);
      return { type: 'radio_buttons' as const, options, ...chosen(options, kind.initial) };
    }
    case 'checks': {
      const options = optionList(kind.options, elementLimits.radioOptions);
      const initial = options.filter(({ value }) => kind.initial.includes(value ?? ''));
      return {
        type: 'checkboxes' as const,
        options,
        ...(initial.length > 0 && { initial_options: initial }),
      };
    }
    case 'suggest': {
      const [initial] = optionList(kind.initial ? [kind.initial] : []);
      return {
        type: 'external_select' as const,
        min_query_length: 0,
        ...(initial && { initial_option: initial }),
      };
    }
    default:
      return kind satisfies never;
  }
};

const element = (kind: Kind, actionId: string): types.InputBlockElement => {
  const base = {
    action_id: actionId,
    ...('placeholder' in kind &&
      kind.placeholder && { placeholder: plainText(kind.placeholder, elementLimits.placeholderChars) }),
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
        ...(kind.initial && { initial_value: clipText(kind.initial, max) }),
      };
    }
    case 'select':
    case 'radio':
    case 'checks':
    case 'suggest':
      return { ...choice(kind), ...base };
    case 'time':
      return { type: 'timepicker', ...base, ...(kind.initial && { initial_time: kind.initial }) };
    case 'channel':
      return {
        type: 'conversations_select',
        ...base,
        filter: { include: ['public', 'private'], exclude_external_shared_channels: true },
        ...(kind.initial && { initial_conversation: kind.initial }),
      };
    case 'suggest-many':
      return { type: 'multi_external_select', ...base, min_query_length: 0 };
    case 'date':
      return { type: 'datepicker', ...base, ...(kind.initial && { initial_date: kind.initial }) };
    case 'person':
      return { type: 'users_select', ...base };
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
 * An input. `initial` is dropped if it is not one of the options.
 * `dispatch`: the modal's `changed` runs at each change. `actionId` defaults to the block's id.
 */
export const input = (
  it: {
    readonly label: Plain;
    readonly blockId: string;
    readonly actionId?: string;
    readonly optional?: boolean;
    readonly hint?: Plain;
    readonly dispatch?: boolean;
  } & Kind,
): Block => ({
  type: 'input',
  block_id: it.blockId,
  label: plainText(it.label, blockLimits.inputLabelChars),
  element: element(it, it.actionId ?? it.blockId),
  optional: it.optional ?? false,
  ...(it.hint && { hint: plainText(it.hint, blockLimits.inputHintChars) }),
  ...(it.dispatch && { dispatch_action: true }),
});
