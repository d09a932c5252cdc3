/** Turns Slack's wire format back into what was typed or picked: entities, links, channels and people. */
import type { SlackUserId } from '../../core/ids.ts';

/** A stretch of plain text, or a person picked from Slack's list; `label` is the name, or the id if Slack sent none. */
export type Piece = string | { readonly userId: SlackUserId; readonly label: string };

const wrapped = /<([@#!]?)([^<>|\s]+)(?:\|([^<>]*))?>/g;

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Turns `&amp; &lt; &gt;` back into what was typed, once: `&amp;lt;` is a typed `&lt;`. */
const typed = (text: string) => text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);

/** A text as Slack sends it. */
export const escapeWire = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The text in quotation marks, as Slack sends it, so that a command takes it as one word. */
export const quotedWire = (text: string): string => {
  const quote = /["“”„‟«»＂]/.test(text) && !/['‘’‚‛‹›]/.test(text) ? "'" : '"';
  return `${quote}${escapeWire(quote === '"' ? text.replace(/["“”„‟«»＂]/g, '’') : text)}${quote}`;
};

/** `<!channel>`, `<!subteam^S1|@ops>`: the text that people see, since it is never one person. */
const broadcast = (target: string, label: string) =>
  label.startsWith('@') ? label : `@${label || target.split('^')[0]}`;

/** The pieces of a text, in order. @see https://docs.slack.dev/messaging/formatting-message-text#parsing */
export const piecesOf = (text: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let plain = '';
  let end = 0;
  for (const { 0: all, 1: sign, 2: target = '', 3: label = '', index } of text.matchAll(wrapped)) {
    plain += text.slice(end, index);
    end = index + all.length;
    if (sign === '@' && /^[UW]/.test(target)) {
      pieces.push(typed(plain), { userId: target as SlackUserId, label: typed(label) || target });
      plain = '';
    } else if (sign === '#') plain += `#${label || target}`;
    else if (sign) plain += broadcast(target, label);
    else plain += label || target.replace(/^mailto:|^tel:/, '');
  }
  return [...pieces, typed(plain + text.slice(end))].filter((piece) => piece !== '');
};

/** The text as its author saw it while typing, to return it to them. */
export const asTyped = (text: string): string =>
  piecesOf(text)
    .map((piece) => (typeof piece === 'string' ? piece : `@${piece.label}`))
    .join('');
