/** `/command help`: printed from what the feature says of itself. */
import type { Command, Message } from '../feature.ts';
import { code, escapeText } from './mrkdwn.ts';

/** Whether somebody asks how the command goes, dashes as their phone made them. */
export const asksForHelp = (text: string): boolean => /^(?:[-–—]*help|[-–—]+h|\?)$/i.test(text.trim());

const usage = (name: string, { summary, usage, examples = [] }: Command): Message => ({
  text: [
    escapeText(summary),
    code(`${name} ${usage}`),
    ...(examples.length > 0 ? ['For example:', ...examples.map(code)] : []),
  ].join('\n'),
});

const printed = new WeakMap<Command, Message>();

/** What a command says of itself; printed once, as it is always the same. */
export const usageMessage = (name: string, command: Command): Message => {
  const message = printed.get(command) ?? usage(name, command);
  printed.set(command, message);
  return message;
};
