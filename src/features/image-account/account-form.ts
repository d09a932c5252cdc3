/** Checks what was filled in to link an account, and turns it into a credential. */
import { z } from 'zod';
import type { CloudChoice } from '../../cloud/cloud-choices.ts';
import type { Pasted } from '../../cloud/pasted-credential.ts';
import type { GivenCredential } from '../../cloud/token.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { Secret } from '../../core/secret.ts';
import { viewLimits } from '../../slack/blocks/limits.ts';
import type { ModalValues } from '../../slack/feature.ts';

const typed = (what: string) =>
  z
    .string({ error: `${what} is missing. Fill it in.` })
    .trim()
    .min(1, `${what} is missing. Fill it in.`);
/** A password may begin or end with a blank. */
const secretly = (what: string, read = (value: string) => value) =>
  z.string({ error: `${what} is missing. Fill it in.` }).transform((value) => new Secret(read(value)));
const optionally = z
  .string()
  .trim()
  .nullish()
  .transform((value) => value || null);

const common = { cloud: typed('The cloud'), name: optionally, region: optionally };

/** The values of the modal's inputs. */
export const linkForm = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('application_credential'),
    ...common,
    id: typed('The application credential’s id'),
    secret: secretly('The secret', (value) => value.trim()),
  }),
  // only what was pasted says it
  z.object({
    method: z.literal('named_application_credential'),
    ...common,
    credentialName: typed('The application credential’s name'),
    userId: optionally,
    username: optionally,
    userDomain: optionally,
    secret: secretly('The secret', (value) => value.trim()),
  }),
  z.object({
    method: z.literal('password'),
    ...common,
    username: typed('The username'),
    userDomain: typed('The user’s domain'),
    password: secretly('The password'),
    project: typed('The project'),
    projectDomain: typed('The project’s domain'),
  }),
  z.object({
    method: z.literal('rackspace_apikey'),
    ...common,
    username: typed('The username'),
    apiKey: secretly('The API key', (value) => value.trim()),
  }),
]);

const methods = ['application_credential', 'pasted', 'password'] as const;

/** The ways to sign in to Keystone; Rackspace has only one. */
export type Method = (typeof methods)[number];

/** The radio's `block_id`s. Each goes on with what its own inputs hold, so what the bot chooses stands under another one. */
const radios = ['method', 'methodFilled', 'methodFederated'] as const;
export type Radio = (typeof radios)[number];

const radioIn = (values: ModalValues): Radio => radios.find((radio) => radio in values) ?? 'method';

/** A radio in the place of the one that the form has, for what the bot itself has chosen. */
export const otherRadio = (values: ModalValues): Radio =>
  radioIn(values) === 'method' ? 'methodFilled' : 'method';

/** The way to sign in that the form's inputs are for, and its radio. */
export const methodIn = (values: ModalValues): { readonly method: Method; readonly radio: Radio } => {
  const radio = radioIn(values);
  const method = methods.find((each) => each === values[radio]) ?? 'application_credential';
  return { method, radio: radio === 'methodFederated' ? 'method' : radio };
};

/**
 * The values as {@link linkForm} takes them, for the kind of cloud chosen in them.
 * Null if the inputs belong to another kind of cloud: the form was sent before the modal changed.
 */
export const valuesFor = (values: ModalValues, choices: readonly CloudChoice[]): ModalValues | null => {
  const chosen = choices.find(({ id }) => id === values.cloud)?.cloud;
  if (chosen?.authType === 'rackspace_apikey')
    return 'apiKey' in values ? { ...values, method: 'rackspace_apikey' } : null;
  const { method } = methodIn(values);
  const isOfAnother = chosen?.federated ? method === 'password' : !radios.some((radio) => radio in values);
  return chosen && isOfAnother ? null : { ...values, method };
};

const notSecret = ['id', 'username', 'userDomain', 'project', 'projectDomain', 'name', 'region'] as const;

