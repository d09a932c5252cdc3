/** `npm run manifest`: the Slack app's manifest, for Socket Mode or with the four addresses of signed HTTP. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { isSeq, parseDocument } from 'yaml';
import { type Command, UsageError } from './command.ts';

/**
 * The manifest for signed HTTP: with the address of each command, of interactivity, of menus that are typed into, and of events.
 * @param manifest the text of manifest.yml
 * @param url where Slack reaches the bot, such as `https://bot.example`
 * @see https://docs.slack.dev/reference/app-manifest
 */
export const httpManifest = (manifest: string, url: string): string => {
  const address = `${url.replace(/\/$/, '')}/slack/events`;
  const document = parseDocument(manifest);
  const commands = document.getIn(['features', 'slash_commands']);
  if (isSeq(commands))
    for (const at of commands.items.keys())
      document.setIn(['features', 'slash_commands', at, 'url'], address);
  document.setIn(['settings', 'event_subscriptions', 'request_url'], address);
  document.setIn(['settings', 'interactivity', 'request_url'], address);
  document.setIn(['settings', 'interactivity', 'message_menu_options_url'], address);
  document.setIn(['settings', 'socket_mode_enabled'], false);
  return document.toString({ lineWidth: 0 });
};

/** The options, or what is wrong with them. */
const read = (words: readonly string[]): string | undefined => {
  try {
    return parseArgs({ args: [...words], options: { http: { type: 'string' } } }).values.http;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n`);
  }
};

/** Prints it. Slack accepts only https. */
export const printManifest: Command = async (words, _env, { stdout }) => {
  const url = read(words);
  if (url !== undefined && URL.parse(url)?.protocol !== 'https:')
    throw new UsageError('--http takes the https address at which Slack reaches the bot.\n');
  const manifest = await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8');
  stdout.write(url === undefined ? manifest : httpManifest(manifest, url));
};
