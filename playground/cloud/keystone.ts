/** The playground's Keystone v3: logs in by password or application credential, and leads to what else it does. */

import { applicationCredentials } from './application-credentials.ts';
import type { User } from './cloud-model.ts';
import { isRole, malformed, only, record, unauthorized } from './keystone-body.ts';
import {
  type Call,
  type Context,
  isRecord,
  jsonBody,
  keystoneError,
  liveToken,
  type Reply,
} from './reply.ts';
import { createTokenFor, defaultDomain } from './token.ts';

/** True if a `domain` in a body names the only domain. */
const isDefaultDomain = (domain: unknown) =>
  isRecord(domain) && (domain.id === 'default' || domain.name === 'Default');

const byPassword = (
  context: Context,
  call: Call,
  identity: Record<string, unknown>,
  scope: unknown,
): Reply => {
  const password = record(identity.password, 'password');
  const wanted = record(password.user, 'user');
  only(context, call, wanted, ['name', 'id', 'domain', 'password']);
  const user = [...context.state.users.values()].find(
    ({ id, name }) => id === wanted.id || (name === wanted.name && isDefaultDomain(wanted.domain)),
  );
  if (!user?.enabled || user.password !== wanted.password) throw unauthorized();
  if ((user.passwordExpiresAt ?? Number.POSITIVE_INFINITY) <= context.now())
    throw unauthorized(`The password is expired and needs to be changed for user: ${user.id}.`);
  return scopedTo(context, call, user, scope);
};

/** What a person signs in to: a project, nothing, the domain or the whole system. */
const scopedTo = (context: Context, call: Call, user: User, scope: unknown): Reply => {
  const methods = ['password'];
  if (scope === undefined) context.surprise(call, 'a login without a scope');
  if (scope === undefined || scope === 'unscoped')
    return createTokenFor(context, { user, projectId: null, roles: [], methods });
  const { domain, system, ...named } = record(scope, 'scope');
  const held = [...user.roles.values()].flat();
  if (isRecord(system) && held.includes('admin'))
    return createTokenFor(context, { user, projectId: null, scope: { system }, roles: ['admin'], methods });
  const roles = isDefaultDomain(domain) && user.roles.get(defaultDomain.id);
  if (roles && roles.length > 0) {
    const to = { projectId: null, scope: { domain: defaultDomain } };
    return createTokenFor(context, { user, ...to, roles, methods });
  }
  if (domain !== undefined || system !== undefined) throw unauthorized();
  return toProject(context, call, user, record(named.project, 'project'));
};

const toProject = (context: Context, call: Call, user: User, target: Record<string, unknown>): Reply => {
  only(context, call, target, ['id', 'name', 'domain']);
  const project = [...context.state.projects.values()].find(
    ({ id, name }) => id === target.id || (name === target.name && isDefaultDomain(target.domain)),
  );
  const roles = project && user.roles.get(project.id);
  if (!project || !roles || roles.length === 0) throw unauthorized();
  return createTokenFor(context, { user, projectId: project.id, roles, methods: ['password'] });
};

const expecting = (what: string, where: string) =>
  keystoneError(
    400,
    `Expecting to find ${what} in ${where}. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.`,
  );

/** A name is only its user's. */
const byItsName = ({ state, surprise }: Context, call: Call, { name, user }: Record<string, unknown>) => {
  if (!isRecord(user)) throw expecting('user', 'application credential');
  only({ surprise }, call, user, ['id', 'name', 'domain']);
  if (user.id === undefined && !isRecord(user.domain)) throw expecting('domain', 'user');
  const found = [...state.users.values()].find((one) =>
    user.id === undefined ? one.name === user.name : one.id === user.id,
  );
  if (user.id === undefined && !isDefaultDomain(user.domain)) throw unauthorized();
  if (!found)
    throw user.id === undefined ? keystoneError(404, `Could not find user: ${user.name}.`) : unauthorized();
  const credential = [...state.applicationCredentials.values()].find(
    (one) => one.userId === found.id && one.name === name,
  );
  if (!credential) throw unauthorized();
  return credential;
};

