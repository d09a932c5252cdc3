/** A person's words in a message: escaped, each line marked as a quotation. */
import type { Mrkdwn } from '../feature.ts';
import { escapeText, joined, mrkdwn } from './mrkdwn.ts';

/** @param most how many characters of `text` to keep */
export const quote = (text: string, max: number): Mrkdwn =>
  joined(
    text
      .slice(0, max)
      .split('\n')
      .map((line) => mrkdwn`>${escapeText(line)}`),
  );
