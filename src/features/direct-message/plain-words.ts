/**
 * What somebody means who writes to the bot as to a person: a table from words to commands. No word decides more than which form
 * opens; only commands that read are run. Pure.
 */
import { parseWords, type Token } from '../../slack/input/tokens.ts';
import { escapeWire } from '../../slack/input/wire-text.ts';
import { type Place, placeOf } from './places.ts';
import {
  argumentsOf,
  asWire,
  bare,
  flagAt,
  idFirst,
  imageFirst,
  isImage,
  isProject,
  withEnd,
} from './sentence-arguments.ts';
import { type Act, actNamed, actNearly, asking, negations } from './sentence-words.ts';

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
  /** No command does it: `image` is the one that it is about, if the words name one by its id. */
  | { readonly kind: 'place'; readonly place: Place; readonly image: string | null }
  | { readonly kind: 'hello' }
  | { readonly kind: 'nothing' };

/** The command that replaces an old one, of which the words begin with `used`, and what always belongs to it, such as `accepted`. */
export type Formerly = (
  words: readonly string[],
) => { readonly command: string; readonly used: number; readonly more: string } | null;

/** How many words a sentence may take to say what it wants. */
const maxLead = 8;

/** `shared with me` is what others share. */
const isWithMe = (words: readonly string[]): boolean =>
  words.some((word, at) => word === 'with' && /^(?:me|us)$/.test(words[at + 1] ?? ''));

const read = (command: (typeof readingCommands)[number], text = ''): Understood => ({
  kind: 'read',
  command,
  text,
});

const meant = (act: Act, tokens: readonly Token[], at: number): Understood => {
  const rest = act === 'share' ? withEnd(tokens.slice(at + 1)) : tokens.slice(at + 1);
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

/** A link under another name. */
const labelled = /<(https?:[^<>|\s]+)\|[^<>]*>/g;

/** The bot's name in front of what it is asked. */
const toTheBot = /^\s*(?:(?:dear|hello|hallo|hi|hey)\s+image\s?share\b|image\s?share\s?[,:!])[\s,:!.]*/i;

/** `/share_image` and `/shareimage` are slips of the same command. */
const commandName = (word: string): string | null =>
  word.startsWith('/')
    ? ([...readingCommands, ...writingCommands].find(
        (name) => name.replace('-', '') === word.replaceAll(/[-_]/g, ''),
      ) ?? null)
    : null;

/** A command that arrived as text: with a blank before it, in a code block, or after the words of whoever recommends it. */
const typedCommand = (tokens: readonly Token[], words: readonly string[]): Understood | null => {
  const at = words.slice(0, maxLead).findIndex((word) => commandName(word) !== null);
  const name = commandName(words[at] ?? '');
  if (name === null) return null;
  if (words.slice(0, at).some((word) => asking.has(word))) return read('/image-help', name.slice(1));
  const next = words.findIndex((word, index) => index > at && commandName(word) !== null);
  const rest = tokens.slice(at + 1, next === -1 ? undefined : next);
  return asCommand(name, rest.map(asWire).join(' '));
};

/** Asked for as on a command line, or by nothing but a question mark. */
const isHelp = (text: string, [only, ...more]: readonly Token[]): boolean =>
  /^[?¿？\s]+$/.test(text) ||
  (only?.kind === 'flag' && more.length === 0 && ['--h', '--help'].includes(only.name));

/**
 * @param text in Slack's wire format
 * @param marks how many pairs of quotation marks around all of it say nothing: nobody types three, and each costs another reading
 */
export const understand = (text: string, formerly: Formerly, marks = 2): Understood => {
  const asked = text
    .replace(toTheBot, '')
    .replace(broken, '$1-$2-$3-$4-$5')
    .replace(labelled, (link, address: string) => (isImage(address) ? address : link))
    .replace(/\p{Emoji_Modifier}|:skin-tone-\d:/gu, '');
  const { tokens } = parseWords(text.trim() === '' ? '' : asked || 'hello');
  const [only] = tokens;
  if (marks > 0 && only?.kind === 'word' && only.quoted && tokens.length === 1)
    return understand(escapeWire(only.text), formerly, marks - 1);
  if (text.trim() !== '' && isHelp(text, tokens)) return read('/image-help');
  const words = tokens.map(bare);
  const rest = (from: number) => tokens.slice(from);
  const typed = typedCommand(tokens, words);
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
  const place = ids.some(isProject) && ids.some(isImage) ? null : placeOf(lead);
  if (place) return { kind: 'place', place, image: ids.find(isImage) ?? null };
  const at = lead.findIndex((word) => actNamed(word) && !leads(words, word));
  const act = actNamed(words[at] ?? '');
  if (act && lead.some((word) => negations.has(word))) return unwanted(meant(act, tokens, at), ids);
  const withLabels = weak.has(words[at] ?? '') && withIds(ids);
  if (withLabels) return withLabels;
  if (act) return meant(act, tokens, at);
  const slip = lead.findIndex((word) => actNearly(word));
  const nearly = actNearly(words[slip] ?? '');
  if (nearly) return meant(nearly, tokens, slip);
  return (
    withIds(ids) ??
    namesAlone(tokens) ??
    (lead.some((word) => asking.has(word)) ? read('/image-help') : { kind: 'nothing' })
  );
};

/** A name as images have, and nothing else; people, and nothing else. */
const namesAlone = (tokens: readonly Token[]): Understood | null => {
  const [only, ...more] = tokens;
  const name = only?.kind === 'word' && more.length === 0 ? only.text : '';
  if (/^[a-z][\w-]*$/i.test(name) && /[-_\d]/.test(name)) return read('/show-image', name);
  return only && tokens.every(({ kind }) => kind === 'person')
    ? { kind: 'write', command: '/share-image', text: tokens.map(asWire).join(' ') }
    : null;
};

/** `image`, `project` and the like say something only if nothing else does. */
const leads = (words: readonly string[], word: string): boolean =>
  weak.has(word) && words.slice(0, maxLead).some((other) => actNamed(other) && !weak.has(other));

const weak = new Set(
  'images bilder project projects projekt tenant tenants id member hello hallo hi hey start ?'.split(' '),
);
