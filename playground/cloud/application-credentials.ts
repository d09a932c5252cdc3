/** The application credentials of the playground's Keystone: people make, read and delete their own. */
import type { AccessRule, User } from './cloud-model.ts';
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
import { written } from './token.ts';

const accessRules = (rules: unknown): AccessRule[] | null =>
  Array.isArray(rules)
    ? rules.filter(isRecord).map(({ service, method, path }) => ({
        service: String(service),
        method: String(method),
        path: String(path),
      }))
    : null;

const shown = ({ state }: Context, user: User, id: string): Reply => {
  const found = state.applicationCredentials.get(id);
  if (found?.userId !== user.id) throw keystoneError(404, `Could not find Application Credential: ${id}.`);
  const { name, projectId, expiresAt } = found;
  const expires_at = expiresAt === null ? null : written(expiresAt).slice(0, -1);
  return {
    status: 200,
    body: { application_credential: { id, name, user_id: user.id, project_id: projectId, expires_at } },
  };
};

/** POST and DELETE of a person's own application credentials, as a token of that person; GET also as a token of such a credential. */
export const applicationCredentials = (
  context: Context,
  call: Call,
  userId: string,
  id: string | undefined,
): Reply => {
  const token = liveToken(context, call.token);
  if (!token) throw unauthorized();
  const user = context.state.users.get(token.userId) as User;
  const own = user.id === userId && token.projectId !== null;
  if (!own || (call.method !== 'GET' && token.applicationCredentialId !== null))
    throw keystoneError(403, 'You are not authorized to perform the requested action.');
  if (call.method === 'GET') return shown(context, user, String(id));
  if (call.method === 'DELETE' && id !== undefined) {
    const found = context.state.applicationCredentials.delete(id);
    if (!found) throw keystoneError(404, `Could not find Application Credential: ${id}.`);
    return { status: 204 };
  }
  const wanted = record(
    record(jsonBody(call, malformed), 'body').application_credential,
    'application_credential',
  );
  only(context, call, wanted, ['name', 'secret', 'roles', 'expires_at', 'access_rules']);
  const roles = Array.isArray(wanted.roles)
    ? wanted.roles.map((role) => (isRecord(role) ? role.name : role)).filter(isRole)
    : token.roles;
  const made = context.state.addApplicationCredential(user, token.projectId, String(wanted.name), {
    secret: String(wanted.secret),
    roles,
    // Keystone reads the time as UTC, even without a Z.
    expiresAt:
      typeof wanted.expires_at === 'string' ? Date.parse(`${wanted.expires_at.replace(/Z$/, '')}Z`) : null,
    accessRules: accessRules(wanted.access_rules),
  });
  const { secret, name, projectId } = made;
  return {
    status: 201,
    body: { application_credential: { id: made.id, name, secret, project_id: projectId } },
  };
};
