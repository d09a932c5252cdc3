/**
 * Short builders for Block Kit. Texts longer than Slack allows are clipped. Counts are the caller's responsibility, except
 * where dropping the rest is the obvious choice. Texts are mrkdwn unless a comment says plain.
 * @see https://docs.slack.dev/reference/block-kit
 */
import type { types } from '@slack/bolt';
import type { Block, ModalView, Option } from '../feature.ts';
import { blockLimits, compositionLimits, elementLimits, viewLimits } from './limits.ts';
import { mrkdwn, optionList, plain } from './texts.ts';

/** Plain text. */
export const header = (text: string): Block => ({
  type: 'header',
  text: plain(text, blockLimits.headerChars),
});

export const divider = (): Block => ({ type: 'divider' });

/** A text, with at most ten fields in two columns below it and one element beside it. */
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
  /** Plain; the label of the button that confirms. */
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

/** `text` is plain; `value` is an opaque id; a button that destroys something needs `confirm`. */
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

/** The three dots: at most five options; the chosen one's value is what the handler gets. */
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

/** A modal; `title`, `submit` and `close` are plain, at most 24 characters each. `metadata` comes back on submission: put nothing secret in it. */
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
