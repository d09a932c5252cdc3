/**
 * What somebody means who writes to the bot as to a person: a table from words to commands. No word decides more than which form
 * opens; only commands that read are run. Pure.
 */
import { readImageId } from '../../sharing/rules/typed-ids.ts';
import { parseWords, type Token } from '../../slack/input/tokens.ts';
import { escapeWire, quotedWire } from '../../slack/input/wire-text.ts';
import { type Act, actNamed, actNearly, asking, filler, negations } from './sentence-words.ts';

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

/** The words that a command gets: without filler, and without the marks that end a sentence, up to the first flag. */
const argumentsOf = (tokens: readonly Token[]): string[] => {
  const flags = tokens.findIndex(({ kind }) => kind === 'flag' || kind === 'end');
  const sentence = flags === -1 ? tokens : tokens.slice(0, flags);
  const words = sentence
    .filter((token) => !isDecoration(token) && !filler.has(bare(token)))
    .map((token) =>
      token.kind === 'word' && !token.quoted
        ? asWire({ ...token, text: token.text.replace(/[.!?]{1,8}$/, '') })
        : asWire(token),
    )
    .filter(Boolean);
  return [...words, ...(flags === -1 ? [] : tokens.slice(flags).map(asWire))];
};

/** Where the flags begin. */
const flagAt = (words: readonly string[]): number => {
  const at = words.findIndex((word) => word.startsWith('--'));
  return at === -1 ? words.length : at;
};

const isImage = (word: string) => typeof readImageId(word) === 'string';
const isProject = (word: string) => /^(?:[0-9a-f]{32}|\d{5,9})$/i.test(word);

const imageLast: { readonly [Verb in string]?: string } = {
  give: 'to',
  grant: 'to',
  remove: 'from',
  delete: 'from',
};

/** `give finance access to nightly`, `remove bob from nightly`: the image comes last. */
const imageFirst = (verb: string, tokens: readonly Token[]): readonly Token[] => {
  const before = imageLast[verb];
  const flag = tokens.findIndex(({ kind }) => kind === 'flag' || kind === 'end');
  const sentence = flag === -1 ? tokens : tokens.slice(0, flag);
  const at = before === undefined ? -1 : sentence.findLastIndex((token) => bare(token) === before);
  if (at === -1) return tokens;
  return [...sentence.slice(at + 1), ...sentence.slice(0, at), ...tokens.slice(sentence.length)];
};

/** The words with the id of an image at their beginning, where commands have it; flags stay behind it. */
const idFirst = (words: readonly string[]): readonly string[] => {
  const at = words.findIndex((word) => word.startsWith('--') || isImage(word));
  const image = words[at];
  return image === undefined || image.startsWith('--') ? words : [image, ...words.toSpliced(at, 1)];
};

/** `shared with me` is what others share. */
const isWithMe = (words: readonly string[]): boolean =>
  words.some((word, at) => word === 'with' && /^(?:me|us)$/.test(words[at + 1] ?? ''));

const read = (command: (typeof readingCommands)[number], text = ''): Understood => ({
  kind: 'read',
  command,
  text,
});

