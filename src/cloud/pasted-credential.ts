/**
 * What people have in hand after they made a credential, pasted: a clouds.yaml, an openrc, what the command line or the API printed,
 * Terraform's block. The operator decides where a credential is sent, so an auth URL in it must be one of the operator's.
 */
import type { PastedForm } from '../core/problems/account-problems.ts';
import type { Problem } from '../core/problems/problem.ts';
import { Secret } from '../core/secret.ts';
import type { CloudChoice } from './cloud-choices.ts';
import { readAuthUrl } from './clouds-file/auth-url.ts';
import { type PastedRecord, readRecords } from './pasted-records.ts';
import { cleanPaste } from './pasted-text.ts';
import { sameRegion } from './region-access.ts';
import type { NamedApplicationCredential } from './token.ts';

export type Pasted = {
  /** The id of the choice that it is for; null: it names no cloud, and none is chosen. */
  readonly cloud: string | null;
  readonly region: string | null;
} & (
  | { readonly id: string; readonly secret: Secret }
  | {
      readonly name: string;
      readonly user: NamedApplicationCredential['user'];
      readonly secret: Secret;
    }
  /** A file for a password, which is not read from it. */
  | {
      readonly username: string;
      readonly userDomain: string | null;
      readonly project: string | null;
      readonly projectDomain: string | null;
    }
);

/** The same whatever version and case it is written in. */
const comparable = (authUrl: string) => {
  const read = readAuthUrl(authUrl, null);
  return 'url' in read ? read.url : null;
};

/** No tool prints more; what is longer is refused unread. */
const maxChars = 16 * 1024;

const pick = ({ values }: PastedRecord, ...names: readonly string[]): string | null =>
  names.map((name) => values.get(name)).find((value) => value !== undefined) ?? null;

const userDomain = ['user_domain_name', 'user_domain_id', 'domain_name'] as const;

const idOf = (record: PastedRecord) =>
  pick(record, 'application_credential_id', ...(record.form === 'clouds.yaml' ? [] : ['id']));
const secretOf = (record: PastedRecord) =>
  pick(record, 'application_credential_secret', ...(record.form === 'clouds.yaml' ? [] : ['secret']));

const nameOf = (record: PastedRecord) => pick(record, 'application_credential_name');

/** The user whose credential is given by its name. */
const userOf = (record: PastedRecord): NamedApplicationCredential['user'] | null => {
  const id = pick(record, 'user_id');
  const name = pick(record, 'username', 'user_name');
  if (id !== null) return { id };
  return name === null ? null : { name, domain: pick(record, ...userDomain) ?? 'Default' };
};

/** What the credential is known by; null: it is not there as a whole. */
const whichOf = (record: PastedRecord) => {
  const [id, name, user] = [idOf(record), nameOf(record), userOf(record)];
  if (id !== null) return { id };
  return name === null || user === null ? null : { name, user };
};

const isWhole = (record: PastedRecord) => whichOf(record) !== null && secretOf(record) !== null;

/** The choice that the text is for: one with its auth URL, of several the chosen one or that with its region. */
const choiceOf = (
  record: PastedRecord,
  choices: readonly CloudChoice[],
  chosen: string | null,
): { readonly cloud: string | null } | { readonly foreign: string } => {
  const authUrl = pick(record, 'auth_url');
  if (authUrl === null) return { cloud: chosen };
  const url = comparable(authUrl);
  const fits = choices.filter(
    ({ cloud }) => cloud.authType === 'v3' && url !== null && comparable(cloud.authUrl) === url,
  );
  const region = pick(record, 'region_name', 'region') ?? '';
  const inRegion = fits.find(({ cloud, entry }) =>
    (cloud.entries ?? [cloud]).some(
      (one) => one.name === entry && one.regions.some((name) => sameRegion(name, region)),
    ),
  );
  const found = fits.find(({ id }) => id === chosen) ?? inRegion ?? fits[0];
  return found === undefined ? { foreign: authUrl } : { cloud: found.id };
};

const wanting = (form: PastedForm | null, records: readonly PastedRecord[]): Problem => {
  if (form === null) return { kind: 'bad-paste', form, missing: 'everything' };
  const has = (read: (record: PastedRecord) => unknown) => records.some((one) => read(one) !== null);
  if (has(nameOf) && has(secretOf)) return { kind: 'bad-paste', form, missing: 'user' };
  if (has(idOf) || has(nameOf)) return { kind: 'bad-paste', form, missing: 'secret' };
  return { kind: 'bad-paste', form, missing: has(secretOf) ? 'id' : 'both' };
};

/**
 * The credential in the pasted text.
 * @param chosen the id of the choice that the form has; what the text says of its cloud comes before it
 */
export const readPasted = (
  text: string,
  choices: readonly CloudChoice[],
  chosen: string | null,
): Pasted | Problem => {
  const read = text.length > maxChars ? [] : readRecords(cleanPaste(text));
  const records = read.find((some) => some.some(isWhole)) ?? read.find(({ length }) => length > 0) ?? [];
  const form = records[0]?.form ?? null;
  const whole = records.filter(isWhole);
  const one =
    whole[0] ??
    records.find((record) => nameOf(record) === null && pick(record, 'username', 'user_name') !== null);
  if (one === undefined) return wanting(form, records);
  if (new Set(whole.map((record) => JSON.stringify(whichOf(record)))).size > 1)
    return {
      kind: 'several-credentials',
      labels: whole.flatMap((record) => record.label ?? idOf(record) ?? nameOf(record) ?? []),
    };
  const choice = choiceOf(one, choices, chosen);
  if ('foreign' in choice)
    return { kind: 'foreign-cloud', authUrl: choice.foreign, have: choices.map(({ label }) => label) };
  const region = pick(one, 'region_name', 'region');
  const [which, secret] = [whichOf(one), secretOf(one)];
  if (which !== null && secret !== null) return { ...choice, region, ...which, secret: new Secret(secret) };
  return {
    ...choice,
    region,
    username: pick(one, 'username', 'user_name') ?? '',
    userDomain: pick(one, ...userDomain),
    project: pick(one, 'project_name', 'tenant_name', 'project_id', 'tenant_id'),
    projectDomain: pick(one, 'project_domain_name', 'project_domain_id', 'domain_name'),
  };
};
