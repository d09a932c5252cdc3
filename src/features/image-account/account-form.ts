/** Checks what was filled in to link an account, and turns it into a credential. */
import { z } from 'zod';
import type { CloudChoice } from '../../cloud/cloud-choices.ts';
import type { Pasted } from '../../cloud/pasted-credential.ts';
import type { Credential } from '../../cloud/token.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { Secret } from '../../core/secret.ts';
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

/**
 * The values as {@link linkForm} takes them, for the kind of cloud chosen in them.
 * Null if the inputs belong to another kind of cloud: the form was sent before the modal changed.
 */
export const valuesFor = (given: ModalValues, choices: readonly CloudChoice[]): ModalValues | null => {
  const { methodFilled, ...typed } = given;
  const values = methodFilled === undefined ? given : { ...typed, method: methodFilled };
  const chosen = choices.find(({ id }) => id === values.cloud)?.cloud;
  if (chosen?.authType === 'rackspace_apikey')
    return 'apiKey' in values ? { ...values, method: 'rackspace_apikey' } : null;
  if (chosen?.federated) return 'password' in values ? null : { ...values, method: 'application_credential' };
  return chosen === undefined || 'method' in values ? values : null;
};

/** A file for a password, by the names of the form's inputs. */
export type PasswordFields = Partial<Record<'username' | 'userDomain' | 'project' | 'projectDomain', string>>;

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
  | { readonly cloud: string | null; readonly password: PasswordFields } => {
  if (values.method !== 'application_credential' || typeof values.cloudsYaml !== 'string') return { values };
  const pasted = readPasted(values.cloudsYaml, typeof values.cloud === 'string' ? values.cloud : null);
  if ('kind' in pasted) return { problem: pasted };
  const { cloud, region } = pasted;
  if ('id' in pasted) {
    const { id, secret } = pasted;
    return { values: { ...values, cloud, id, secret: secret.reveal(), region: values.region ?? region } };
  }
  const { username, userDomain, project, projectDomain } = pasted;
  return {
    cloud,
    password: {
      username,
      ...(userDomain !== null && { userDomain }),
      ...(project !== null && { project }),
      ...(projectDomain !== null && { projectDomain }),
    },
  };
};

/** The credential that the filled-in form describes. */
export const credentialOf = (form: z.output<typeof linkForm>): Credential => {
  switch (form.method) {
    case 'application_credential':
      return { method: form.method, id: form.id, secret: form.secret };
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