const byApplicationCredential = (
  context: Context,
  call: Call,
  identity: Record<string, unknown>,
  scope: unknown,
): Reply => {
  const wanted = record(identity.application_credential, 'application_credential');
  only(context, call, wanted, ['id', 'name', 'user', 'secret']);
  const credential =
    wanted.id === undefined
      ? byItsName(context, call, wanted)
      : context.state.applicationCredentials.get(String(wanted.id));
  if (!credential) throw keystoneError(404, `Could not find Application Credential: ${wanted.id}.`);
  const user = context.state.users.get(credential.userId);
  const expired = credential.expiresAt !== null && credential.expiresAt <= context.now();
  if (!user?.enabled || expired || credential.secret !== wanted.secret) throw unauthorized();
  const held = user.roles.get(credential.projectId) ?? [];
  if (!credential.roles.every((role) => held.includes(role)) || held.length === 0) throw unauthorized();
  if (scope !== undefined) {
    throw unauthorized(
      'Error authenticating with application credential: Application credentials cannot request a scope.',
    );
  }
  const { projectId, roles } = credential;
  return createTokenFor(context, { user, projectId, roles, methods: ['application_credential'], credential });
};

const logIn = (context: Context, call: Call): Reply => {
  const auth = record(record(jsonBody(call, malformed), 'auth').auth, 'auth');
  only(context, call, auth, ['identity', 'scope']);
  const identity = record(auth.identity, 'identity');
  const methods = Array.isArray(identity.methods) ? identity.methods : [];
  if (methods.length === 1 && methods[0] === 'password')
    return byPassword(context, call, identity, auth.scope);
  if (methods.length === 1 && methods[0] === 'application_credential') {
    return byApplicationCredential(context, call, identity, auth.scope);
  }
  context.surprise(call, `login methods ${JSON.stringify(methods)}`);
  throw unauthorized();
};

/** PUT and DELETE of a person's role in the domain, by an admin. */
const domainRole = (context: Context, call: Call, userId: string, roleId: string): Reply => {
  const token = liveToken(context, call.token);
  if (!token?.roles.includes('admin'))
    throw keystoneError(403, 'You are not authorized to perform the requested action.');
  const { roles } = context.state.users.get(userId) ?? {};
  const role = roleId.replace(/^role-/, '');
  if (!roles || !isRole(role)) throw keystoneError(404, `Could not find role: ${roleId}.`);
  roles.set(defaultDomain.id, call.method === 'PUT' ? [role] : []);
  return { status: 204 };
};

/** As Keystone describes the version at its root. */
const versionDocument = ({ authUrl }: Context): Reply => ({
  status: 200,
  body: {
    version: {
      id: 'v3.14',
      status: 'stable',
      updated: '2020-04-07T00:00:00Z',
      links: [{ rel: 'self', href: `${authUrl}/` }],
      'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
    },
  },
});

export const keystone = (context: Context, call: Call): Reply => {
  if (call.path === '/v3' && call.method === 'GET') return versionDocument(context);
  if (call.path === '/v3/auth/tokens' && call.method === 'POST') return logIn(context, call);
  const [, userId, id] =
    /^\/v3\/users\/([^/]+)\/application_credentials(?:\/([^/]+))?$/.exec(call.path) ?? [];
  if (userId !== undefined && (id === undefined ? ['POST'] : ['GET', 'DELETE']).includes(call.method))
    return applicationCredentials(context, call, userId, id);
  const [, memberId, roleId] =
    /^\/v3\/domains\/default\/users\/([^/]+)\/roles\/([^/]+)$/.exec(call.path) ?? [];
  if (memberId && roleId && (call.method === 'PUT' || call.method === 'DELETE'))
    return domainRole(context, call, memberId, roleId);
  context.surprise(call, 'no such path or method');
  throw keystoneError(404, 'The resource could not be found.');
};
