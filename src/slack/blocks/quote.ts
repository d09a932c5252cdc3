/** A person's words in a message: escaped, each line marked as a quotation. */
import { escapeText } from './mrkdwn.ts';

/** @param most how many characters of `text` to keep */
export const quote = (text: string, max: number): string =>
  escapeText(text.slice(0, max))
    .split('\n')
    .map((line) => `>${line}`)
    .join('\n');
