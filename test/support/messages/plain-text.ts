/** A message, a modal or a Home as plain text: buttons in brackets, small print after a tilde, inputs with a line to write on. */
import type { Block, Message, ModalView } from '../../../src/slack/feature.ts';
import type { Said } from './sample-rows.ts';

/** Slack's own objects, as far as they say anything. */
interface Text {
  readonly text: string;
}
interface Element {
  readonly type: string;
  readonly text?: Text | string;
  readonly placeholder?: Text;
  readonly options?: readonly { readonly text: Text; readonly description?: Text }[];
  readonly initial_value?: string;
  readonly confirm?: {
    readonly title: Text;
    readonly text: Text;
    readonly confirm: Text;
    readonly deny: Text;
  };
}

const names: Readonly<Record<string, string>> = {
  '@UALICE': '@Alice',
  '@UBOB': '@Bob',
  '@UCAROL': '@Carol',
  '#CIMAGES': '#images',
};

/** mrkdwn as its reader sees it: names for ids, times in UTC, no escapes. */
const seen = (text: string): string =>
  text
    .replace(/<!date\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/<([@#][A-Z]+)>/g, (_, id: string) => names[id] ?? id)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const textOf = (text: Text | string | undefined) =>
  seen(typeof text === 'string' ? text : (text?.text ?? ''));

const choices = ({ options = [] }: Element) =>
  options.map(({ text, description }) => `${text.text}${description ? ` (${description.text})` : ''}`);

const elementText = (it: Element): string => {
  if (it.type === 'overflow') return `[⋮ ${choices(it).join(' | ')}]`;
  const asks = it.confirm
    ? `\n    asks first: ${it.confirm.title.text} ${seen(it.confirm.text.text)} [${it.confirm.confirm.text}] [${it.confirm.deny.text}]`
    : '';
  return `[${textOf(it.text)}]${asks}`;
};

const inputText = (label: string, it: Element, optional: boolean, hint?: string) =>
  [
    `${label}${optional ? ' (optional)' : ''}: ${it.initial_value?.replaceAll('\n', ' ') ?? ''}____${it.placeholder ? ` (${it.placeholder.text})` : ''}`,
    ...choices(it).map((choice) => `  ( ) ${choice}`),
    ...(hint ? [`  ~ ${hint}`] : []),
  ].join('\n');

const blockText = (block: Block): readonly string[] => {
  switch (block.type) {
    case 'header':
      return [block.text.text.toUpperCase()];
    case 'divider':
      return ['———'];
    case 'section':
      return [
        ...(block.text ? [seen(block.text.text)] : []),
        ...(block.fields ?? []).map(({ text }) => `  ${seen(text).replace('\n', ': ')}`),
        ...(block.accessory ? [elementText(block.accessory as Element)] : []),
      ];
    case 'context':
      return block.elements.map((each) => `~ ${textOf((each as Element).text)}`);
    case 'actions':
      return [block.elements.map((each) => elementText(each as Element)).join(' ')];
    case 'input':
      return [
        inputText(block.label.text, block.element as Element, block.optional === true, block.hint?.text),
      ];
    default:
      throw new Error(`No plain text for a block of type ${block.type}.`);
  }
};

const modalText = ({ title, submit, close, blocks }: ModalView) => [
  `${title.text.toUpperCase()} (form)`,
  ...blocks.flatMap((block) => blockText(block as Block)),
  `[${submit?.text ?? close?.text ?? ''}]${submit ? ` [${close?.text}]` : ''}`,
];

/** What `text` says in other words than the blocks: this is read in notifications and by screen readers. */
const messageText = ({ text, blocks = [] }: Message) => {
  const shown = blocks.flatMap(blockText);
  if (blocks.length === 0) return [seen(text)];
  const all = shown.join('\n');
  const other = seen(text)
    .split('\n')
    .filter((line) => !all.includes(line));
  return [...shown, ...other.map((line) => `as text: ${line}`)];
};

const isModal = (said: Message | ModalView): said is ModalView => 'type' in said;

export const plainText = (said: Said[1]): string => {
  if (typeof said === 'string') return seen(said);
  if ('length' in said) return said.flatMap(blockText).join('\n');
  return (isModal(said) ? modalText(said) : messageText(said)).join('\n');
};
