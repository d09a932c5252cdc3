/** Checks what was filled in to link an account, and turns it into a credential. */
import { z } from 'zod';
import type { CloudChoice } from '../../cloud/cloud-choices.ts';
import type { Pasted } from '../../cloud/pasted-clouds-yaml.ts';
import type { Credential } from '../../cloud/token.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { Secret } from '../../core/secret.ts';
import type { ModalValues } from '../../slack/feature.ts';

const typed = (what: string) =>
  z
    .string({ error: `${what} is missing. Fill it in.` })
    .trim()
    .min(1, `${what} is missing. Fill it in.`);
const secretly = (what: string) =>
  z.string({ error: `${what} is missing. Fill it in.` }).transform((value) => new Secret(value));
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
    secret: secretly('The secret'),
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
    apiKey: secretly('The API key'),
  }),
]);

/**
 * The values as {@link linkForm} takes them, for the kind of cloud chosen in them.
 * Null if the inputs belong to another kind of cloud: the form was sent before the modal changed.
 */
export const valuesFor = (values: ModalValues, choices: readonly CloudChoice[]): ModalValues | null => {
  const chosen = choices.find(({ id }) => id === values.cloud)?.cloud;
  if (chosen?.authType === 'rackspace_apikey')
    return 'apiKey' in values ? { ...values, method: 'rackspace_apikey' } : null;
  if (chosen?.federated) return 'password' in values ? null : { ...values, method: 'application_credential' };
  return chosen === undefined || 'method' in values ? values : null;
};

/** The values, in which what a pasted clouds.yaml says replaces the inputs that it stands for. */
export const withPasted = (
  values: ModalValues,
  readPasted: (text: string, chosen: string | null) => Pasted | Problem,
): { readonly values: ModalValues } | { readonly problem: Problem } => {
  if (values.method !== 'application_credential' || typeof values.cloudsYaml !== 'string') return { values };
  const pasted = readPasted(values.cloudsYaml, typeof values.cloud === 'string' ? values.cloud : null);
  if ('kind' in pasted) return { problem: pasted };
  const { cloud, id, secret, region } = pasted;
  return { values: { ...values, cloud, id, secret: secret.reveal(), region: values.region ?? region } };
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
