/** What somebody reads who clicks a message that a newer one has replaced: the current state, and where it is. */
import type { BlockAction } from '@slack/bolt';
import type { Person } from '../../core/ids.ts';
import { section } from '../blocks/builders.ts';
import { escapeText, joined, mrkdwn, time } from '../blocks/mrkdwn.ts';
import type { Message } from '../feature.ts';

/** A message in a conversation. */
export interface ClickedMessage {
  readonly channel: string;
  readonly ts: string;
}

/** What is said of a message that is not the current one. `link`: null if there is none yet; `asOf`: it is not known since a restore. */
export type NotCurrent =
  | { readonly message: Message; readonly link: string | null }
  | { readonly asOf: number };

/** Null: the clicked message is the current one, or none that shows a state. */
export type FindSuccessor = (
  person: Person,
  value: string,
  clicked: ClickedMessage,
) => Promise<NotCurrent | null>;

/** The message that a button is on; null: it is on a view, or on a message that only the person sees. */
export const clickedMessage = ({ container }: Pick<BlockAction, 'container'>): ClickedMessage | null => {
  const { type, message_ts: ts, channel_id: channel, is_ephemeral: isEphemeral } = container ?? {};
  return type === 'message' && isEphemeral !== true && typeof ts === 'string' && typeof channel === 'string'
    ? { channel, ts }
    : null;
};

/** The state in words; the buttons are on the message that is linked. */
export const formerMessage = (found: NotCurrent): Message => {
  if ('asOf' in found) {
    const words = mrkdwn`This message is newer than the backup of ${time(found.asOf)} that the bot was restored from. The bot does not know it, so nothing was done. The bot’s Home tab shows the current state, and \`/list-images\` lists the images.`;
    return { text: words, blocks: [section(words)] };
  }
  const { message, link } = found;
  const where =
    link === null
      ? mrkdwn`The current one is about to be posted in this conversation.`
      : mrkdwn`<${escapeText(link)}|Here is the current one.>`;
  const words = mrkdwn`This message is out of date, and Slack let nobody change it, so nothing was done. ${where}`;
  return { text: joined([words, message.text]), blocks: [section(words), section(message.text)] };
};
