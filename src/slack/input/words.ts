/**
 * Reads the words of a slash command with the flags it knows. What cannot be read is reported, and the rest is kept.
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands
 */
import type { SlackUserId } from '../../core/ids.ts';
import { withoutTrailing } from '../../core/plain-text.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { parseWords, type Token } from './tokens.ts';

/** The value may have several words without quotation marks: whether `next` belongs to what has been read of it. */
export interface WordsOf {
  readonly goesOn: (read: string, next: string) => boolean;
}

/** The flags of a command: with a value, without one, with a value and repeatable, or with all that follows up to the next flag. */
export type FlagSpec = Readonly<Record<`--${string}`, 'value' | 'flag' | 'list' | 'text' | WordsOf>>;

export type Flags<Spec extends FlagSpec> = {
  readonly [Name in keyof Spec]?: Spec[Name] extends 'flag'
    ? true
    : Spec[Name] extends 'list'
      ? readonly string[]
      : string;
};

export interface Words<Spec extends FlagSpec> {
  /** What is neither a flag nor a person, in order; split at commas and semicolons unless quoted. */
  readonly args: readonly string[];
  /** By argument: the last flag before it. Arguments before any flag are not in it. */
  readonly after: ReadonlyMap<string, string>;
  /** Without duplicates. */
  readonly people: readonly SlackUserId[];
  readonly flags: Flags<Spec>;
  /** What could not be read; everything above was understood, so it can fill in a modal. */
  readonly problems: readonly Problem[];
}

type Flag = Extract<Token, { kind: 'flag' }>;

const looksLikeId = (text: string) => /^(?:[0-9a-f-]{12,}|\d+)[,;]?$/i.test(text);

/** Trailing commas belong to the sentence, not to the value. */
const withoutComma = (text: string) => withoutTrailing(text, ',;');

/** The value that follows the flag at `at`, and how many tokens it takes; undefined if there is none. */
const valueAfter = (
  flag: Flag,
  tokens: readonly Token[],
  at: number,
  goesOn: WordsOf['goesOn'],
): { readonly value: string | undefined; readonly taken: number } => {
  const next = tokens[at + 1];
  if (flag.quoted) return { value: flag.value, taken: 0 };
  let value = withoutComma(flag.value ?? '');
  let taken = 0;
  if (value === '') {
    if (next?.kind !== 'word') return { value: undefined, taken };
    taken = 1;
    if (next.quoted) return { value: next.text, taken };
    value = withoutComma(next.text);
  }
  for (let more = tokens[at + taken + 1]; more?.kind === 'word' && !more.quoted; ) {
    const word = withoutComma(more.text);
    if (!goesOn(value, word)) break;
    value += ` ${word}`;
    taken += 1;
    more = tokens[at + taken + 1];
  }
  return { value, taken };
};

/** The ids and people in a text without quotation marks: they may have been meant as something else. */
const idsIn = (tokens: readonly Token[], textOf: (from: number, to: number) => string): readonly string[] =>
  tokens.flatMap((token) => {
    if (token.kind === 'person') return [textOf(token.from, token.to)];
    if (token.kind !== 'word') return [];
    return token.text.split(/[,;]+/).filter((word) => /^(?:[0-9a-f]{32}|[0-9a-f-]{36}|\d{5,9})$/i.test(word));
  });

/** Reads a command's text with the flags in `spec`. Never throws: everything wrong is in `problems`. */
export const readWords = <const Spec extends FlagSpec>(text: string, spec: Spec): Words<Spec> => {
  const { tokens, unclosed, textOf } = parseWords(text);
  const args: string[] = [];
  const after = new Map<string, string>();
  const seen = new Set<string>();
  const people = new Set<SlackUserId>();
  const flags: Record<string, string | string[] | true> = {};
  const problems: Problem[] = unclosed ? [{ kind: 'unclosed-quote' }] : [];
  let last: string | undefined;

  const nameOf = (token: Token) =>
    token.kind === 'flag' ? Object.keys(spec).find((known) => known.toLowerCase() === token.name) : undefined;
  const readArg = (word: string) => {
    if (/^[@＠]./u.test(word)) problems.push({ kind: 'person-not-resolved', typed: word });
    else if (word !== '') {
      if (last !== undefined && !seen.has(word)) after.set(word, last);
      seen.add(word);
      args.push(word);
    }
  };
  /** `--regoin DFW`: the word belongs to the mistyped flag, and must not be taken for a tenant. */
  const unknown = (flag: Flag, name: string | undefined, next: Token | undefined): number => {
    const slip =
      name === undefined && flag.value === undefined && next?.kind === 'word' && !looksLikeId(next.text);
    problems.push({
      kind: 'unknown-flag',
      flag: name ? `${name}=${flag.value}` : slip ? `${flag.typed} ${next.text}` : flag.typed,
      known: Object.keys(spec),
    });
    return slip ? 1 : 0;
  };
  const wholeText = (flag: Flag, at: number): ReturnType<typeof valueAfter> => {
    const next = tokens[at + 1];
    if (flag.quoted || (!flag.value && next?.kind === 'word' && next.quoted))
      return valueAfter(flag, tokens, at, () => false);
    let end = at + 1;
    for (let token = tokens[end]; token && nameOf(token) === undefined; token = tokens[end]) end += 1;
    const inside = tokens.slice(at + 1, end);
    const value = `${flag.value ?? ''}${textOf(flag.to, inside.at(-1)?.to ?? flag.to)}`.trim();
    for (const typed of idsIn(inside, textOf)) problems.push({ kind: 'id-in-note', typed });
    return { value: value || undefined, taken: inside.length };
  };
  /** Returns how many of the tokens after the flag belong to it. */
  const readFlag = (flag: Flag, at: number): number => {
    const name = nameOf(flag);
    const kind = name === undefined ? undefined : (spec as FlagSpec)[name as `--${string}`];
    if (name === undefined || kind === undefined || (kind === 'flag' && flag.value))
      return unknown(flag, name, tokens[at + 1]);
    last = name;
    const had = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (kind !== 'list' && had !== undefined) problems.push({ kind: 'flag-twice', flag: name });
    if (kind === 'flag') {
      flags[name] = true;
      return 0;
    }
    const { value, taken } =
      kind === 'text'
        ? wholeText(flag, at)
        : valueAfter(flag, tokens, at, typeof kind === 'string' ? () => false : kind.goesOn);
    if (value === undefined) problems.push({ kind: 'flag-without-value', flag: name });
    else if (kind === 'list') flags[name] = [...(Array.isArray(had) ? had : []), value];
    else if (had === undefined) flags[name] = value;
    return taken;
  };

  let [taken, ended] = [0, false];
  for (const [at, token] of tokens.entries()) {
    if (taken > 0) taken -= 1;
    else if (token.kind === 'person') people.add(token.userId);
    else if (token.kind === 'end') ended = true;
    else if (token.kind === 'flag' && !ended) taken = readFlag(token, at);
    else if (token.kind === 'flag')
      readArg(token.value === undefined ? token.typed : `${token.typed}=${token.value}`);
    else if (token.quoted) readArg(token.text);
    else for (const word of token.text.split(/[,;]+/)) readArg(word);
  }
  return { args, after, people: [...people], flags: flags as Flags<Spec>, problems };
};
