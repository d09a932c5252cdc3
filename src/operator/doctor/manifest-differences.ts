/** What of a Slack app's settings is not as manifest.yml has it, as far as the bot works differently for it. */
import { readFile } from 'node:fs/promises';
import { isMapping, Quoted, readYaml } from '../../cloud/clouds-file/yaml-text.ts';

/** What this version of the bot needs. */
export const ownManifest = async (): Promise<unknown> => {
  const read = readYaml(await readFile(new URL('../../../manifest.yml', import.meta.url), 'utf8'));
  return 'value' in read ? read.value : undefined;
};

/** Names and words, which operators may change; and what depends on how Slack reaches the bot. */
const free: ReadonlySet<string> = new Set([
  ...['_metadata', 'display_information', 'bot_user', 'name', 'description', 'usage_hint'],
  ...['socket_mode_enabled', 'request_url', 'url', 'message_menu_options_url'],
]);

/** What tells the commands and shortcuts of a list apart. */
const ids = ['command', 'callback_id'];

const textOf = (value: unknown): string => String(value instanceof Quoted ? value.text : value);
const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
const named = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

const ofList = (wanted: readonly unknown[], list: readonly unknown[], path: string): readonly string[] =>
  wanted.flatMap((one) => {
    if (!isMapping(one))
      return list.some((other) => textOf(other) === textOf(one)) ? [] : [`${path} lacks ${textOf(one)}`];
    const key = ids.find((id) => one.has(id)) ?? '';
    const id = textOf(one.get(key));
    const found = list.find((other) => fieldOf(other, key) === id);
    return found === undefined ? [`${path} lacks ${id}`] : compared(one, found, named(path, id));
  });

const compared = (wanted: unknown, found: unknown, path: string): readonly string[] => {
  if (isMapping(wanted))
    return [...wanted]
      .filter(([key]) => !free.has(String(key)))
      .flatMap(([key, value]) => compared(value, fieldOf(found, String(key)), named(path, String(key))));
  if (Array.isArray(wanted)) return ofList(wanted, Array.isArray(found) ? found : [], path);
  // what is off may be left out
  return textOf(wanted) === textOf(found ?? false) ? [] : [`${path} is not ${textOf(wanted)}`];
};

/**
 * @param wanted as `ownManifest` reads it
 * @param found as Slack exports it; anything, since it comes from outside
 */
export const manifestDifferences = (
  wanted: unknown,
  found: unknown,
  inSocketMode: boolean,
): readonly string[] => {
  const isOn = fieldOf(fieldOf(found, 'settings'), 'socket_mode_enabled') === true;
  return [
    ...compared(wanted, found, ''),
    ...(isOn === inSocketMode ? [] : [`settings.socket_mode_enabled is not ${inSocketMode}`]),
  ];
};
