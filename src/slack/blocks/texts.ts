/** Texts and options in the form that Slack accepts: clipped, never empty. */
import type { types } from '@slack/bolt';
import type { Option } from '../feature.ts';
import { compositionLimits, elementLimits } from './limits.ts';
import { clip } from './mrkdwn.ts';

/** Slack refuses an empty text. */
const filled = (text: string, max: number) => clip(text, max) || '–';

export const plain = (text: string, max: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: filled(text, max),
  emoji: false,
});

export const mrkdwn = (text: string, max: number): types.MrkdwnElement => ({
  type: 'mrkdwn',
  text: filled(text, max),
  verbatim: true,
});

const option = ({ text, value, description }: Option): types.PlainTextOption => ({
  text: plain(text, compositionLimits.optionChars),
  value,
  ...(description && { description: plain(description, compositionLimits.optionDescriptionChars) }),
});

/** The answer to an options request. */
export const optionList = (options: readonly Option[], max: number = elementLimits.selectOptions) =>
  options.slice(0, max).map(option);
