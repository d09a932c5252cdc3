/** Many texts in little room: as many as fit, the rest counted, or all of them over as many sections as it takes. */
import type { Block } from '../feature.ts';
import { section } from './builders.ts';
import { blockLimits } from './limits.ts';

/** Room for a title and for “and n more” beside a list in a section. */
const listChars = blockLimits.sectionChars - 400;

const counted = (left: number) => (left > 0 ? [`and ${left} more`] : []);

/** The first `max` of them with commas, such as `a, b and 3 more`. */
export const firstOf = (texts: readonly string[], max: number): string =>
  [texts.slice(0, max).join(', '), ...counted(texts.length - max)].join(' ');

/** As many as fit into one section beside a title, with `between` between them. */
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

/** All of them under `title`, with commas, in as many sections as it takes. No text may be longer than one holds. */
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
