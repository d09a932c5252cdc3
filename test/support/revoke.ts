/** Takes credentials and roles at the cloud, told the same way on the playground's cloud and on a real one. */
import { z } from 'zod';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import type { Lab } from './cloud-lab.ts';

type User = keyof Lab['users'];

const assignments = z.object({
  role_assignments: z.array(z.object({ role: z.object({ id: z.string() }) })),
});

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

const logIn = async (lab: Lab, user: object, project: object): Promise<string> => {
  const identity = { methods: ['password'], password: { user } };
  const answer = await call(lab, 'POST', '/auth/tokens', undefined, {
    auth: { identity, scope: { project } },
  });
  return answer.headers.get('X-Subject-Token') ?? '';
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

/** An administrator takes every role that the person has in their project. */
export const takeRoles = async (lab: Lab, cloud: Cloud | null, name: User): Promise<void> => {
  const { id, project } = lab.users[name];
  const projectId = lab.projects[project] ?? '';
  if (cloud) return void cloud.state.users.get(id)?.roles.set(projectId, []);
  const domain = { id: 'default' };
  const { user, password, project: own } = lab.admin;
  const token = await logIn(lab, { name: user, password, domain }, { name: own, domain });
  const found = await call(
    lab,
    'GET',
    `/role_assignments?user.id=${id}&scope.project.id=${projectId}`,
    token,
  );
  for (const { role } of assignments.parse(await found.json()).role_assignments)
    await call(lab, 'DELETE', `/projects/${projectId}/users/${id}/roles/${role.id}`, token);
};
