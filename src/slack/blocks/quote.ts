/** The words of a person in a message: escaped, each line marked as quoted. */
import { escapeText } from './mrkdwn.ts';

/** @param most characters of `text` that are kept */
export const quote = (text: string, max: number): string =>
  escapeText(text.slice(0, max))
    .split('\n')
    .map((line) => `>${line}`)
    .join('\n');
