/**
 * How large all blocks of a message are together. Slack publishes neither the limit nor what it counts beside the characters that
 * people see: what others met is some 12,000, with an overhead for each block.
 * @see https://github.com/slackapi/bolt-js/issues/2509
 */
import { isObject } from './shape.ts';

export const blocksMax = 12_000;
/** For each block and each text in one; nothing that a bot may rely on. */
const overhead = { block: 110, text: 4 } as const;

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const sizeWithin = (value: unknown): number => {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + sizeWithin(each), 0);
  if (!isObject(value)) return 0;
  const { type, text } = value;
  if (typeof text === 'string') return overhead.text + (type === 'plain_text' ? escaped(text) : text).length;
  return sizeWithin(Object.values(value));
};

export const sizeOf = (blocks: readonly unknown[]): number =>
  blocks.length * overhead.block + sizeWithin(blocks);
