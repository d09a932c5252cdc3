/**
 * Short builders for Block Kit. Texts longer than Slack allows are clipped. Counts are the caller's responsibility, except
 * where dropping the rest is the obvious choice. Each text is mrkdwn or plain, as its type says.
 * @see https://docs.slack.dev/reference/block-kit
 */
import type { types } from '@slack/bolt';
import type { Block, ModalView, Mrkdwn, Option, Plain } from '../feature.ts';
import { blockLimits, compositionLimits, elementLimits, viewLimits } from './limits.ts';
import { plain } from './plain.ts';
import { mrkdwnText, optionList, plainText } from './texts.ts';

export const header = (text: Plain): Block => ({
  type: 'header',
  text: plainText(text, blockLimits.headerChars),
});

export const divider = (): Block => ({ type: 'divider' });

/** A text, with at most ten fields in two columns below it and one element beside it. */
export const section = (
  text: Mrkdwn,
  extras: { readonly fields?: readonly Mrkdwn[]; readonly accessory?: types.SectionBlockAccessory } = {},
): Block => ({
  type: 'section',
  text: mrkdwnText(text, blockLimits.sectionChars),
  ...(extras.fields?.length && {
    fields: extras.fields
      .slice(0, blockLimits.fields)
      .map((field) => mrkdwnText(field, blockLimits.fieldChars)),
  }),
  ...(extras.accessory && { accessory: extras.accessory }),
});

/** Small print; at most ten texts. */
export const context = (...texts: readonly Mrkdwn[]): Block => ({
  type: 'context',
  elements: texts
    .slice(0, blockLimits.contextElements)
    .map((text) => mrkdwnText(text, blockLimits.contextChars)),
});

/** A row of buttons and menus, at most 25. */
export const actions = (...elements: readonly types.ActionsBlockElement[]): Block => ({
  type: 'actions',
  elements: elements.slice(0, blockLimits.actionsElements),
});

export interface Confirm {
  readonly title: Plain;
  readonly text: Mrkdwn;
  /** The label of the button that confirms. */
  readonly confirm: Plain;
  readonly deny?: Plain;
}

const confirmation = ({ title, text, confirm, deny = plain`Cancel` }: Confirm): types.ConfirmationDialog => ({
  title: plainText(title, compositionLimits.confirmTitleChars),
  text: mrkdwnText(text, compositionLimits.confirmTextChars),
  confirm: plainText(confirm, compositionLimits.confirmButtonChars),
  deny: plainText(deny, compositionLimits.confirmButtonChars),
});

/** `value` is an opaque id; a button that destroys something needs `confirm`. */
export const button = (it: {
  readonly text: Plain;
  readonly actionId: string;
  readonly value?: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: Confirm;
}): types.Button => ({
  type: 'button',
  text: plainText(it.text, elementLimits.buttonChars),
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

/**
 * A modal; `title`, `submit` and `close` have at most 24 characters each. `metadata` comes back on submission: put nothing secret in it.
 * `notify`: Slack says when somebody closes it.
 */
export const modalView = (it: {
  readonly callbackId: string;
  readonly title: Plain;
  readonly submit?: Plain;
  readonly close?: Plain;
  readonly blocks: readonly Block[];
  readonly metadata?: string;
  readonly notify?: boolean;
}): ModalView => ({
  type: 'modal',
  callback_id: it.callbackId,
  title: plainText(it.title, viewLimits.titleChars),
  ...(it.submit && { submit: plainText(it.submit, viewLimits.submitChars) }),
  close: plainText(it.close ?? plain`Cancel`, viewLimits.closeChars),
  blocks: it.blocks.slice(0, blockLimits.modalBlocks),
  ...(it.metadata && { private_metadata: it.metadata }),
  ...(it.notify && { notify_on_close: true }),
});
