/**
 * Slack's mrkdwn, written safely. What a message says is `Mrkdwn`, and only the tag `mrkdwn` makes it: its holes take numbers and
 * other `Mrkdwn`, so anything from a person or a cloud goes through `escapeText`, `code` or `bold`, and an image named `<!channel>`
 * notifies nobody.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */

import { isChannel, nobody, type SlackUserId } from '../../core/ids.ts';
import { graphemeStart, oneLine, withoutUnseen } from '../../core/plain-text.ts';
import { readTime } from '../../core/read-time.ts';
import type { Mrkdwn, Text } from '../feature.ts';
import { filledIn } from './filled-in.ts';

/** Text in mrkdwn; each hole holds a number or what is mrkdwn already. */
export const mrkdwn = (words: TemplateStringsArray, ...holes: readonly (Mrkdwn | number)[]): Mrkdwn =>
  filledIn(words, holes) as Mrkdwn;

/** All of them, with `between` between each two: by default each on a line of its own. */
export const joined = (texts: readonly Mrkdwn[], between = mrkdwn`\n`): Mrkdwn =>
  texts.join(between) as Mrkdwn;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Escapes the three characters that have a meaning for Slack, and drops what is not seen; the lines stay. Asterisks and the like still
 * format: see `code` and `bold`.
 */
export const escapeLines = (text: Text): Mrkdwn =>
  withoutUnseen(text).replace(/[&<>]/g, (char) => entities[char] ?? char) as Mrkdwn;

/** The same on one line, because another one would look like the bot's own words. */
export const escapeText = (text: Text): Mrkdwn => escapeLines(text).replaceAll('\n', ' ') as Mrkdwn;

/** As code, on one line, blanks as they are, since it may be an id; a back-tick would end it, and becomes an apostrophe. */
export const code = (text: Text): Mrkdwn => mrkdwn`\`${escapeText(text.replaceAll('`', '’')) || mrkdwn` `}\``;

/** In bold, on one line; an asterisk would end it, and becomes the look-alike U+2217. Empty stays empty. */
export const bold = (text: Text): Mrkdwn => {
  const inner = escapeText(oneLine(text).replaceAll('*', '∗'));
  return inner && mrkdwn`*${inner}*`;
};

/** Mentions a person, who is notified, or links to a channel. */
export const mention = (userId: SlackUserId): Mrkdwn =>
  userId === nobody
    ? mrkdwn`somebody who was forgotten`
    : mrkdwn`<${isChannel(userId) ? mrkdwn`#` : mrkdwn`@`}${escapeText(userId)}>`;

/**
 * A time, shown in the reader's own time zone and format.
 * @param ms since 1970, UTC
 * @param fallback for clients that cannot show it; by default the time in UTC
 * @see https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export const time = (
  ms: number,
  fallback = `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
): Mrkdwn =>
  mrkdwn`<!date^${Math.floor(ms / 1000)}^{date_short_pretty} at {time}|${escapeText(fallback.replaceAll('|', '/'))}>`;

/** A cloud's timestamp, shown like {@link time}; returned unchanged if it is not a time. */
export const timeText = (text: string): Mrkdwn => {
  const at = readTime(text);
  return at === null ? escapeText(text) : time(at);
};

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size in binary units, with one decimal if that adds something: `512 MiB`, `2.3 GiB`. */
export const sizeText = (bytes: number): Mrkdwn => {
  let [size, unit] = [bytes, 0];
  while (Math.round(size * 10) / 10 >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return mrkdwn`${Number(size.toFixed(size < 100 ? 1 : 0))} ${escapeText(units[unit] ?? '')}`;
};

/** What an image needs, without what it does not need; empty if it needs neither. */
export const needsText = (diskGb: number, ramMb: number): Mrkdwn =>
  joined(
    [...(diskGb > 0 ? [mrkdwn`${diskGb} GB disk`] : []), ...(ramMb > 0 ? [mrkdwn`${ramMb} MB RAM`] : [])],
    mrkdwn`, `,
  );

/** Where what a cut at `at` would split begins: a `<…>`, an entity or a grapheme; `at` if it splits none. */
const wholeFrom = (text: string, at: number): number => {
  const construct = text.lastIndexOf('<', at - 1);
  if (construct !== -1 && text.indexOf('>', construct) >= at) return construct;
  const entity = text.lastIndexOf('&', at - 1);
  const ends = text.indexOf(';', entity);
  return entity !== -1 && ends - entity < 5 && ends >= at ? entity : graphemeStart(text, at);
};

const lengths = {
  chars: (text: string) => text.length,
  bytes: (text: string) => Buffer.byteLength(text),
} as const;

/** How many UTF-16 units of `text` fit into `max`. */
const fittingUnits = {
  chars: (_: string, max: number) => max,
  bytes: (text: string, max: number) => new TextEncoder().encodeInto(text, new Uint8Array(max)).read,
} as const;

/**
 * At most `max` of it; an ellipsis replaces the rest.
 * @param unit what `max` counts: UTF-16 units, or bytes of UTF-8
 */
export const clip = (text: Mrkdwn, max: number, unit: keyof typeof lengths = 'chars'): Mrkdwn => {
  const length = lengths[unit];
  if (length(text) <= max) return text;
  let at = fittingUnits[unit](text, max - length('…'));
  for (let from = wholeFrom(text, at); from < at; from = wholeFrom(text, at)) at = from;
  return mrkdwn`${text.slice(0, at) as Mrkdwn}…`;
};
