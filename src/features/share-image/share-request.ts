/** What a producer asks for; typed words and the modal are checked the same way. */
import { chooseAccount, chooseRegion } from '../../accounts/choose-account.ts';
import { durationGoesOn } from '../../core/durations.ts';
import type { CloudId, Person, ProjectId, SlackUserId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { dayGoesOn } from '../../core/typed-day.ts';
import type { Account } from '../../model/account.ts';
import type { OfferIntent } from '../../sharing/intents/make-offer.ts';
import type { LocalTime } from '../../sharing/people/local-time.ts';
import { maxMembers, readImageId } from '../../sharing/rules/typed-ids.ts';
import {
  type Corrected,
  isProjectId,
  isSurelyId,
  mayBeName,
  otherSpellings,
  readTenants,
  type TenantReading,
} from '../../sharing/rules/typed-tenants.ts';
import { readWords } from '../../slack/input/words.ts';
import { noTerms, readTerms, type TypedTerms } from './typed-terms.ts';

/** Read but not yet checked; also fills in the modal. */
export interface Typed extends TypedTerms {
  readonly image: string;
  readonly tenants: readonly string[];
  readonly people: readonly SlackUserId[];
  readonly region: string | null;
  readonly account: string | null;
  readonly note: string | null;
  /** Accept at once with an account of the tenant. */
  readonly accept: boolean;
}

export const nothingTyped: Typed = {
  image: '',
  tenants: [],
  people: [],
  region: null,
  account: null,
  note: null,
  accept: false,
  ...noTerms,
};

const flags = {
  '--region': 'value',
  '--account': 'value',
  '--note': 'text',
  '--accept': 'flag',
  '--answer-within': { goesOn: durationGoesOn },
  '--for': { goesOn: durationGoesOn },
  '--until': { goesOn: dayGoesOn },
} as const;

/** As much as the modal's input holds, so that people can edit it there. */
export const noteMax = 3000;

export interface TypedWords {
  readonly typed: Typed;
  /** Only those of syntax. */
  readonly problems: readonly Problem[];
  /** The flag that a word was typed after. */
  readonly after: ReadonlyMap<string, string>;
}

/** Reads a command's words. */
export const readTyped = (text: string): TypedWords => {
  const words = readWords(text, flags);
  const found = words.args.findIndex((word) => typeof readImageId(word) === 'string');
  // without an image the first word is taken for one, unless it can only be a project
  const at = found === -1 && isProjectId(words.args[0] ?? '') ? undefined : Math.max(0, found);
  const image = at === undefined ? '' : (words.args[at] ?? '');
  const tenants = at === undefined ? words.args : words.args.toSpliced(at, 1);
  return {
    typed: {
      image,
      tenants,
      people: words.people,
      region: words.flags['--region'] ?? null,
      account: words.flags['--account'] ?? null,
      note: words.flags['--note'] ?? null,
      accept: words.flags['--accept'] ?? false,
      answerWithin: words.flags['--answer-within'] ?? null,
      lasts: words.flags['--for'] ?? null,
      until: words.flags['--until'] ?? null,
    },
    problems: words.problems,
    after: words.after,
  };
};

export interface Surroundings {
  readonly person: Person;
  /** The producer's own. */
  readonly accounts: readonly Account[];
  /** The regions the operator named for a cloud; empty = whatever the cloud has. */
  readonly regionsOf: (cloudId: CloudId) => readonly string[];
  /** Called only if an end was typed. */
  readonly localTime: () => Promise<LocalTime>;
  /** Why the person may not ask these people, or null. */
  readonly strangers: (
    asked: Pick<OfferIntent, 'tenants' | 'people'> & Pick<Account, 'cloudId'>,
  ) => Promise<Problem | null>;
  /** Accounts in the team whose project bears this name. */
  readonly named: (cloudId: CloudId, projectName: string) => Promise<readonly Account[]>;
  /** Those of the words that surely are projects of the cloud. */
  readonly known: (cloudId: CloudId, words: readonly string[]) => Promise<ReadonlySet<string>>;
  /** What these people have linked on the cloud. */
  readonly linkedBy: (cloudId: CloudId, people: readonly SlackUserId[]) => Promise<readonly Account[]>;
  /** The flag that a word was typed after. */
  readonly after: ReadonlyMap<string, string>;
  /** Whether the form that was sent had asked about the word. */
  readonly asked: (word: string) => boolean;
}

export type Checked =
  | { readonly intent: OfferIntent; readonly corrected: readonly Corrected[] }
  /** `typed` as read, to fill in the form. */
  | { readonly problems: readonly Problem[]; readonly typed: Typed };

/** How many projects of somebody are listed. */
export const maxProjects = 5;

/** Instead of tenants, people: what they have linked on the cloud, except the image's own project. */
const tenantsOfPeople = async (
  account: Account,
  { people }: Typed,
  { linkedBy }: Surroundings,
): Promise<TenantReading> => {
  const linked = await linkedBy(account.cloudId, people);
  const others = linked.filter(({ projectId }) => projectId !== account.projectId);
  const projects = [
    ...new Map(others.map((one) => [one.projectId, { id: one.projectId, name: one.projectName }])).values(),
  ];
  const problem = { kind: 'no-tenant-but-people', projects: projects.slice(0, maxProjects) } as const;
  const tenants = projects.length === 1 ? projects.map(({ id }) => id) : [];
  return { tenants, problems: [problem], corrected: [], confirmed: [] };
};

/** The tenants as they are read on the account's cloud. */
const tenantsOn = async (account: Account, typed: Typed, around: Surroundings): Promise<TenantReading> => {
  const { image, tenants } = typed;
  const { known, named, after, asked } = around;
  if (tenants.length === 0 && typed.people.length > 0) return tenantsOfPeople(account, typed, around);
  const words = [...new Set(tenants)].slice(0, maxMembers);
  const unsure = words.filter((word) => !isSurelyId(word, image));
  const ids = await known(account.cloudId, [...unsure, ...otherSpellings(unsure)]);
  const projects = new Map<string, ProjectId[]>();
  for (const word of words.filter((each) => !ids.has(each) && mayBeName(each))) {
    const others = (await named(account.cloudId, word)).filter(
      ({ projectId }) => projectId !== account.projectId,
    );
    projects.set(word.toLowerCase(), [...new Set(others.map(({ projectId }) => projectId))]);
  }
  const numbered = account.method === 'rackspace_apikey';
  return readTenants(tenants, { image, numbered, known: ids, named: projects, after, asked });
};

/** The intent, or everything that is wrong with it. */
export const checkRequest = async (typed: Typed, around: Surroundings): Promise<Checked> => {
  const { accounts, regionsOf, localTime, strangers } = around;
  const problems: Problem[] = [];

  const imageId = readImageId(typed.image);
  if (typeof imageId !== 'string') problems.push(imageId);
  if (typed.note !== null && typed.note.length > noteMax) {
    problems.push({ kind: 'note-too-long', length: typed.note.length, max: noteMax });
  }
  const endless = typed.answerWithin === null && typed.lasts === null && typed.until === null;
  const terms = endless ? { answerBy: null, endsAt: null } : readTerms(typed, await localTime());
  if ('wrong' in terms) problems.push(...terms.wrong);
  const account = chooseAccount(accounts, typed.account);
  if ('kind' in account) {
    problems.push(account);
    return { problems, typed };
  }
  const { tenants, problems: tenantProblems, corrected, confirmed } = await tenantsOn(account, typed, around);
  problems.push(...tenantProblems);
  const region = chooseRegion(typed.region, account, regionsOf(account.cloudId));
  if (typeof region !== 'string') problems.push(region);
  if (tenants.includes(account.projectId))
    problems.push({ kind: 'own-project', projectId: account.projectId });
  const tooMany = await strangers({ cloudId: account.cloudId, tenants, people: typed.people });
  if (tooMany !== null) problems.push(tooMany);
  if ('wrong' in terms || problems.length > 0 || typeof imageId !== 'string' || typeof region !== 'string')
    return { problems, typed: { ...typed, tenants } };
  return {
    corrected,
    intent: {
      account,
      region,
      regionNamed: typed.region !== null,
      imageId,
      tenants,
      confirmed,
      people: typed.people,
      note: typed.note?.trim() || null,
      accept: typed.accept,
      ...terms,
    },
  };
};
