/** Keystone v3: exchanges a person's credential for a token of one project, with its catalog. */
import { z } from 'zod';
import type { ProjectId } from '../core/ids.ts';
import { Secret } from '../core/secret.ts';
import { readAccessRules } from './access-rules.ts';
import { catalogSchema } from './catalog.ts';
import type { CloudConfig } from './cloud-config.ts';
import { AccountRefusedError, CloudHttpError, CloudSchemaError } from './errors.ts';
import type { Http } from './http.ts';
import { findKeystoneRoot, isElsewhere, keystoneRoot } from './keystone-root.ts';
import { readableList } from './readable.ts';
import type { ApplicationCredential, Password, Token } from './token.ts';
import { tokenLifeMs } from './token-life.ts';

const named = z.object({ id: z.string(), name: z.string() });

const tokenSchema = z.object({
  token: z.object({
    issued_at: z.unknown(),
    expires_at: z.unknown(),
    // Missing from an unscoped token, which is useless here.
    project: named.extend({ id: z.string().transform((id) => id as ProjectId), domain: named }),
    user: named,
    roles: readableList(z.object({ name: z.string() })),
    catalog: catalogSchema,
    application_credential: z.object({ access_rules: z.unknown().optional() }).nullish(),
  }),
});

const authBody = (credential: ApplicationCredential | Password) => {
  if (credential.method === 'application_credential') {
    const { id, secret } = credential;
    return { identity: { methods: ['application_credential'], application_credential: { id, secret } } };
  }
  const { username, userDomain, password, projectName, projectDomain } = credential;
  return {
    identity: {
      methods: ['password'],
      password: { user: { name: username, domain: { name: userDomain }, password } },
    },
    scope: { project: { name: projectName, domain: { name: projectDomain } } },
  };
};

/** What a failed login says about the credential; null if the cause may be elsewhere, such as a wrong URL that gives a 404. */
const refused = ({ method }: ApplicationCredential | Password, { status, detail }: CloudHttpError) => {
  if (status === 401) return method === 'password' ? 'password' : 'secret';
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
 * @throws AccountRefusedError 401, or 404 for an application credential that does not exist
 * @throws CloudSchemaError among others for a token without a project
 * @see https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management
 */
export const signInToKeystone = async (
  http: Http,
  cloud: CloudConfig,
  credential: ApplicationCredential | Password,
  options: SignInOptions = {},
): Promise<Token> => {
  const root = keystoneRoot(http, cloud);
  try {
    return await signInAt(root, http, cloud, credential, options);
  } catch (error) {
    if (root !== cloud.authUrl || !isElsewhere(error)) throw error;
    const other = await findKeystoneRoot(http, cloud, options.signal).catch(() => null);
    if (other === null) throw error;
    return signInAt(other, http, cloud, credential, options);
  }
};

const signInAt = async (
  root: string,
  http: Http,
  cloud: CloudConfig,
  credential: ApplicationCredential | Password,
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
      tls: cloud,
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
  return {
    id: new Secret(subject),
    lifeMs: tokenLifeMs(token.issued_at, token.expires_at),
    project: { id: token.project.id, name: token.project.name, domainName: token.project.domain.name },
    user: { id: token.user.id, name: token.user.name },
    roles: token.roles.map(({ name }) => name),
    catalog: token.catalog,
    accessRules: readAccessRules(token.application_credential?.access_rules),
  };
};
