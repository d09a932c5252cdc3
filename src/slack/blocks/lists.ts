/** Fits many texts into little space: as many as fit and a count of the others, or all of them in several sections. */
import type { Block, Mrkdwn } from '../feature.ts';
import { section } from './builders.ts';
import { blockLimits } from './limits.ts';
import { joined, mrkdwn } from './mrkdwn.ts';

/** Leaves room for a title and “and n more” beside a list in a section. */
const listChars = blockLimits.sectionChars - 400;

const counted = (left: number) => (left > 0 ? [mrkdwn`and ${left} more`] : []);

/** The first `max` texts, such as `a, b and 3 more`. */
export const firstOf = (texts: readonly Mrkdwn[], max: number): Mrkdwn =>
  joined([joined(texts.slice(0, max), mrkdwn`, `), ...counted(texts.length - max)], mrkdwn` `);

/** The first `max`, as `write` writes them, then how many more there are. */
export const named = <T>(all: readonly T[], max: number, write: (one: T) => Mrkdwn): readonly Mrkdwn[] => [
  ...all.slice(0, max).map(write),
  ...counted(all.length - max),
];

/** As many texts as fit into one section beside a title, separated by `between`. */
export const fitting = (texts: readonly Mrkdwn[], between: Mrkdwn): Mrkdwn => {
  const kept: Mrkdwn[] = [];
  let length = 0;
  for (const text of texts) {
    length += text.length + between.length;
    if (length > listChars) break;
    kept.push(text);
  }
  return joined([...kept, ...counted(texts.length - kept.length)], between);
};

/** All texts under `title`, separated by commas, in as many sections as needed. Each text must fit into one. */
export const listSections = (title: Mrkdwn, texts: readonly Mrkdwn[]): Block[] => {
  const parts: Mrkdwn[] = [];
  let part = mrkdwn`${title}\n`;
  for (const [index, text] of texts.entries()) {
    const next = mrkdwn`${text}${index < texts.length - 1 ? mrkdwn`, ` : ''}`;
    if (part.length + next.length > blockLimits.sectionChars) {
      parts.push(part);
      part = '';
    }
    part = mrkdwn`${part}${next}`;
  }
  return [...parts, part].map((text) => section(text));
};
