/**
 * Reads the words of a slash command as Slack sends them. Phones and Macs turn `--` into a dash and straight quotes into curly
 * ones. Slack escapes `& < >` once and wraps people, channels and links in `<…>`. People paste back-ticks, commas, no-break
 * spaces and line breaks. All of these read as what was meant; what cannot be read is reported, and the rest is kept.
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands
 */
import type { SlackUserId } from '../../core/ids.ts';
import { withoutTrailing } from '../../core/plain-text.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { type Piece, piecesOf } from './wire-text.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean }
  /** `name` is in lower case with two hyphens; `typed` is the flag as typed; `value` is what followed `=`, if anything. */
  | {
      readonly kind: 'flag';
      readonly name: string;
      readonly typed: string;
      readonly value: string | undefined;
    }
  /** `--` alone: no flags follow. */
  | { readonly kind: 'end' }
  | { readonly kind: 'person'; readonly userId: SlackUserId };

// each names every dash that keyboards and phones make of a hyphen
const dash = /[-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/gu;
const flagPattern = /^([-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]+)(\p{L}[\p{L}\p{N}_-]*)(?:=([\s\S]*))?$/u;
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

const looksLikeId = (text: string) => /^(?:[0-9a-f-]{12,}|\d+)[,;]?$/i.test(text);

/** Trailing commas belong to the sentence, not to the value. */
const withoutComma = (text: string) => withoutTrailing(text, ',;');

const tokenOf = (text: string, quotedFrom: number | undefined): Token => {
  const bare = quotedFrom === undefined;
  if (quotedFrom === 0) return { kind: 'word', text, quoted: true };
  if (bare && endPattern.test(text)) return { kind: 'end' };
  const [, , name, value] = flagPattern.exec(text) ?? [];
  if (name === undefined) {
    return {
      kind: 'word',
      text: uuidPattern.test(text) ? text.replace(dash, '-') : text,
      quoted: false,
    };
  }
  const typed = value === undefined ? text : text.slice(0, -value.length - 1);
  return {
    kind: 'flag',
    name: `--${name.toLowerCase()}`,
    typed,
    value: bare ? withoutComma(value ?? '') || undefined : value,
  };
};

/** The tokens of a command's text, and whether a quotation mark was never closed; if so, the last token runs to the end. */
export const parseWords = (
  text: string,
): { readonly tokens: readonly Token[]; readonly unclosed: boolean } => {
  const tokens: Token[] = [];
  let word = '';
  let quotedFrom: number | undefined;
  let quote: string | undefined;

  const flush = () => {
    if (word !== '' || quotedFrom !== undefined) tokens.push(tokenOf(word, quotedFrom));
    [word, quotedFrom] = ['', undefined];
  };
  const read = (piece: Exclude<Piece, string>) => {
    if (quote) word += `@${piece.label}`;
    else {
      flush();
      tokens.push({ kind: 'person', userId: piece.userId });
    }
  };

  for (const piece of piecesOf(text)) {
    if (typeof piece !== 'string') {
      read(piece);
      continue;
    }
    const chars = [...piece];
    for (const [at, char] of chars.entries()) {
      const next = chars[at + 1];
      if (quote) {
        // An apostrophe ends a quotation only at the end of a word: ‘don’t stop’.
        const closes =
          quote.includes(char) && (quote === doubleQuotes || !next || /[\s\u200B,;]/u.test(next));
        if (closes) quote = undefined;
        else word += char;
      } else if (char === '`' || invisible.test(char)) {
      } else if (separator.test(char) || (quotedFrom !== undefined && /[,;]/.test(char))) {
        flush();
      } else if (quoteFamily(char) && (/^[,;]?$/.test(word.slice(-1)) || flagBefore.test(word))) {
        if (/^[,;]$/.test(word.slice(-1))) flush();
        quotedFrom ??= word.length;
        quote = quoteFamily(char);
      } else word += char;
    }
  }
  flush();
  return { tokens, unclosed: quote !== undefined };
};

/** The flags of a command: with a value, without one, or with a value and repeatable. */
export type FlagSpec = Readonly<Record<`--${string}`, 'value' | 'flag' | 'list'>>;

export type Flags<Spec extends FlagSpec> = {
  readonly [Name in keyof Spec]?: Spec[Name] extends 'value'
    ? string
    : Spec[Name] extends 'list'
      ? readonly string[]
      : true;
};

export interface Words<Spec extends FlagSpec> {
  /** What is neither a flag nor a person, in order; split at commas and semicolons unless quoted. */
  readonly args: readonly string[];
  /** Without duplicates. */
  readonly people: readonly SlackUserId[];
  readonly flags: Flags<Spec>;
  /** What could not be read; everything above was understood, so it can fill in a modal. */
  readonly problems: readonly Problem[];
}

/** Reads a command's text with the flags in `spec`. Never throws: everything wrong is in `problems`. */
export const readWords = <const Spec extends FlagSpec>(text: string, spec: Spec): Words<Spec> => {
  const { tokens, unclosed } = parseWords(text);
  const args: string[] = [];
  const people = new Set<SlackUserId>();
  const flags: Record<string, string | string[] | true> = {};
  const problems: Problem[] = unclosed ? [{ kind: 'unclosed-quote' }] : [];

  const readArg = (word: string) => {
    if (/^[@＠]./u.test(word)) problems.push({ kind: 'person-not-resolved', typed: word });
    else if (word !== '') args.push(word);
  };
  const readFlag = (flag: Extract<Token, { kind: 'flag' }>, next: Token | undefined): boolean => {
    const name = Object.keys(spec).find((known) => known.toLowerCase() === flag.name);
    const kind = name === undefined ? undefined : spec[name as keyof Spec];
    if (name === undefined || (kind === 'flag' && flag.value !== undefined)) {
      // `--regoin DFW`: the word belongs to the mistyped flag, and must not be taken for a tenant
      const slip =
        name === undefined && flag.value === undefined && next?.kind === 'word' && !looksLikeId(next.text);
      problems.push({
        kind: 'unknown-flag',
        flag: name ? `${name}=${flag.value}` : slip ? `${flag.typed} ${next.text}` : flag.typed,
        known: Object.keys(spec),
      });
      return slip;
    }
    const had = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (kind !== 'list' && had !== undefined) problems.push({ kind: 'flag-twice', flag: name });
    if (kind === 'flag') {
      flags[name] = true;
      return false;
    }
    const follows = flag.value === undefined && next?.kind === 'word' ? next : undefined;
    const value = follows && !follows.quoted ? withoutComma(follows.text) : (follows?.text ?? flag.value);
    if (value === undefined) {
      problems.push({ kind: 'flag-without-value', flag: name });
    } else if (kind === 'list') flags[name] = [...(Array.isArray(had) ? had : []), value];
    else if (had === undefined) flags[name] = value;
    return follows !== undefined;
  };

  let [taken, ended] = [false, false];
  for (const [at, token] of tokens.entries()) {
    if (taken) taken = false;
    else if (token.kind === 'person') people.add(token.userId);
    else if (token.kind === 'end') ended = true;
    else if (token.kind === 'flag' && !ended) taken = readFlag(token, tokens[at + 1]);
    else if (token.kind === 'flag')
      readArg(token.value === undefined ? token.typed : `${token.typed}=${token.value}`);
    else if (token.quoted) readArg(token.text);
    else for (const word of token.text.split(/[,;]+/)) readArg(word);
  }
  return { args, people: [...people], flags: flags as Flags<Spec>, problems };
};
