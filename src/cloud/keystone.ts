/** Keystone v3: exchanges a person's credential for a token of one project, with its catalog. */
import { z } from 'zod';
import type { ProjectId } from '../core/ids.ts';
import { Secret } from '../core/secret.ts';
import { readAccessRules } from './access-rules.ts';
import { catalogSchema } from './catalog.ts';
import type { CloudConfig } from './cloud-config.ts';
import { AccountRefusedError, CloudHttpError, CloudSchemaError, type Refused } from './errors.ts';
import type { Http } from './http.ts';
import { findKeystoneRoot, isElsewhere, keystoneRoot, rememberRoot } from './keystone-root.ts';
import { NoProjectError } from './no-project.ts';
import { readableList, readableText } from './readable.ts';
import type { GivenCredential, NamedApplicationCredential, RackspaceApiKey, Token } from './token.ts';
import { tokenLifeMs } from './token-life.ts';

type KeystoneCredential = Exclude<GivenCredential, RackspaceApiKey>;

/** What it is called; by its id, if it has no name. */
const named = z
  .object({ id: z.string(), name: readableText('name') })
  .transform(({ id, name }) => ({ id, name: name ?? id }));

const tokenSchema = z.object({
  token: z.object({
    issued_at: z.unknown().optional(),
    expires_at: z.unknown().optional(),
    project: named.nullish(),
    // what a token is for that has no project
    domain: z.unknown().optional(),
    system: z.unknown().optional(),
    user: named,
    roles: readableList(z.object({ name: z.string() }), 'roles'),
    catalog: catalogSchema,
    application_credential: z
      .object({ id: z.string().optional(), access_rules: z.unknown().optional() })
      .nullish(),
  }),
});

/** Ids are 32 hex digits, and the first domain's is `default`; people type either where a name is asked for. */
const keystoneId = /^[0-9a-f]{32}$/;
const called = (idOrName: string) =>
  idOrName === 'default' || keystoneId.test(idOrName) ? { id: idOrName } : { name: idOrName };

const authBody = (credential: KeystoneCredential) => {
  const { method } = credential;
  if (method === 'application_credential') {
    const { secret } = credential;
    const which =
      'id' in credential ? { id: credential.id } : { name: credential.name, user: userOf(credential.user) };
    return { identity: { methods: [method], application_credential: { ...which, secret } } };
  }
  const { username, userDomain, password, projectName, projectDomain } = credential;
  return {
    identity: {
      methods: ['password'],
      password: { user: { name: username, domain: called(userDomain), password } },
    },
    scope: { project: projectOf(projectName, projectDomain) },
  };
};

const userOf = (user: NamedApplicationCredential['user']) =>
  'id' in user ? user : { name: user.name, domain: called(user.domain) };

/** By its id, which is all that Keystone takes then, or by its name within a domain. */
const projectOf = (project: string, domain: string) =>
  keystoneId.test(project) ? { id: project } : { name: project, domain: called(domain) };

/** What a failed login says about the credential; null if the cause may be elsewhere, such as a wrong URL that gives a 404. */
const refused = (credential: KeystoneCredential, { status, detail }: CloudHttpError): Refused | null => {
  const { method } = credential;
  if (status === 401 && method === 'password')
    return /password is expired/i.test(detail) ? 'expired password' : 'password';
  // Keystone does not say which of the three is wrong
  if ('name' in credential)
    return status === 401 || (status === 404 && /could not find/i.test(detail)) ? 'name' : null;
  if (status === 401) return 'secret';
  return status === 404 && method === 'application_credential' && /application credential/i.test(detail)
    ? 'id'
    : null;
};

interface SignInOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Logs in once; for linking, the caller's `signal` is the deadline. Safe to repeat: a login leaves no traces. Where no Keystone
 * answers at the auth URL, its versions document is asked for the path.
 * @throws AccountRefusedError 401, or 404 for an application credential, or its user, that does not exist
 * @throws NoProjectError the token has no project; CloudSchemaError it cannot be read
 * @see https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management
 */
export const signInToKeystone = async (
  http: Http,
  cloud: CloudConfig,
  credential: KeystoneCredential,
  options: SignInOptions = {},
): Promise<Token> => {
  const root = keystoneRoot(http, cloud);
  try {
    return await signInAt(root, http, cloud, credential, options);
  } catch (error) {
    if (!isElsewhere(error)) throw error;
    if (root !== cloud.authUrl) {
      rememberRoot(http, cloud, null);
      return signInToKeystone(http, cloud, credential, options);
    }
    const other = await findKeystoneRoot(http, cloud, options.signal).catch(() => null);
    if (other === null) throw error;
    const token = await signInAt(other, http, cloud, credential, options);
    rememberRoot(http, cloud, other);
    return token;
  }
};

const signInAt = async (
  root: string,
  http: Http,
  cloud: CloudConfig,
  credential: KeystoneCredential,
  { signal }: SignInOptions,
): Promise<Token> => {
  const url = new URL(`${root}/auth/tokens`);
  const answer = await http
    .request({
      method: 'POST',
      url,
      body: { auth: authBody(credential) },
      accept: [201],
      schema: tokenSchema,
      safe: true,
      slow: true,
      tls: cloud,
      where: { cloud: cloud.name, region: null },
      signal,
    })
    .catch((error: unknown) => {
      const what = error instanceof CloudHttpError ? refused(credential, error) : null;
      throw what && error instanceof CloudHttpError ? new AccountRefusedError(what, error) : error;
    });

  const subject = answer.headers['x-subject-token'];
  if (typeof subject !== 'string') {
    const facts = { method: 'POST', path: url.pathname, safe: true, requestId: answer.requestId } as const;
    throw new CloudSchemaError(facts, 'no X-Subject-Token');
  }
  const { token } = answer.body;
  const { project } = token;
  if (!project) throw new NoProjectError(token.system ? 'system' : token.domain ? 'domain' : 'none');
  return {
    id: new Secret(subject),
    lifeMs: tokenLifeMs(token.issued_at, token.expires_at),
    project: { id: project.id as ProjectId, name: project.name },
    user: token.user,
    roles: token.roles.map(({ name }) => name),
    catalog: token.catalog,
    applicationCredentialId: token.application_credential?.id ?? null,
    accessRules: readAccessRules(token.application_credential?.access_rules),
  };
};
