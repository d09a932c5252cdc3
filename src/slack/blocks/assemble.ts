/**
 * Assembles a message that Slack takes. Slack limits all blocks of a posted or updated message together, at some 12,000
 * characters with an overhead that it does not publish. So whatever writes a message can write it shorter, and the richest that fits
 * is taken: the table says what is given up first. States, who and when, warnings and buttons never are.
 * @see https://github.com/slackapi/bolt-js/issues/2509
 */
import type { Block, Message } from '../feature.ts';
import { blockLimits, messageBudget, messageTextBytes } from './limits.ts';
import { escapeText } from './mrkdwn.ts';

/** How much of a message's matter is shown. Lengths are in characters. */
export interface Detail {
  /** Of a note. A reason is left out at 0. */
  readonly words: number;
  /** Of each name and id. */
  readonly names: number;
  /** How many people a sentence mentions. */
  readonly people: number;
  /** Whether each entry of a short list has lines and buttons of its own; otherwise they are grouped by state. */
  readonly singly: boolean;
  /** How many entries of a group are named; the others are counted. */
  readonly listed: number;
  /** Of the words for a problem, which may quote a cloud. */
  readonly problems: number;
}

export const everything: Detail = {
  words: Number.POSITIVE_INFINITY,
  names: Number.POSITIVE_INFINITY,
  people: 20,
  singly: true,
  listed: Number.POSITIVE_INFINITY,
  problems: Number.POSITIVE_INFINITY,
};

/** What is given up in turn, each on top of what was given up before. */
const givenUp: readonly Partial<Detail>[] = [
  ...[500, 80, 0].map((words) => ({ words })),
  ...[80, 40].map((names) => ({ names })),
  { people: 3 },
  { singly: false },
  ...[64, 48, 32, 24, 16, 12, 8, 5, 3, 0].map((listed) => ({ listed })),
  { names: 20, problems: 120 },
];

const details: readonly Detail[] = [
  everything,
  ...givenUp.map((_, at): Detail => Object.assign({ ...everything }, ...givenUp.slice(0, at + 1))),
];

/** What every message fits in. */
export const least: Detail = details.at(-1) ?? everything;

/** Of a note, however little else there is room for. */
export const noteChars = ({ words }: Detail): number => Math.max(words, 80);

/** The characters in what people see of it, as they go over the wire: `&` is five. */
const visibleChars = (it: unknown): number => {
  if (typeof it !== 'object' || it === null) return 0;
  if ('type' in it && 'text' in it && typeof it.text === 'string')
    return it.type === 'plain_text' ? escapeText(it.text).length : it.text.length;
  return Object.values(it).reduce((sum: number, each) => sum + visibleChars(each), 0);
};

/** What the blocks use up of a message's budget. */
export const weightOf = (blocks: readonly Block[]): number =>
  visibleChars(blocks) + blocks.length * messageBudget.charsPerBlock;

/** Whether Slack takes the message's blocks when it is posted. */
export const fits = ({ blocks = [] }: Message): boolean =>
  blocks.length <= blockLimits.messageBlocks && weightOf(blocks) <= messageBudget.chars;

/** The first place of `details` from which on it is small enough; the last in any case. */
const firstFitting = (isSmall: (at: number) => boolean): number => {
  if (isSmall(0)) return 0;
  let [tooLarge, small] = [0, details.length - 1];
  while (small - tooLarge > 1) {
    const middle = (tooLarge + small) >> 1;
    if (isSmall(middle)) small = middle;
    else tooLarge = middle;
  }
  return small;
};

/**
 * The richest message that fits; `text` and blocks each by itself.
 * @param write writes the message in that detail, in the least of which it has to fit
 */
export const assemble = (write: (detail: Detail) => Message): Message => {
  const written = new Map<number, Message>();
  const at = (place: number): Message => {
    const message = written.get(place) ?? write(details[place] ?? least);
    written.set(place, message);
    return message;
  };
  const { blocks } = at(firstFitting((place) => fits(at(place))));
  const { text } = at(firstFitting((place) => Buffer.byteLength(at(place).text) <= messageTextBytes));
  return { text, ...(blocks && { blocks }) };
};
