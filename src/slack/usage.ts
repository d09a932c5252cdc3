/** `/command help`: printed from what the feature says of itself. */
import { code, escapeText } from './mrkdwn.ts';
import type { Command, Message } from './surface.ts';

/** Whether somebody asks how the command goes, dashes as their phone made them. */
export const asksForHelp = (text: string): boolean => /^(?:[-–—]*help|[-–—]+h|\?)$/i.test(text.trim());

export const usageMessage = (name: string, { summary, usage, examples = [] }: Command): Message => ({
  text: [
    escapeText(summary),
    code(`${name} ${usage}`),
    ...(examples.length > 0 ? ['For example:', ...examples.map(code)] : []),
  ].join('\n'),
});
