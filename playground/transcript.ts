/** Block Kit as lines of plain text: a message or a modal as a person would see it, for a terminal. Pure. */
import { stripVTControlCharacters, styleText } from 'node:util';
import { emoji } from './emoji.ts';
import { optionsOf } from './slack/format/inputs.ts';
import { texts } from './slack/format/shown.ts';
import type { Block, Element, SlackMessage, View } from './slack/format/wire.ts';

/** Ways to highlight words. */
export interface Ink {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly code: (text: string) => string;
}

const same = (text: string) => text;
export const plainInk: Ink = { bold: same, dim: same, code: same };

/** Word by word, so that the colour is off at every line break. */
const styled = (format: 'bold' | 'dim' | 'cyan') => (text: string) =>
  text.replace(/\S+/g, (word) => styleText(format, word, { validateStream: false }));
export const colourInk: Ink = { bold: styled('bold'), dim: styled('dim'), code: styled('cyan') };

export interface Look {
  readonly ink: Ink;
  /** A person's name by their id. */
  readonly nameOf: (userId: string) => string;
  /** Characters in a line at most. */
  readonly width: number;
}

/** The message, one line each; a message without blocks shows its `text`. */
export const renderMessage = (
  { blocks, text }: Pick<SlackMessage, 'blocks' | 'text'>,
  look: Look,
): string[] =>
  wrapped(
    blocks?.length ? blocks.flatMap((block) => renderBlock(block, look)) : [readable(text, look)],
    look,
  );

/** The modal as filled in so far: title, blocks, and its two buttons. */
export const renderModal = ({ title, blocks, state, submit, close }: View, look: Look): string[] => {
  const typed = ({ block_id, element }: Block) => state.values[block_id]?.[element?.action_id ?? ''] ?? {};
  const buttons = [submit, close].flatMap((each) => (each ? [`[${each.text}]`] : []));
  return wrapped(
    [
      look.ink.bold(title.text),
      ...blocks.flatMap((block) =>
        block.type === 'input' ? renderInput(block, typed(block), look) : renderBlock(block, look),
      ),
      buttons.join('  '),
    ],
    look,
  );
};

const renderBlock = (block: Block, look: Look): string[] => {
  const read = (each: { text: string }) => readable(each.text, look);
  switch (block.type) {
    case 'header':
      return [look.ink.bold(block.text?.text ?? '')];
    case 'divider':
      return [look.ink.dim('─'.repeat(24))];
    case 'context':
      return texts(block.elements).map((text) => look.ink.dim(readable(text, { ...look, ink: plainInk })));
    case 'actions':
      return [(block.elements ?? []).map(renderElement).join('  ')];
    case 'section': {
      const [first = '', ...rest] = block.text ? read(block.text).split('\n') : [];
      const accessory = block.accessory ? `  ${renderElement(block.accessory)}` : '';
      const fields = (block.fields ?? []).map((field) => read(field).replace('\n', ': '));
      return [first + accessory, ...rest, ...fields.map((field) => `  ${field}`)];
    }
    default:
      return texts(block);
  }
};

const renderElement = (element: Element): string =>
  element.type === 'overflow'
    ? `[⋯ ${optionsOf(element)
        .map(({ text }) => text.text)
        .join(' | ')}]`
    : `[${element.text?.text ?? element.placeholder?.text ?? element.type}]`;

const renderInput = (block: Block, typed: Record<string, unknown>, { ink }: Look): string[] => {
  const label = `${block.label?.text ?? ''}${block.optional === true ? ' (optional)' : ''}`;
  const hint = texts(block.hint);
  return [`${label}  ${renderValue(block.element, typed)}`, ...hint.map((text) => ink.dim(`  ${text}`))];
};

const renderValue = (element: Element | undefined, typed: Record<string, unknown>): string => {
  const chosen = texts([typed.selected_option, typed.selected_options]);
  if (element?.type === 'radio_buttons')
    return optionsOf(element)
      .map(({ text }) => `${chosen.includes(text.text) ? '(•)' : '( )'} ${text.text}`)
      .join('  ');
  const value = typed.value ?? (chosen.join(', ') || typed.selected_users);
  return `[${String(value ?? '') || ' '}]`;
};

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

// https://docs.slack.dev/messaging/formatting-message-text
const formatted =
  /\n?```\n?([\s\S]*?)\n?```\n?|`([^`\n]+)`|\*(\S(?:[^*\n]*\S)?)\*|<([^<>]+)>|:([a-z_]+):|&(?:amp|lt|gt);/g;

/** mrkdwn as people read it: names, times and links in words, emoji drawn. */
export const readable = (mrkdwn: string, look: Look): string =>
  mrkdwn
    .replace(/^>/gm, '▎ ')
    .replace(
      formatted,
      (whole, fenced?: string, code?: string, bold?: string, token?: string, name?: string) => {
        if (fenced !== undefined) return `\n${unescaped(fenced)}\n`;
        if (code !== undefined) return look.ink.code(unescaped(code));
        if (bold !== undefined) return look.ink.bold(readable(bold, { ...look, ink: plainInk }));
        if (token !== undefined) return renderToken(token, look);
        return (name === undefined ? entities[whole] : emoji[name]) ?? whole;
      },
    )
    .trim();

const unescaped = (text: string) => text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);

const renderToken = (token: string, { nameOf }: Look) => {
  const [target = '', label] = token.split('|');
  if (target.startsWith('@')) return `@${nameOf(target.slice(1))}`;
  return unescaped(label ?? target);
};

/** Breaks a text at spaces into lines of at most that width; a longer word stays whole. */
const wrapped = (lines: readonly string[], { width }: Look): string[] =>
  lines
    .flatMap((line) => line.split('\n'))
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      const [first = '', ...words] = line.slice(indent.length).split(' ');
      const rows = [indent + first];
      for (const word of words) {
        const longer = `${rows.at(-1)} ${word}`;
        if (stripVTControlCharacters(longer).length <= width) rows[rows.length - 1] = longer;
        else rows.push(indent + word);
      }
      return rows;
    });