const meant = (act: Act, tokens: readonly Token[], at: number): Understood => {
  const rest = tokens.slice(at + 1);
  const said = tokens.map(bare);
  const all = new Set(said);
  const verb = tokens[at] ? bare(tokens[at]) : '';
  const after = argumentsOf(imageFirst(verb, rest));
  // some languages say last what is to be done
  const words = idFirst(after.length > 0 ? after : argumentsOf(tokens.slice(0, at)));
  const text = words.join(' ');
  const image = words.find(isImage);
  // of a sentence about one image the rest is said in vain
  const about = image === words[0] && image ? [image, ...words.slice(flagAt(words))].join(' ') : text;
  const anywhere = [...all].find(isImage);
  const has = (...any: string[]) => any.some((word) => all.has(word));
  if (act === 'hello') return { kind: 'hello' };
  if (act === 'help') {
    const [about] = rest.flatMap((token) => commandFor[actNamed(bare(token)) ?? 'hello'] ?? []);
    return read('/image-help', about?.slice(1));
  }
  if (
    act === 'link' ||
    act === 'account' ||
    has('account', 'accounts', 'messages', 'notifications', 'reminders')
  )
    return read('/image-account', act === 'link' && has('unlink') === false ? 'link' : '');
  if (act === 'accepted' || act === 'rejected')
    return anywhere ? { kind: 'write', command: '/image-status', text: `${anywhere} ${act}` } : pending;
  if (isWithMe(said) && has('share', 'shared', 'sharing')) return pending;
  if (act === 'pending' && anywhere && has('set', 'back', 'reset'))
    return { kind: 'write', command: '/image-status', text: `${anywhere} pending` };
  if (act === 'share' || act === 'unshare')
    return { kind: 'write', command: act === 'share' ? '/share-image' : '/unshare-image', text };
  if (act === 'pending' || has('pending', 'waiting', 'offers', 'offered')) return pending;
  if (act === 'members' || (has('member', 'members') && words.length > 0))
    return read('/image-members', about);
  if (act === 'show' && words.length > 0 && !has('images')) return read('/show-image', about);
  return image
    ? read('/show-image', about)
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

/** What is done with ids that stand alone: an image is shown, a project is shared with. */
const withIds = (words: readonly string[]): Understood | null => {
  if (words.length === 0) return null;
  return words.length === 1 && words.some(isImage)
    ? read('/show-image', words[0])
    : { kind: 'write', command: '/share-image', text: words.join(' ') };
};

/** What is done with what somebody does not want done: the image shows what can be. */
const unwanted = (meaning: Understood, ids: readonly string[]): Understood => {
  if (meaning.kind !== 'write') return meaning;
  const image = ids.find(isImage);
  return image === undefined ? { kind: 'nothing' } : read('/show-image', image);
};

/** An id that was broken into its groups. */
const broken =
  /(?<![\w-])([0-9a-f]{8})[ –—]([0-9a-f]{4})[ –—]([0-9a-f]{4})[ –—]([0-9a-f]{4})[ –—]([0-9a-f]{12})(?![\w-])/gi;

/** The bot's name in front of what it is asked. */
const toTheBot = /^\s*(?:(?:dear|hello|hallo|hi|hey)\s+image\s?share\b|image\s?share\s?[,:!])[\s,:!.]*/i;

/** @param text in Slack's wire format */
export const understand = (text: string, formerly: Formerly): Understood => {
  const asked = text.replace(toTheBot, '').replace(broken, '$1-$2-$3-$4-$5') || 'hello';
  const { tokens } = parseWords(text.trim() === '' ? '' : asked);
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
  const make = words.includes('private') ? words.indexOf('make') : -1;
  if (make !== -1) return meant('unshare', tokens, make);
  const named = argumentsOf(tokens).flatMap((word) => word.split(/[,;]+/).filter(Boolean));
  const ids = named.filter((word) => isImage(word) || isProject(word));
  const alone = ids.length === named.length && withIds(ids);
  if (alone) return alone;
  const lead = words.slice(0, maxLead);
  const at = lead.findIndex((word) => actNamed(word) && !leads(words, word));
  const act = actNamed(words[at] ?? '');
  if (act && lead.some((word) => negations.has(word))) return unwanted(meant(act, tokens, at), ids);
  if (act) return meant(act, tokens, at);
  const slip = lead.findIndex((word) => actNearly(word));
  const nearly = actNearly(words[slip] ?? '');
  if (nearly) return meant(nearly, tokens, slip);
  return withIds(ids) ?? (lead.some((word) => asking.has(word)) ? read('/image-help') : { kind: 'nothing' });
};

/** `image`, `project` and the like say something only if nothing else does. */
const leads = (words: readonly string[], word: string): boolean =>
  weak.has(word) && words.slice(0, maxLead).some((other) => actNamed(other) && !weak.has(other));

const weak = new Set(
  'images bilder project projects projekt tenant tenants id member hello hallo hi hey start ?'.split(' '),
);
