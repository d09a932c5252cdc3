/**
 * What somebody means who writes to the bot as to a person: a table from words to commands. No word decides more than which form
 * opens; only commands that read are run. Pure.
 */
import { readImageId } from '../../sharing/rules/typed-ids.ts';
import { parseWords, type Token } from '../../slack/input/tokens.ts';
import { escapeWire } from '../../slack/input/wire-text.ts';

/** Commands that change nothing. */
export const readingCommands = [
  '/list-images',
  '/show-image',
  '/image-members',
  '/image-account',
  '/image-help',
] as const;
/** Commands that open a form, filled in, when somebody asks for them in a sentence. */
export const writingCommands = ['/share-image', '/unshare-image', '/image-status'] as const;

export type Understood =
  | { readonly kind: 'read'; readonly command: (typeof readingCommands)[number]; readonly text: string }
  | { readonly kind: 'write'; readonly command: (typeof writingCommands)[number]; readonly text: string }
  | { readonly kind: 'hello' }
  | { readonly kind: 'nothing' };

/** The command that replaces an old one, of which the words begin with `used`, and what always belongs to it, such as `accepted`. */
export type Formerly = (
  words: readonly string[],
) => { readonly command: string; readonly used: number; readonly more: string } | null;

const acts = {
  hello: 'hello hi hey hallo moin greetings start',
  help: 'help ? commands menu usage manual',
  list: 'list images image-list ls browse',
  pending: 'pending waiting waits wait inbox offers offered',
  show: 'show see view display info details describe',
  share: 'share sharing give grant offer send add publish',
  unshare: 'unshare stop remove revoke withdraw delete end unpublish',
  accepted: 'accept accepted accepting approve take',
  rejected: 'reject rejected decline refuse deny',
  members: 'members member who whom',
  account:
    'account accounts project projects tenant tenants id login log sign signin connect register preferences settings',
  link: 'link unlink relink',
} as const;

type Act = keyof typeof acts;

const actOf = new Map<string, Act>(
  Object.entries(acts).flatMap(([act, words]) => words.split(' ').map((word) => [word, act as Act])),
);

/** Words of a sentence that are no image and no project. */
const filler = new Set(
  'a about access all am an and any anything anyone are at be can could did do does everything for from get has have hey how i image images in into is it its like me member members mine my new of off on one our pls please project projects s sent shared so some sharing tenant tenants thanks that the their them there these this those to up us want was we what what’s with would you your'.split(
    ' ',
  ),
);

const asking = new Set(['how', 'what', 'why', 'can', 'what’s']);

/** How many words a sentence may take to say what it wants. */
const maxLead = 8;

const bare = (token: Token): string =>
  token.kind === 'word' && !token.quoted
    ? token.text
        .toLowerCase()
        .replaceAll("'", '’')
        .replace(/[.,;:!?]{1,8}$/, '') || token.text
    : '';

/** The token as Slack sends it, to be read again. */
const asWire = (token: Token): string => {
  if (token.kind === 'person') return `<@${token.userId}>`;
  if (token.kind === 'end') return '--';
  if (token.kind === 'word') return token.quoted ? inQuotes(token.text) : escapeWire(token.text);
  const { typed, value, quoted } = token;
  if (value === undefined) return typed;
  return `${typed}=${quoted ? inQuotes(value) : escapeWire(value)}`;
};

const inQuotes = (text: string) => `"${escapeWire(text.replace(/["“”„‟«»＂]/g, '’'))}"`;

/** The words that a command gets: without filler, and without the marks that end a sentence, up to the first flag. */
const argumentsOf = (tokens: readonly Token[]): string[] => {
  const flags = tokens.findIndex(({ kind }) => kind === 'flag' || kind === 'end');
  const sentence = flags === -1 ? tokens : tokens.slice(0, flags);
  const words = sentence
    .filter((token) => bare(token) === '' || !filler.has(bare(token)))
    .map((token) =>
      token.kind === 'word' && !token.quoted
        ? asWire({ ...token, text: token.text.replace(/[.!?]{1,8}$/, '') })
        : asWire(token),
    )
    .filter(Boolean);
  return [...words, ...(flags === -1 ? [] : tokens.slice(flags).map(asWire))];
};

const isImage = (word: string) => typeof readImageId(word) === 'string';
const isProject = (word: string) => /^(?:[0-9a-f]{32}|\d{5,9})$/i.test(word);

/** `give finance access to nightly`: the image comes last. */
const imageFirst = (verb: string, tokens: readonly Token[]): readonly Token[] => {
  if (verb !== 'give' && verb !== 'grant') return tokens;
  const to = tokens.findLastIndex((token) => bare(token) === 'to');
  return to === -1 ? tokens : [...tokens.slice(to + 1), ...tokens.slice(0, to)];
};

