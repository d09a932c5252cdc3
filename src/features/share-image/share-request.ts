/** What a producer asks for; typed words and the modal are checked the same way. */
import { chooseAccount, chooseRegion } from '../../accounts/choose-account.ts';
import type { CloudId, Person, SlackUserId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { OfferIntent } from '../../sharing/intents/make-offer.ts';
import type { LocalTime } from '../../sharing/people/local-time.ts';
import { readImageId, readTenants } from '../../sharing/rules/typed-ids.ts';
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

export type Input = keyof Typed;

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

/** Each problem, with the input it is shown under. */
export type Problems = readonly { readonly input: Input; readonly problem: Problem }[];

const flags = {
  '--region': 'value',
  '--account': 'value',
  '--note': 'value',
  '--accept': 'flag',
  '--answer-within': 'value',
  '--for': 'value',
  '--until': 'value',
} as const;

/** As much as the modal's input holds, so that people can edit it there. */
export const noteMax = 3000;

/** Reads a command's words; `problems` are only those of syntax. */
export const readTyped = (text: string): { readonly typed: Typed; readonly problems: readonly Problem[] } => {
  const words = readWords(text, flags);
  const [image = '', ...tenants] = words.args;
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
}

/** The ids that Keystone makes; nobody names a project like that. */
const projectIdForm = /^[0-9a-f]{32}$/;

/** The intent, or everything that is wrong with it. @param accounts not empty */
export const checkRequest = async (
  typed: Typed,
  { accounts, regionsOf, named, strangers, localTime }: Surroundings,
): Promise<{ readonly intent: OfferIntent } | { readonly problems: Problems }> => {
  const problems: { input: Input; problem: Problem }[] = [];
  const wrong = (input: Input, problem: Problem) => problems.push({ input, problem });

  const imageId = readImageId(typed.image);
  if (typeof imageId !== 'string') wrong('image', imageId);
  const { tenants, problems: tenantProblems } = readTenants(typed.tenants);
  for (const problem of tenantProblems) wrong('tenants', problem);
  if (typed.note !== null && typed.note.length > noteMax) {
    wrong('note', { kind: 'note-too-long', length: typed.note.length, max: noteMax });
  }
  const endless = typed.answerWithin === null && typed.lasts === null && typed.until === null;
  const terms = endless ? { answerBy: null, endsAt: null } : readTerms(typed, await localTime());
  if ('wrong' in terms) for (const { input, problem } of terms.wrong) wrong(input, problem);
  const account = chooseAccount(accounts, typed.account);
  if ('kind' in account) {
    wrong('account', account);
    return { problems };
  }
  const region = chooseRegion(typed.region, account, regionsOf(account.cloudId));
  if (typeof region !== 'string') wrong('region', region);
  if (tenants.includes(account.projectId))
    wrong('tenants', { kind: 'own-project', projectId: account.projectId });
  for (const tenant of tenantProblems.length === 0 ? tenants : []) {
    if (projectIdForm.test(tenant)) continue;
    const [other] = (await named(account.cloudId, tenant)).filter(({ projectId }) => projectId !== tenant);
    if (other) wrong('tenants', { kind: 'project-name', typed: tenant, projectId: other.projectId });
  }
  const tooMany = await strangers({ cloudId: account.cloudId, tenants, people: typed.people });
  if (tooMany !== null) wrong('people', tooMany);
  if ('wrong' in terms || problems.length > 0 || typeof imageId !== 'string' || typeof region !== 'string')
    return { problems };
  return {
    intent: {
      account,
      region,
      regionNamed: typed.region !== null,
      imageId,
      tenants,
      people: typed.people,
      note: typed.note?.trim() || null,
      accept: typed.accept,
      ...terms,
    },
  };
};
