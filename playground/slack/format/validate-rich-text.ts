/** What Slack requires of rich text, and of the table that may contain it. @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
import { limits } from './limits.ts';
import {
  all,
  boolean,
  byType,
  type Check,
  integer,
  list,
  number,
  object,
  oneOf,
  rule,
  string,
} from './shape.ts';

const type: Check = string(50);
const many = 1000;
const style = object({
  bold: boolean,
  italic: boolean,
  strike: boolean,
  underline: boolean,
  code: boolean,
  highlight: boolean,
  client_highlight: boolean,
  unlink: boolean,
});
const words = string(limits.messageText);
const inline = byType({
  text: object({ 'type!': type, 'text!': words, style }),
  link: object({ 'type!': type, 'url!': words, text: words, unsafe: boolean, style }),
  user: object({ 'type!': type, 'user_id!': type, style }),
  channel: object({ 'type!': type, 'channel_id!': type, style }),
  usergroup: object({ 'type!': type, 'usergroup_id!': type, style }),
  emoji: object({ 'type!': type, 'name!': type, unicode: type, style }),
  broadcast: object({ 'type!': type, 'range!': oneOf('here', 'channel', 'everyone'), style }),
  color: object({ 'type!': type, 'value!': type, style }),
  date: object({
    'type!': type,
    'timestamp!': integer(0, 9_999_999_999),
    'format!': words,
    url: words,
    fallback: words,
    style,
  }),
});
const section = object({ 'type!': type, 'elements!': list(inline, many, 0) });

export const richText = object({
  'type!': type,
  block_id: string(limits.blockId),
  'elements!': list(
    byType({
      rich_text_section: section,
      rich_text_list: object({
        'type!': type,
        'style!': oneOf('bullet', 'ordered'),
        'elements!': list(byType({ rich_text_section: section }), many),
        indent: integer(0, 8),
        offset: integer(0, many),
        border: oneOf(0, 1),
      }),
      rich_text_preformatted: object({
        'type!': type,
        'elements!': list(inline, many, 0),
        border: oneOf(0, 1),
      }),
      rich_text_quote: object({ 'type!': type, 'elements!': list(inline, many, 0), border: oneOf(0, 1) }),
    }),
    many,
  ),
});

/** @see https://docs.slack.dev/reference/block-kit/blocks/table-block */
export const table = all(
  object({
    'type!': type,
    block_id: string(limits.blockId),
    'rows!': list(
      list(
        byType({
          raw_text: object({ 'type!': type, 'text!': words }),
          raw_number: object({ 'type!': type, 'text!': words, 'value!': number }),
          rich_text: richText,
        }),
        limits.tableColumns,
      ),
      limits.tableRows,
    ),
    column_settings: list(
      object({ align: oneOf('left', 'center', 'right'), is_wrapped: boolean }),
      limits.tableColumns,
      0,
    ),
  }),
  rule(({ rows }) =>
    Array.isArray(rows) && new Set(rows.map((row) => (Array.isArray(row) ? row.length : 0))).size > 1
      ? 'every row must have the same number of cells'
      : undefined,
  ),
);
