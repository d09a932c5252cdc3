/** What the bot answers to plain words in the direct message. Pure. */
import { clipText } from '../../core/plain-text.ts';
import { actions, button, section } from '../../slack/blocks/builders.ts';
import { code, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Message, Mrkdwn, Plain } from '../../slack/feature.ts';
import { asTyped } from '../../slack/input/wire-text.ts';
import type { Place } from './places.ts';

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
For example, write “list my images”, “pending”, or “share” with an image id and a project id.
Everything I can do: ${code('/image-help')}`,
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

/** What is done on a message about an image, or on the Home: where that is. @param image its id, if the words name one */
export const whereItIs = (place: Place, image: string | null, value: ValueOf): Message => {
  const open = (label: Plain, command: string) =>
    button({ text: label, actionId: 'words-form', value: value(command) });
  const look = (label: Plain, command: string) =>
    button({ text: label, actionId: 'words-run', value: value(command) });
  const about = image === null ? '' : ` ${image}`;
  const shown = look(plain`Show the image`, `/show-image${about}`);
  const listed = look(plain`List my images`, '/list-images');
  const waiting = look(plain`What waits for me`, '/list-images --member-status pending');
  const shows: Readonly<Record<Place, () => Message>> = {
    undo: () =>
      withButtons(
        mrkdwn`For a minute, *Undo* is below an answer or a removal. After that, answer again on the message about the image, or remove whom you shared it with.`,
        open(plain`Choose whom to remove`, `/unshare-image${about}`),
        image === null ? waiting : shown,
      ),
    extend: () =>
      withButtons(
        mrkdwn`Your messages about an image say when its share ends. The producer moves the end: on the message, in the menu (⋯) beside the project, with *Extend…*`,
        image === null ? listed : shown,
      ),
    block: () =>
      withButtons(
        mrkdwn`Nothing is done yet. On the message with the offer, open the menu (⋯) and choose *Block…*, for yourself or for your whole project. Your preferences list what you have blocked.`,
        waiting,
        button({
          text: plain`Preferences`,
          actionId: 'words-run-preferences',
          value: value('/image-account preferences'),
        }),
      ),
    remind: () =>
      withButtons(
        mrkdwn`On your message about the image, open the menu (⋯) beside the project and choose *Remind*, at most every four hours.`,
        image === null ? listed : shown,
      ),
    'take over': () =>
      withButtons(
        mrkdwn`If somebody has left, my Home tab lists what they shared from your project under *Shares without a producer*, with *Take over*.`,
        image === null ? listed : shown,
      ),
  };
  return shows[place]();
};

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
