/** What Slack requires of the blocks of a message, a modal or a Home. @see https://docs.slack.dev/reference/block-kit/blocks */
import { limits } from './limits.ts';
import {
  all,
  boolean,
  byType,
  type Check,
  isObject,
  list,
  object,
  type Report,
  rule,
  string,
} from './shape.ts';
import { anyText, elementOf, plainText } from './validate-elements.ts';
import { richText, table } from './validate-rich-text.ts';

export type Surface = 'message' | 'modal' | 'home';

const base = { 'type!': string(50), block_id: string(limits.blockId) };
const menus = ['users', 'conversations', 'channels', 'static', 'external'].flatMap((source) => [
  `${source}_select`,
  `multi_${source}_select`,
]);
const choosing = [...menus, 'checkboxes', 'radio_buttons', 'datepicker', 'timepicker'];
const accessories = [...choosing, 'button', 'overflow', 'image'];
const actions = [...choosing, 'button', 'overflow', 'datetimepicker'];
const inputs = [
  ...choosing,
  'datetimepicker',
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
];

const uniqueActionIds = rule(({ elements }) => {
  const ids = (Array.isArray(elements) ? elements : []).flatMap(
    (each) => (isObject(each) && each.action_id) || [],
  );
  return new Set(ids).size < ids.length ? 'action_id already exists' : undefined;
});

const section = all(
  object({
    ...base,
    text: anyText(limits.sectionText),
    fields: list(anyText(limits.fieldText), limits.sectionFields),
    accessory: elementOf(accessories),
    expand: boolean,
  }),
  rule(({ text, fields }) =>
    text === undefined && fields === undefined ? 'text or fields is required' : undefined,
  ),
);
const input = object({
  ...base,
  'label!': plainText(limits.inputLabel),
  hint: plainText(limits.inputHint),
  optional: boolean,
  dispatch_action: boolean,
  'element!': elementOf(inputs),
});
const everywhere: Readonly<Record<string, Check>> = {
  section,
  divider: object(base),
  header: object({ ...base, 'text!': plainText(limits.headerText) }),
  context: object({
    ...base,
    'elements!': list(elementOf(['image', 'plain_text', 'mrkdwn']), limits.contextElements),
  }),
  actions: all(
    object({ ...base, 'elements!': list(elementOf(actions), limits.actionsElements) }),
    uniqueActionIds,
  ),
  image: object({
    ...base,
    'image_url!': string(limits.imageUrl),
    'alt_text!': string(limits.altText),
    title: plainText(limits.imageTitle),
  }),
  rich_text: richText,
};
const messageOnly = { markdown: object({ ...base, 'text!': string(limits.markdownText) }), table };

const surfaces: Record<Surface, Check> = {
  message: list(byType({ ...everywhere, ...messageOnly }), limits.messageBlocks, 0),
  modal: list(byType({ ...everywhere, input }), limits.viewBlocks, 0),
  home: list(byType({ ...everywhere, input }), limits.viewBlocks, 0),
};

/** Reports whatever Slack would refuse in `blocks` on that surface. */
export const validateBlocks = (blocks: unknown, surface: Surface, pointer: string, report: Report): void => {
  surfaces[surface](blocks, pointer, report);
  const known = (Array.isArray(blocks) ? blocks : []).filter(isObject);
  const ids = known.flatMap(({ block_id }) => (typeof block_id === 'string' ? [block_id] : []));
  for (const id of new Set(ids.filter((each, index) => ids.indexOf(each) < index)))
    report(`block_id already exists: ${id}`, pointer);
  const tables = known.filter(({ type }) => type === 'table').length;
  if (tables > limits.tablesPerMessage) report('only one table allowed', pointer);
  const markdown = known.reduce(
    (sum, { type, text }) => sum + (type === 'markdown' ? String(text).length : 0),
    0,
  );
  if (markdown > limits.markdownText)
    report(`markdown must be less than ${limits.markdownText + 1} characters`, pointer);
  const focused = known.filter(({ element }) => isObject(element) && element.focus_on_load === true).length;
  if (focused > 1) report('only one element may have focus_on_load', pointer);
};
