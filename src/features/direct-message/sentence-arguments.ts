/** What a sentence names, taken out of it in the order in which a command has it. Pure. */
import { readImageId } from '../../sharing/rules/typed-ids.ts';
import type { Token } from '../../slack/input/tokens.ts';
import { escapeWire, quotedWire } from '../../slack/input/wire-text.ts';
import { filler } from './sentence-words.ts';

export const bare = (token: Token): string =>
  token.kind === 'word' && !token.quoted
    ? token.text
        .toLowerCase()
        .replaceAll("'", '’')
        .replace(/[.,;:!?]{1,8}$/, '') || token.text
    : '';

/** The token as Slack sends it, to be read again. */
export const asWire = (token: Token): string => {
  if (token.kind === 'person') return `<@${token.userId}>`;
  if (token.kind === 'end') return '--';
  if (token.kind === 'word') return token.quoted ? quotedWire(token.text) : escapeWire(token.text);
  const { typed, value, quoted } = token;
  if (value === undefined) return typed;
  return `${typed}=${quoted ? quotedWire(value) : escapeWire(value)}`;
};

/** An emoji by its name, and what has neither letters nor digits. */
const isDecoration = (token: Token): boolean =>
  token.kind === 'word' &&
  !token.quoted &&
  (/^:[\w+'-]+:$/.test(token.text) || !/[\p{L}\p{N}]/u.test(token.text));

/** Without the marks that end a sentence. */
const unmarked = (token: Token): Token =>
  token.kind === 'word' && !token.quoted ? { ...token, text: token.text.replace(/[.!?]{1,8}$/, '') } : token;

/** The tokens up to the first flag. */
const sentenceOf = (tokens: readonly Token[]): readonly Token[] => {
  const flags = tokens.findIndex(({ kind }) => kind === 'flag' || kind === 'end');
  return flags === -1 ? tokens : tokens.slice(0, flags);
};

/** The words that a command gets: without filler, and without the marks that end a sentence, up to the first flag. */
export const argumentsOf = (tokens: readonly Token[]): string[] => {
  const sentence = sentenceOf(tokens);
  const words = sentence
    .filter((token) => !isDecoration(token) && !filler.has(bare(token)))
    .map((token) => asWire(unmarked(token)))
    .filter(Boolean);
  return [...words, ...tokens.slice(sentence.length).map(asWire)];
};

/** Where the flags begin. */
export const flagAt = (words: readonly string[]): number => {
  const at = words.findIndex((word) => word.startsWith('--'));
  return at === -1 ? words.length : at;
};

export const isImage = (word: string) => typeof readImageId(word) === 'string';
/** A project's id, or its page in a dashboard. */
export const isProject = (word: string) =>
  /^(?:[0-9a-f]{32}|\d{5,9})$/i.test(word) ||
  (/^https?:/i.test(word) && word.includes('/identity/') && /[0-9a-f]{32}/i.test(word));

const imageLast: { readonly [Verb in string]?: string } = {
  give: 'to',
  grant: 'to',
  remove: 'from',
  delete: 'from',
};

/** `give finance access to nightly`, `remove bob from nightly`: the image comes last. */
export const imageFirst = (verb: string, tokens: readonly Token[]): readonly Token[] => {
  const before = imageLast[verb];
  const sentence = sentenceOf(tokens);
  const at = before === undefined ? -1 : sentence.findLastIndex((token) => bare(token) === before);
  if (at === -1) return tokens;
  return [...sentence.slice(at + 1), ...sentence.slice(0, at), ...tokens.slice(sentence.length)];
};

/** The words with the id of an image at their beginning, where commands have it; flags stay behind it. */
export const idFirst = (words: readonly string[]): readonly string[] => {
  const at = words.findIndex((word) => word.startsWith('--') || isImage(word));
  const image = words[at];
  return image === undefined || image.startsWith('--') ? words : [image, ...words.toSpliced(at, 1)];
};

const flag = (name: '--for' | '--until', { from, to }: Token): Token => ({
  kind: 'flag',
  name,
  typed: name,
  value: undefined,
  quoted: false,
  from,
  to,
});

/** An end of the share at the end of the sentence, as the flag: `for 30 days`, `until 2027-01-31`. */
export const withEnd = (tokens: readonly Token[]): readonly Token[] => {
  const at = tokens.findLastIndex((token) => /^(?:for|für|until|till|bis)$/.test(bare(token)));
  const [word, next, ...more] = tokens.slice(Math.max(at, 0));
  if (at === -1 || word === undefined || next === undefined || more.length > 2) return tokens;
  if ([next, ...more].some((token) => filler.has(bare(token)) || isProject(bare(token)))) return tokens;
  const isLength = /^f/.test(bare(word));
  if (isLength && !/^\d{1,3}[a-z]?$/.test(bare(next))) return tokens;
  return [
    ...tokens.slice(0, at),
    flag(isLength ? '--for' : '--until', word),
    ...[next, ...more].map(unmarked),
  ];
};
