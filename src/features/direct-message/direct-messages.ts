/** What the bot answers to plain words in the direct message. Pure. */
import { clipText } from '../../core/plain-text.ts';
import { actions, button, section } from '../../slack/blocks/builders.ts';
import { code, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Message, Mrkdwn, Plain } from '../../slack/feature.ts';
import { asTyped } from '../../slack/input/wire-text.ts';

/** @param value of the button, by what it does */
type ValueOf = (command: string) => string;

const withButtons = (text: Mrkdwn, ...buttons: readonly ReturnType<typeof button>[]): Message => ({
  text,
  blocks: [section(text), actions(...buttons)],
});

/** Three lines and three buttons, for somebody who says hello or is not understood. */
export const whatItDoes = (value: ValueOf, understood: boolean): Message => {
  const first = understood
    ? mrkdwn`Hello! I share server images between the projects of your clouds.`
    : mrkdwn`I did not understand that. I share server images between the projects of your clouds.`;
  return withButtons(
    mrkdwn`${first}
Write for example “list my images”, “pending”, or “share”, an image id and a project id.
All that I can do: ${code('/image-help')}`,
    button({ text: plain`List my images`, actionId: 'words-run-list', value: value('/list-images') }),
    button({ text: plain`Share an image`, actionId: 'words-form', value: value('/share-image') }),
    button({ text: plain`Link an account`, actionId: 'words-run', value: value('/image-account link') }),
  );
};

const labels: Readonly<Record<string, Plain>> = {
  '/share-image': plain`Open the form`,
  '/image-status': plain`Open the form`,
  '/unshare-image': plain`Choose whom to remove`,
};

/** A command that changes something: what was understood, and the button to go on with. @param text in Slack's wire format */
export const askFirst = (command: string, text: string, value: string): Message =>
  withButtons(
    mrkdwn`I understood ${code(clipText(`${command} ${asTyped(text)}`.trim(), 500))}. Nothing is done yet.`,
    button({ text: labels[command] ?? plain`Open the form`, actionId: 'words-form', value }),
  );

/** For somebody whose words need an account that they have not linked. @param title that of the form that links one */
export const linkFirst = (title: string, value: string): Message =>
  withButtons(
    mrkdwn`I need one of your cloud accounts for this. Link one, and I will carry on.`,
    button({ text: plain`${title}`, actionId: 'words-run', value, style: 'primary' }),
  );

/** A command whose answer is a form, which only a click can open. @param title the form's */
export const opensForm = (title: string, value: string): Message =>
  withButtons(
    mrkdwn`There is a form for this.`,
    button({ text: plain`${title}`, actionId: 'words-run', value }),
  );
