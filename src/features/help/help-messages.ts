/** The replies to `/image-help`, built from what the features say about themselves. Pure. */
import { clipText } from '../../core/plain-text.ts';
import { modalView, section } from '../../slack/blocks/builders.ts';
import { code, escapeText, joined, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Command, Message, ModalView } from '../../slack/feature.ts';
import type { OldName } from './old-names.ts';

export type Commands = ReadonlyMap<string, Command>;

/** Every command on one line, and how to learn more. */
export const overview = (commands: Commands): Message => ({
  text: joined([
    ...[...commands].map(([name, { summary }]) => mrkdwn`${code(name)} ${escapeText(summary)}.`),
    '',
    mrkdwn`Type a command on its own to list your images or accounts, or to open its form, or with \`help\` after it to see how it works.`,
    mrkdwn`Or write to me in your own words, in a direct message. Nothing changes until you click.`,
    mrkdwn`Did you use image_share.py or \`openstack\` before? \`/image-help old\` shows what to type now.`,
  ]),
});

/** The same, as a modal opened from the Home. */
export const helpModal = (commands: Commands): ModalView =>
  modalView({
    callbackId: 'help',
    title: plain`Image Share`,
    close: plain`Close`,
    blocks: [section(overview(commands).text)],
  });

const line = ({ old, command, rest }: OldName) => mrkdwn`${code(old)} → ${code(`${command} ${rest}`.trim())}`;

/** What to type now instead of some old commands. */
export const translated = (names: readonly OldName[]): Message => ({
  text: joined([mrkdwn`Old commands, and what to type now:`, ...names.map(line)]),
});

/** `typed` is neither a command nor an old name. */
export const noSuchCommand = (typed: string, commands: Commands): Message => ({
  text: mrkdwn`There is no command ${code(clipText(typed, 80))}. These are the commands:\n${overview(commands).text}`,
});
