/** `/command help`, built from what the feature says about itself. */
import type { Command, Message } from '../feature.ts';
import { code, escapeText, joined, mrkdwn } from './mrkdwn.ts';

/** Whether somebody asks for help, with whatever dashes their phone made. */
export const asksForHelp = (text: string): boolean => /^(?:[-–—]*help|[-–—]+h|\?)$/i.test(text.trim());

const usage = (name: string, { summary, usage, examples = [] }: Command): Message => ({
  text: joined([
    escapeText(summary),
    code(`${name} ${usage}`),
    ...(examples.length > 0 ? [mrkdwn`For example:`, ...examples.map(code)] : []),
  ]),
});

const printed = new WeakMap<Command, Message>();

/** A command's help; built once, because it never changes. */
export const usageMessage = (name: string, command: Command): Message => {
  const message = printed.get(command) ?? usage(name, command);
  printed.set(command, message);
  return message;
};
