/** A person's words in a message: escaped, each line, however it ends, marked as a quotation. */
import { clipText, withoutUnseen } from '../../core/plain-text.ts';
import type { Mrkdwn } from '../feature.ts';
import { escapeText, joined, mrkdwn } from './mrkdwn.ts';

/** @param max how many characters of `text` to keep */
export const quote = (text: string, max: number): Mrkdwn =>
  joined(
    clipText(withoutUnseen(text), max)
      .split('\n')
      .map((line) => mrkdwn`>${escapeText(line)}`),
  );
