/** Slack's plain text: labels, titles, options. Nothing in it has a meaning for Slack, so nothing is escaped. */

import { withoutUnseen } from '../../core/plain-text.ts';
import type { Plain, Text } from '../feature.ts';
import { filledIn } from './filled-in.ts';

/** Plain text; what stands in its holes loses what is not seen, and its lines: another one would look like the bot's own words. */
export const plain = (words: TemplateStringsArray, ...holes: readonly (Text | number)[]): Plain =>
  filledIn(
    words,
    holes.map((hole) => withoutUnseen(String(hole)).replaceAll('\n', ' ')),
  ) as Plain;
