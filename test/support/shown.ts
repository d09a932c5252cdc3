/** What stands on a message or in a view, as tests ask for it. */
import type { SlackMessage, View } from '../../playground/slack/format/wire.ts';

/** Whether a text has these words. */
export const matches = (text: string, words: string | RegExp) =>
  typeof words === 'string' ? text.includes(words) : words.test(text);

/** All that a message says: its text and every text of its blocks. */
export const fullText = (message: { text: string; blocks?: unknown }): string => {
  const texts: string[] = [message.text];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'text' && typeof inner === 'string') texts.push(inner);
        else walk(inner);
      }
    }
  };
  walk(message.blocks);
  return texts.join('\n');
};

/** The words on a message's buttons, in order. */
export const buttons = (message: Pick<SlackMessage, 'blocks'>): string[] => {
  const elements = (message.blocks ?? []).flatMap((block) => [
    ...(block.elements ?? []),
    ...(block.accessory ? [block.accessory] : []),
  ]);
  return elements.filter(({ type }) => type === 'button').map(({ text }) => text?.text ?? '');
};

/** What stands in a view's inputs, by the name that `block_id` begins with: a text, or the value that is chosen. */
export const inputValues = (view: View | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(view?.state.values ?? {}).map(([block, elements]) => {
      const [held] = Object.values(elements);
      const option = held?.selected_option;
      return [
        block.split(':')[0],
        typeof option === 'object' && option !== null && 'value' in option ? option.value : held?.value,
      ];
    }),
  );
