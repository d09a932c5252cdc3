/** Texts and options in the form that Slack accepts: clipped, and never empty, which Slack refuses. */
import type { types } from '@slack/bolt';
import { clipText } from '../../core/plain-text.ts';
import type { Mrkdwn, Option, Plain } from '../feature.ts';
import { compositionLimits, elementLimits } from './limits.ts';
import { clip } from './mrkdwn.ts';
import { plain } from './plain.ts';

export const plainText = (text: Plain, max: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: clipText(text, max) || '–',
  emoji: false,
});

export const mrkdwnText = (text: Mrkdwn, max: number): types.MrkdwnElement => ({
  type: 'mrkdwn',
  text: clip(text, max) || '–',
  verbatim: true,
});

const option = ({ text, value, description }: Option): types.PlainTextOption => ({
  text: plainText(text, compositionLimits.optionChars),
  value,
  ...(description && { description: plainText(description, compositionLimits.optionDescriptionChars) }),
});

/** Options whose texts come from a cloud or a person. */
export const optionsOf = (
  choices: readonly { readonly text: string; readonly value: string; readonly description?: string }[],
): Option[] =>
  choices.map(({ text, value, description }) => ({
    text: plain`${text}`,
    value,
    ...(description && { description: plain`${description}` }),
  }));

/** The answer to an options request. */
export const optionList = (options: readonly Option[], max: number = elementLimits.selectOptions) =>
  options.slice(0, max).map(option);
