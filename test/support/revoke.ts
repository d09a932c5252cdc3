/** Takes credentials and roles at the cloud, told the same way on the playground's cloud and on a real one. */
import { z } from 'zod';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import type { Lab } from './cloud-lab.ts';

type User = keyof Lab['users'];

const assignments = z.object({
  role_assignments: z.array(z.object({ role: z.object({ id: z.string() }) })),
});

const roles = z.object({ roles: z.array(z.object({ id: z.string() })) });

const signedIn = z.object({ token: z.object({ user: z.object({ domain: z.object({ id: z.string() }) }) }) });

const call = async (lab: Lab, method: string, path: string, token?: string, body?: unknown) => {
  const answer = await fetch(`${lab.auth_url}${path}`, {
    method,
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      ...(token && { 'X-Auth-Token': token }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
};

const signIn = async (lab: Lab, user: object, project: object): Promise<Response> => {
  const identity = { methods: ['password'], password: { user } };
  return call(lab, 'POST', '/auth/tokens', undefined, { auth: { identity, scope: { project } } });
};

const logIn = async (...as: Parameters<typeof signIn>): Promise<string> =>
  (await signIn(...as)).headers.get('X-Subject-Token') ?? '';

const asAdministrator = (lab: Lab): Promise<string> => {
  const domain = { id: 'default' };
  const { user, password, project } = lab.admin;
  return logIn(lab, { name: user, password, domain }, { name: project, domain });
};

const rolesOf = async (lab: Lab, token: string, userId: string, projectId: string) => {
  const path = `/role_assignments?user.id=${userId}&scope.project.id=${projectId}`;
  const found = await call(lab, 'GET', path, token);
  return assignments.parse(await found.json()).role_assignments.map(({ role }) => role);
};

/** The person deletes one of their application credentials. */
export const revokeCredential = async (
  lab: Lab,
  name: User,
  kind: 'bot' | 'bot-restricted',
): Promise<void> => {
  const { id, password, project, app_credentials } = lab.users[name];
  const token = await logIn(lab, { id, password }, { id: lab.projects[project] });
  await call(lab, 'DELETE', `/users/${id}/application_credentials/${app_credentials[kind].id}`, token);
};

/** The domain of the person's user, by its id. */
export const domainOf = async (lab: Lab, name: User): Promise<string> => {
  const { id, password, project } = lab.users[name];
  const answer = await signIn(lab, { id, password }, { id: lab.projects[project] });
  return signedIn.parse(await answer.json()).token.user.domain.id;
};

/** An administrator leaves the person nothing but `reader` in their project. */
export const demote = async (lab: Lab, cloud: Cloud | null, name: User): Promise<void> => {
  const { id, project } = lab.users[name];
  const projectId = lab.projects[project] ?? '';
  if (cloud) return void cloud.state.users.get(id)?.roles.set(projectId, ['reader']);
  const token = await asAdministrator(lab);
  const found = await call(lab, 'GET', '/roles?name=reader', token);
  const [reader] = roles.parse(await found.json()).roles;
  await call(lab, 'PUT', `/projects/${projectId}/users/${id}/roles/${reader?.id}`, token);
  for (const role of await rolesOf(lab, token, id, projectId))
    if (role.id !== reader?.id)
      await call(lab, 'DELETE', `/projects/${projectId}/users/${id}/roles/${role.id}`, token);
};

/** An administrator takes every role that the person has in their project. */
export const takeRoles = async (lab: Lab, cloud: Cloud | null, name: User): Promise<void> => {
  const { id, project } = lab.users[name];
  const projectId = lab.projects[project] ?? '';
  if (cloud) return void cloud.state.users.get(id)?.roles.set(projectId, []);
  const token = await asAdministrator(lab);
  for (const role of await rolesOf(lab, token, id, projectId))
    await call(lab, 'DELETE', `/projects/${projectId}/users/${id}/roles/${role.id}`, token);
};