const read = (command: (typeof readingCommands)[number], text = ''): Understood => ({
  kind: 'read',
  command,
  text,
});

const meant = (act: Act, tokens: readonly Token[], at: number): Understood => {
  const rest = tokens.slice(at + 1);
  const all = new Set(tokens.map(bare));
  const verb = tokens[at] ? bare(tokens[at]) : '';
  const words = argumentsOf(imageFirst(verb, rest));
  const text = words.join(' ');
  const image = words.find(isImage);
  const anywhere = [...all].find(isImage);
  const has = (...any: string[]) => any.some((word) => all.has(word));
  if (act === 'hello') return { kind: 'hello' };
  if (act === 'help') {
    const [about] = rest.flatMap((token) => commandFor[actOf.get(bare(token)) ?? 'hello'] ?? []);
    return read('/image-help', about?.slice(1));
  }
  if (act === 'link' || act === 'account' || has('account', 'accounts'))
    return read('/image-account', act === 'link' && has('unlink') === false ? 'link' : '');
  if (act === 'accepted' || act === 'rejected')
    return anywhere ? { kind: 'write', command: '/image-status', text: `${anywhere} ${act}` } : pending;
  if (act === 'share' || act === 'unshare')
    return { kind: 'write', command: act === 'share' ? '/share-image' : '/unshare-image', text };
  if (act === 'pending' || has('pending', 'waiting', 'offers', 'offered')) return pending;
  if (act === 'members' || (has('member', 'members') && words.length > 0))
    return read('/image-members', text);
  if (act === 'show' && words.length > 0 && !has('images')) return read('/show-image', text);
  return image
    ? read('/show-image', text)
    : read('/list-images', rest.some(({ kind }) => kind === 'flag') ? text : '');
};

const pending = read('/list-images', '--member-status pending');

const commandFor: { readonly [Of in Act]?: string } = {
  list: '/list-images',
  pending: '/list-images',
  show: '/show-image',
  share: '/share-image',
  unshare: '/unshare-image',
  accepted: '/image-status',
  rejected: '/image-status',
  members: '/image-members',
  account: '/image-account',
  link: '/image-account',
};

const asCommand = (command: string, text: string): Understood | null => {
  const reading = readingCommands.find((each) => each === command);
  if (reading) return read(reading, text);
  const writing = writingCommands.find((each) => each === command);
  return writing ? { kind: 'write', command: writing, text } : null;
};

/** Nothing but ids: an image is shown, a project is shared with. */
const onlyIds = (words: readonly string[]): Understood | null => {
  const images = words.filter(isImage);
  if (words.length === 0 || !words.every((word) => isImage(word) || isProject(word))) return null;
  return words.length === 1 && images.length === 1
    ? read('/show-image', words[0])
    : { kind: 'write', command: '/share-image', text: words.join(' ') };
};

/** @param text in Slack's wire format */
export const understand = (text: string, formerly: Formerly): Understood => {
  const { tokens } = parseWords(text);
  const words = tokens.map(bare);
  const [first = ''] = words;
  const rest = (from: number) => tokens.slice(from);
  // a command that arrived as text: with a blank before it, or in a code block
  const typed = first.startsWith('/') && asCommand(first, rest(1).map(asWire).join(' '));
  if (typed) return typed;
  const names = tokens.slice(0, maxLead).map((token) => (token.kind === 'flag' ? token.name : bare(token)));
  const old = formerly(names);
  const replaced = old && asCommand(old.command, [...argumentsOf(rest(old.used)), old.more].join(' ').trim());
  if (replaced) return replaced;
  const ids = onlyIds(argumentsOf(tokens).flatMap((word) => word.split(/[,;]+/).filter(Boolean)));
  if (ids) return ids;
  const at = words.slice(0, maxLead).findIndex((word) => actOf.has(word) && !leads(words, word));
  const act = actOf.get(words[at] ?? '');
  if (act) return meant(act, tokens, at);
  return words.slice(0, maxLead).some((word) => asking.has(word)) ? read('/image-help') : { kind: 'nothing' };
};

/** `image`, `project` and the like say something only if nothing else does. */
const leads = (words: readonly string[], word: string): boolean =>
  weak.has(word) && words.slice(0, maxLead).some((other) => actOf.has(other) && !weak.has(other));

const weak = new Set([
  'images',
  'project',
  'projects',
  'tenant',
  'tenants',
  'id',
  'member',
  'hello',
  'hi',
  'hey',
  'start',
  '?',
]);
