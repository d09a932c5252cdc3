/**
 * A domain of its own on a real cloud, with projects and people called as the lab's: test files that run side by side on one
 * cloud then see nothing of each other. @see https://docs.openstack.org/api-ref/identity/v3/
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Lab } from './cloud-lab.ts';

const made = z.object({ id: z.string() });
const credentialsSchema = z.object({
  application_credentials: z.array(
    z.object({
      name: z.string(),
      roles: z.array(z.object({ id: z.string() })),
      access_rules: z
        .array(z.object({ service: z.string(), method: z.string(), path: z.string() }))
        .optional(),
    }),
  ),
});

interface Login {
  readonly user: string;
  readonly password: string;
  readonly project: string;
  readonly domain: string;
}

export const createDomain = async (lab: Lab): Promise<{ lab: Lab; close: () => Promise<void> }> => {
  const call = async (method: string, path: string, token?: string, body?: unknown): Promise<Response> => {
    const answer = await fetch(`${lab.auth_url}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...(token && { 'X-Auth-Token': token }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const logIn = async ({ user, password, project, domain: id }: Login): Promise<string> => {
    const domain = { id };
    const identity = { methods: ['password'], password: { user: { name: user, domain, password } } };
    const auth = { identity, scope: { project: { name: project, domain } } };
    const answer = await call('POST', '/auth/tokens', undefined, { auth });
    return answer.headers.get('X-Subject-Token') ?? '';
  };
  const admin = await logIn({ ...lab.admin, domain: 'default' });
  /** Makes one of a kind, and gives its id. */
  const make = async (path: string, kind: string, body: object, token = admin): Promise<string> => {
    const answer = z
      .record(z.string(), made)
      .parse(await (await call('POST', path, token, { [kind]: body })).json());
    return answer[kind]?.id ?? '';
  };

  const found = await call('GET', '/roles?name=member', admin);
  const [member] = z
    .object({ roles: z.array(made) })
    .parse(await found.json())
    .roles.map(({ id }) => id);
  const domain = await make('/domains', 'domain', { name: `test-${randomBytes(6).toString('hex')}` });

  const person = async (
    name: keyof Lab['users'],
    projects: Lab['projects'],
  ): Promise<Lab['users']['alice']> => {
    const like = lab.users[name];
    const kinds = credentialsSchema.parse(
      await (await call('GET', `/users/${like.id}/application_credentials`, admin)).json(),
    ).application_credentials;
    const password = randomBytes(12).toString('hex');
    const id = await make('/users', 'user', { name, domain_id: domain, password });
    await call('PUT', `/projects/${projects[like.project]}/users/${id}/roles/${member}`, admin);
    const token = await logIn({ user: name, password, project: like.project, domain });
    const credentials: Record<string, { id: string; secret: string }> = {};
    for (const kind of kinds) {
      const secret = randomBytes(12).toString('hex');
      const path = `/users/${id}/application_credentials`;
      credentials[kind.name] = {
        id: await make(path, 'application_credential', { ...kind, secret }, token),
        secret,
      };
    }
    return {
      ...like,
      id,
      password,
      app_credentials: credentials as Lab['users']['alice']['app_credentials'],
    };
  };

  const projects: Lab['projects'] = {};
  for (const { project } of Object.values(lab.users))
    projects[project] = await make('/projects', 'project', { name: project, domain_id: domain });
  return {
    lab: {
      ...lab,
      projects,
      users: {
        alice: await person('alice', projects),
        bob: await person('bob', projects),
        carol: await person('carol', projects),
      },
    },
    // and with it all that is in it; one that is in use cannot be deleted
    close: async () => {
      await call('PATCH', `/domains/${domain}`, admin, { domain: { enabled: false } });
      await call('DELETE', `/domains/${domain}`, admin);
    },
  };
};
