/** The replies to `/image-help`, built from what the features say about themselves. Pure. */
import { modalView, section } from '../../slack/blocks/builders.ts';
import { code, escapeText } from '../../slack/blocks/mrkdwn.ts';
import type { Command, Message, ModalView } from '../../slack/feature.ts';
import type { OldName } from './old-names.ts';

export type Commands = ReadonlyMap<string, Command>;

/** Every command on one line, and how to learn more. */
export const overview = (commands: Commands): Message => ({
  text: [
    ...[...commands].map(([name, { summary }]) => `${code(name)} ${escapeText(summary)}.`),
    '',
    'Type a command on its own to open its form, or with `help` after it to see how it works.',
    'Did you use image_share.py or `openstack` before? `/image-help old` shows what to type now.',
  ].join('\n'),
});

/** The same, as a modal opened from the Home. */
export const helpModal = (commands: Commands): ModalView =>
  modalView({
    callbackId: 'help',
    title: 'Image Share',
    close: 'Close',
    blocks: [section(overview(commands).text)],
  });

const line = ({ old, command, rest }: OldName) => `${code(old)} → ${code(`${command} ${rest}`.trim())}`;

/** What to type now instead of some old commands. */
export const translated = (names: readonly OldName[]): Message => ({
  text: ['Old commands, and what to type now:', ...names.map(line)].join('\n'),
});

/** `typed` is neither a command nor an old name. */
export const noSuchCommand = (typed: string, commands: Commands): Message => ({
  text: `There is no command ${code(typed.slice(0, 80))}. These are the commands:\n${overview(commands).text}`,
});
