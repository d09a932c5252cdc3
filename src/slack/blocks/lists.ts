/** Fits many texts into little space: as many as fit and a count of the others, or all of them in several sections. */
import type { Block } from '../feature.ts';
import { section } from './builders.ts';
import { blockLimits } from './limits.ts';

/** Leaves room for a title and “and n more” beside a list in a section. */
const listChars = blockLimits.sectionChars - 400;

const counted = (left: number) => (left > 0 ? [`and ${left} more`] : []);

/** The first `max` texts, such as `a, b and 3 more`. */
export const firstOf = (texts: readonly string[], max: number): string =>
  [texts.slice(0, max).join(', '), ...counted(texts.length - max)].join(' ');

/** As many texts as fit into one section beside a title, separated by `between`. */
export const fitting = (texts: readonly string[], between: string): string => {
  const kept: string[] = [];
  let length = 0;
  for (const text of texts) {
    length += text.length + between.length;
    if (length > listChars) break;
    kept.push(text);
  }
  return [...kept, ...counted(texts.length - kept.length)].join(between);
};

/** All texts under `title`, separated by commas, in as many sections as needed. Each text must fit into one. */
export const listSections = (title: string, texts: readonly string[]): Block[] => {
  const parts: string[] = [];
  let part = `${title}\n`;
  for (const [index, text] of texts.entries()) {
    const next = `${text}${index < texts.length - 1 ? ', ' : ''}`;
    if (part.length + next.length > blockLimits.sectionChars) {
      parts.push(part);
      part = '';
    }
    part += next;
  }
  return [...parts, part].map((text) => section(text));
};
