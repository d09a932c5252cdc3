/**
 * What may be typed for a tenant. The cloud makes a member of any word, so only what is surely meant is taken unasked:
 * an id as the cloud makes them, or one that the bot's own rows know there. Pure.
 */
import type { ProjectId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { maxMembers, uuid } from './typed-ids.ts';

/** What is known of the place where the tenants are typed. */
export interface TenantPlace {
  /** The image to share; '' if none was read. */
  readonly image: string;
  /** The cloud is Rackspace, whose tenants have numbers. */
  readonly numbered: boolean;
  /** Those of the typed words that are not surely ids, and of {@link otherSpellings}, that the bot's own rows know as projects of the cloud. */
  readonly known: ReadonlySet<string>;
  /** The projects of the cloud that bear a typed word as their name, by the word in lower case. */
  readonly named: ReadonlyMap<string, readonly ProjectId[]>;
  /** The flag that a word was typed after. */
  readonly after: ReadonlyMap<string, string>;
  /** Whether the person has been asked about the word, and sent it again. */
  readonly asked: (typed: string) => boolean;
}

type Doubt = Extract<Problem, { readonly kind: 'doubtful-tenant' }>;

/** A word taken as an id that is spelled otherwise. */
export interface Corrected {
  readonly typed: string;
  readonly projectId: ProjectId;
}

export interface TenantReading {
  /** What stands in the form if anything is wrong: without the words that are surely no id, and with the guesses. */
  readonly tenants: readonly ProjectId[];
  readonly problems: readonly Problem[];
  readonly corrected: readonly Corrected[];
  /** Those of `tenants` that the person was asked about. */
  readonly confirmed: readonly ProjectId[];
}

const projectId = /^[0-9a-f]{32}$/;

/** Whether the word is an id as Keystone makes them, in whatever case. */
export const isProjectId = (word: string): boolean => projectId.test(word.toLowerCase());

/** Whether a project may have the word as its name; it may not if it is an id. */
export const mayBeName = (word: string): boolean => !isProjectId(word) && !uuid.test(word);

const hex = /^[0-9a-f]+$/i;
const dashedHex = /^[0-9a-f]+(?:-[0-9a-f]+)+$/i;

/** As many projects of one name are listed. */
const maxGuesses = 5;

/** Words of a sentence around the ids. */
const filler = new Set(
  'a all an and at can for from in is it its my new of on our please project projects pls tenant tenants thanks that the their this to until us with you'.split(
    ' ',
  ),
);

const undashed = (typed: string) => typed.replaceAll('-', '').toLowerCase();

/** The ids that words may mean besides themselves. */
export const otherSpellings = (typed: readonly string[]): readonly string[] =>
  typed.filter((word) => uuid.test(word)).map(undashed);

/** Whether the word is taken as it stands, whatever the bot's own rows know. */
export const isSurelyId = (typed: string, image: string): boolean =>
  projectId.test(typed) && typed !== undashed(image);

const unasked = (typed: string, { image, numbered, known }: TenantPlace): string | null => {
  if (isSurelyId(typed, image) || known.has(typed)) return typed;
  const plain = undashed(typed);
  if (uuid.test(typed)) return known.has(plain) ? plain : null;
  if (projectId.test(typed.toLowerCase()))
    return plain === undashed(image) && !known.has(plain) ? null : typed.toLowerCase();
  return numbered && /^\d+$/.test(typed) ? typed : null;
};

/** The one id of a project inside a word: `(883982…).`, `tenant=883982…`, `https://…/identity/883982…/`. */
const idInside = (typed: string): string | null => {
  const [found, more] = typed.match(/(?<![\w-])[0-9a-f]{32}(?![\w-])/gi) ?? [];
  return found !== undefined && more === undefined ? found.toLowerCase() : null;
};

const doubtAbout = (typed: string, { image, named, after }: TenantPlace): Doubt => {
  const doubt = (why: Doubt['why'], guesses: readonly string[] = []): Doubt => ({
    kind: 'doubtful-tenant',
    typed,
    why,
    guesses,
  });
  const inside = idInside(typed);
  const called = (named.get(typed.toLowerCase()) ?? []).slice(0, maxGuesses);
  const flag = after.get(typed);
  if (dashedHex.test(typed) && /\d/.test(typed) && typed.length > 20) return doubt('image');
  if (undashed(typed) === undashed(image)) return doubt('image');
  if (called.length > 0) return doubt('name', called);
  if (inside !== null) return doubt('inside', [inside]);
  if (/^\d{1,9}$/.test(typed)) return doubt(flag === undefined ? 'number' : 'after-flag');
  if (hex.test(typed) && /\d/.test(typed) && typed.length > 9) return doubt('length');
  if (typed.startsWith('#')) return doubt('channel');
  if (typed.includes('@')) return doubt('address');
  if (flag === '--note') return doubt('after-note');
  if (flag !== undefined) return doubt('after-flag');
  return doubt(filler.has(typed.toLowerCase()) ? 'filler' : 'word');
};

/** Whether the word might be an id after all, so that the form keeps it. */
const mayBeMeant: { readonly [Why in Doubt['why']]: boolean } = {
  word: true,
  length: true,
  number: true,
  image: false,
  name: false,
  inside: false,
  channel: false,
  address: false,
  'after-note': false,
  'after-flag': false,
  filler: false,
};

const inForm = ({ typed, why, guesses }: Doubt): readonly string[] =>
  guesses.length === 1 ? guesses : mayBeMeant[why] ? [typed] : [];

/** Reads the tenants, each once and in order. With any problem, nothing is shared. */
export const readTenants = (typed: readonly string[], place: TenantPlace): TenantReading => {
  const words = [...new Set(typed)];
  if (words.length > maxMembers) {
    const problem = { kind: 'too-many-tenants', count: words.length, max: maxMembers } as const;
    return { tenants: words as ProjectId[], problems: [problem], corrected: [], confirmed: [] };
  }
  const tenants = new Set<string>();
  const problems: Problem[] = [];
  const corrected: Corrected[] = [];
  const confirmed = new Set<string>();
  for (const word of words) {
    const id = unasked(word, place);
    // a dashboard's address names the project
    const hasId = idInside(word) !== null && !place.asked(word);
    const impossible = id === null && !hasId ? impossibleTenant(word) : null;
    if (id !== null) {
      tenants.add(id);
      if (id !== word) corrected.push({ typed: word, projectId: id as ProjectId });
    } else if (impossible) {
      tenants.add(word);
      problems.push(impossible);
    } else if (place.asked(word)) {
      tenants.add(word);
      confirmed.add(word);
    } else {
      const doubt = doubtAbout(word, place);
      problems.push(doubt);
      for (const each of inForm(doubt)) tenants.add(each);
    }
  }
  if (words.length === 0) problems.push({ kind: 'no-tenant' });
  return {
    tenants: [...tenants] as ProjectId[],
    problems,
    corrected,
    confirmed: [...confirmed] as ProjectId[],
  };
};

const impossibleTenant = (typed: string): Problem | null => {
  if (/\s/u.test(typed)) return { kind: 'bad-tenant', typed, why: 'space' };
  if (typed.length > 255) return { kind: 'bad-tenant', typed, why: 'long' };
  // Glance accepts these but cannot address the member afterwards: it could be neither read nor removed
  return /[^\x21-\x7e]|\//u.test(typed) || typed === '.' || typed === '..'
    ? { kind: 'bad-tenant', typed, why: 'character' }
    : null;
};
