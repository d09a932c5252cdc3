/** What Slack does to a command's text before the bot gets it. @see https://docs.slack.dev/interactivity/implementing-slash-commands#escaping */
import type { Workspace } from './workspace.ts';

const escaped: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * `& < >` become entities. With `shouldEscape`, `@name`, `#channel` and links become Slack's tokens, if the person or channel
 * exists; otherwise they stay as typed.
 */
export const escapeTyped = ({ users, channels }: Workspace, text: string, shouldEscape: boolean): string => {
  const safe = text.replace(/[&<>]/g, (character) => escaped[character] ?? character);
  if (!shouldEscape) return safe;
  return safe
    .replace(/https?:\/\/[^\s|]+/g, (url) => `<${url}>`)
    .replace(/(?<![\S])@([\w.-]+)/g, (typed, name: string) => {
      const user = [...users.values()].find((each) => each.name === name);
      return user ? `<@${user.id}|${user.name}>` : typed;
    })
    .replace(/(?<![\S])#([\w-]+)/g, (typed, name: string) => {
      const channel = [...channels.values()].find((each) => each.name === name && !each.is_im);
      return channel ? `<#${channel.id}|${channel.name}>` : typed;
    });
};
