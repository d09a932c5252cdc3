/** What somebody reads who closed a form. Pure. */
import { clipText } from '../../core/plain-text.ts';
import { actions, button, section } from '../../slack/blocks/builders.ts';
import { code, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Message } from '../../slack/feature.ts';
import { asTyped } from '../../slack/input/wire-text.ts';

/** Characters; the button leads to the rest. */
const shownMax = 1500;

/** @param value of the button that opens the form again */
export const closedMessage = (command: string, text: string, value: string): Message => {
  const words = mrkdwn`You closed the form, so nothing was done. This is what you had typed, as a command: ${code(clipText(`${command} ${asTyped(text)}`, shownMax))}`;
  return {
    text: words,
    blocks: [section(words), actions(button({ text: plain`Open it again`, actionId: 'form-again', value }))],
  };
};
