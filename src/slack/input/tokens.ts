/**
 * Takes the text of a slash command apart, as Slack sends it. Phones and Macs turn `--` into a dash and straight quotes into curly
 * ones. Slack escapes `& < >` once and wraps people, channels and links in `<…>`. People paste back-ticks, commas, no-break
 * spaces and line breaks. All of these read as what was meant.
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands
 */
import type { SlackUserId } from '../../core/ids.ts';
import { type Piece, piecesOf } from './wire-text.ts';

/** Where a token lies in the text as people saw it. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export type Token = Span &
  (
    | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean }
    /** `name` is in lower case with two hyphens; `typed` is the flag as typed; `value` is what followed `=`, if anything. */
    | {
        readonly kind: 'flag';
        readonly name: string;
        readonly typed: string;
        readonly value: string | undefined;
        /** The value was in quotation marks, so it is complete. */
        readonly quoted: boolean;
      }
    /** `--` alone: no flags follow. */
    | { readonly kind: 'end' }
    | { readonly kind: 'person'; readonly userId: SlackUserId }
  );

// each names every dash that keyboards and phones make of a hyphen
const dash = /[-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/gu;
const flagPattern = /^([-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]+)(\p{L}[\p{L}\p{N}_-]*)(?:=([\s\S]*))?$/u;
/** No flag is longer. */
const maxFlag = 64;
const flagBefore = /^[-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]+\p{L}[\p{L}\p{N}_-]*=$/u;
const endPattern = /^(?:--|[\u2013-\u2015][-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]?)$/u;
const uuidPattern =
  /^[0-9a-f]{8}(?:[-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D][0-9a-f]{4}){3}[-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D][0-9a-f]{12}$/iu;

const doubleQuotes = '"“”„‟«»＂';
const singleQuotes = "'‘’‚‛‹›";
const separator = /[\s\u200B]/u;
/** Characters that are invisible and separate nothing: joiners, directions, soft hyphens, the byte order mark. */
const invisible = /[\u00AD\u200C-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/u;

const quoteFamily = (char: string) => [doubleQuotes, singleQuotes].find((family) => family.includes(char));

const tokenOf = (text: string, quotedFrom: number | undefined, span: Span): Token => {
  const bare = quotedFrom === undefined;
  if (quotedFrom === 0) return { kind: 'word', text, quoted: true, ...span };
  if (bare && endPattern.test(text)) return { kind: 'end', ...span };
  const [, , name, value] = flagPattern.exec(text) ?? [];
  if (name === undefined) {
    return {
      kind: 'word',
      text: uuidPattern.test(text) ? text.replace(dash, '-') : text,
      quoted: false,
      ...span,
    };
  }
  const typed = value === undefined ? text : text.slice(0, -value.length - 1);
  return {
    kind: 'flag',
    name: `--${name.toLowerCase()}`,
    typed,
    value,
    quoted: !bare,
    ...span,
  };
};

/** A person, characters of which none has a meaning here, or one that may have. */
type Unit = string | Exclude<Piece, string>;

/** A command is mostly ids and names: taken as one, they are looked at once and not by the character. */
const unitPattern = /[\w./:=-]+|[\s\S]/gu;

const endsWord = (unit: Unit | undefined) =>
  unit === undefined || typeof unit !== 'string' || /[\s\u200B,;]/u.test(unit);

/** An apostrophe ends a quotation only at the end of a word, ‘don’t stop’, and begins none that nothing ends: ’tis. */
const lastSingleIn = (units: readonly Unit[]): number =>
  units.findLastIndex(
    (unit, at) => typeof unit === 'string' && singleQuotes.includes(unit) && endsWord(units[at + 1]),
  );

/**
 * The tokens of a command's text, and whether a quotation mark was never closed; if so, the last token runs to the end.
 * `textOf` is what lies between two places of the text, as people saw it.
 */
export const parseWords = (
  text: string,
): {
  readonly tokens: readonly Token[];
  readonly unclosed: boolean;
  readonly textOf: (from: number, to: number) => string;
} => {
  const units = piecesOf(text).flatMap((piece): readonly Unit[] =>
    typeof piece === 'string' ? (piece.match(unitPattern) ?? []) : [piece],
  );
  const lastSingle = lastSingleIn(units);
  const tokens: Token[] = [];
  let word = '';
  /** How it ends: to look into a text that grows copies it each time. */
  let end = '';
  let from = 0;
  let quotedFrom: number | undefined;
  let quote: string | undefined;

  const flush = (to: number) => {
    if (word !== '' || quotedFrom !== undefined) tokens.push(tokenOf(word, quotedFrom, { from, to }));
    [word, end, quotedFrom] = ['', '', undefined];
  };
  const add = (text: string) => {
    word += text;
    end = text.slice(-1);
  };
  const opens = (char: string, at: number) => {
    const family = quoteFamily(char);
    return family === singleQuotes && at >= lastSingle ? undefined : family;
  };

  for (const [at, unit] of units.entries()) {
    if (word === '' && quotedFrom === undefined) from = at;
    if (typeof unit !== 'string') {
      if (quote) add(`@${unit.label}`);
      else {
        flush(at);
        tokens.push({ kind: 'person', userId: unit.userId, from: at, to: at + 1 });
      }
    } else if (quote) {
      const closes = quote.includes(unit) && (quote === doubleQuotes || endsWord(units[at + 1]));
      if (closes) quote = undefined;
      else add(unit);
    } else if (unit === '`' || invisible.test(unit)) {
    } else if (separator.test(unit) || (quotedFrom !== undefined && /[,;]/.test(unit))) {
      flush(at);
    } else if (opens(unit, at) && (/^[,;]?$/.test(end) || (word.length < maxFlag && flagBefore.test(word)))) {
      if (/^[,;]$/.test(end)) {
        flush(at);
        from = at;
      }
      quotedFrom ??= word.length;
      quote = quoteFamily(unit);
    } else add(unit);
  }
  flush(units.length);
  const textOf = (start: number, end: number) =>
    units
      .slice(start, end)
      .map((unit) => (typeof unit === 'string' ? unit : `@${unit.label}`))
      .join('');
  return { tokens, unclosed: quote !== undefined, textOf };
};