/** What the form can be filled in with, by its inputs: nothing secret. */
export type Filled = Partial<Record<(typeof notSecret)[number], string>>;

/** What was typed into the form, or stands for it in what was pasted. */
export const filledOf = (values: Readonly<Record<string, unknown>>): Filled =>
  Object.fromEntries(
    notSecret.flatMap((name) => {
      const value = values[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );

/** What was typed is kept while its inputs are not shown; only where it is longer than Slack carries is it lost. */
export const carriedOf = (filled: Filled): string => {
  const carried = JSON.stringify(filled);
  return carried.length > viewLimits.privateMetadataChars ? '' : carried;
};

/** What {@link carriedOf} made, from Slack. */
export const filledIn = (metadata: string): Filled => {
  try {
    return filledOf(z.record(z.string(), z.unknown()).parse(JSON.parse(metadata)));
  } catch {
    return {};
  }
};

/** What an application credential is known by, as values of {@link linkForm}. */
const whichOf = (pasted: Extract<Pasted, { readonly secret: Secret }>): ModalValues => {
  if ('id' in pasted) return { method: 'application_credential', id: pasted.id };
  const { name, user } = pasted;
  return {
    method: 'named_application_credential',
    credentialName: name,
    ...('id' in user ? { userId: user.id } : { username: user.name, userDomain: user.domain }),
  };
};

/**
 * The values, in which what was pasted replaces the inputs that it stands for; or, if that is a file for a password, what it says to
 * fill in: the password itself is not read.
 */
export const withPasted = (
  values: ModalValues,
  readPasted: (text: string, chosen: string | null) => Pasted | Problem,
):
  | { readonly values: ModalValues }
  | { readonly problem: Problem }
  | { readonly cloud: string | null; readonly filled: Filled } => {
  if (values.method !== 'pasted') return { values };
  if (typeof values.cloudsYaml !== 'string') return { problem: { kind: 'field-empty', field: 'The file' } };
  const pasted = readPasted(values.cloudsYaml, typeof values.cloud === 'string' ? values.cloud : null);
  if ('kind' in pasted) return { problem: pasted };
  const { cloud } = pasted;
  if ('secret' in pasted) {
    const region = values.region ?? pasted.region;
    const secret = pasted.secret.reveal();
    return { values: { ...values, ...whichOf(pasted), cloud, region, secret } };
  }
  const { username, userDomain, project, projectDomain } = pasted;
  return {
    cloud,
    filled: {
      username,
      ...(userDomain !== null && { userDomain }),
      ...(project !== null && { project }),
      ...(projectDomain !== null && { projectDomain }),
    },
  };
};

/** The credential that the filled-in form describes. */
export const credentialOf = (form: z.output<typeof linkForm>): GivenCredential => {
  switch (form.method) {
    case 'application_credential':
      return { method: form.method, id: form.id, secret: form.secret };
    case 'named_application_credential': {
      const { credentialName: name, userId: id, username, userDomain, secret } = form;
      const user = id === null ? { name: username ?? '', domain: userDomain ?? '' } : { id };
      return { method: 'application_credential', name, user, secret };
    }
    case 'password':
      return {
        method: form.method,
        username: form.username,
        userDomain: form.userDomain,
        password: form.password,
        projectName: form.project,
        projectDomain: form.projectDomain,
      };
    case 'rackspace_apikey':
      return { method: form.method, username: form.username, apiKey: form.apiKey };
    default:
      return form satisfies never;
  }
};

/** The input under which a problem is shown. */
export const inputOf = (problem: Problem, values: ModalValues): string => {
  if (problem.kind === 'name-taken') return 'name';
  if (problem.kind === 'no-such-region' && values.region) return 'region';
  if (typeof values.cloudsYaml === 'string') return 'cloudsYaml';
  if (problem.kind === 'credentials-refused') return problem.what in values ? problem.what : 'cloud';
  return problem.kind === 'no-such-region' ? 'region' : 'cloud';
};
