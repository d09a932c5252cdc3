/** `/image-help`: all commands, one of them, or what replaces an old one. */
import { usageMessage } from '../../slack/blocks/usage.ts';
import type { Feature, Message } from '../../slack/feature.ts';
import { type Commands, noSuchCommand, overview, translated } from './help-messages.ts';
import { formerly, oldNames } from './old-names.ts';

/** @param commands filled by the caller, with this command included, before anybody asks */
export const help = (commands: Commands): Feature => {
  let all: Message | undefined;
  return {
    commands: {
      '/image-help': {
        summary: 'Show what this bot can do, and what replaces old commands',
        usage: '[command]',
        examples: ['/image-help', '/image-help share-image', '/image-help add-member'],
        run: async (_turn, text) => {
          const typed = text.trim();
          if (typed === '') {
            all ??= overview(commands);
            return { say: all };
          }
          if (typed.toLowerCase() === 'old') return { say: translated(oldNames) };
          const name = `/${typed.toLowerCase().replace(/^\//, '')}`;
          const command = commands.get(name);
          if (command) return { say: usageMessage(name, command) };
          const names = formerly(typed);
          return { say: names.length > 0 ? translated(names) : noSuchCommand(typed, commands) };
        },
      },
    },
  };
};
