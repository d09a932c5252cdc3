/**
 * People and projects of our own on a real cloud, in a domain of their own: what others share there, and leave behind,
 * is none of theirs.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Lab } from './cloud-lab.ts';

const projectsOf = { alice: 'producer', bob: 'consumer', carol: 'consumer2' } as const;
type PersonName = keyof typeof projectsOf;

const made = z.object({ id: z.string() });

/** `lab` with people of the usual names who are there until `remove` is called. */
export const ownPeople = async (lab: Lab): Promise<{ readonly lab: Lab; remove(): Promise<void> }> => {
  const ask = async (method: string, path: string, body?: object, token?: string): Promise<Response> => {
    const answer = await fetch(`${lab.auth_url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(token && { 'x-auth-token': token }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer;
  };
  const logIn = async (user: object, project: object): Promise<string> => {
    const auth = { identity: { methods: ['password'], password: { user } }, scope: { project } };
    return (await ask('POST', '/auth/tokens', { auth })).headers.get('x-subject-token') ?? '';
  };

  const domain = { id: 'default' };
  const { user: name, password: word, project: adminProject } = lab.admin;
  const admin = await logIn({ name, password: word, domain }, { name: adminProject, domain });
  const make = async (kind: string, fields: object, token = admin, under = '') => {
    const answer = await ask('POST', `${under}/${kind}s`, { [kind]: fields }, token);
    return made.parse(z.record(z.string(), z.unknown()).parse(await answer.json())[kind]).id;
  };
  const { roles } = z
    .object({ roles: z.array(made) })
    .parse(await (await ask('GET', '/roles?name=member', undefined, admin)).json());
  const [member] = roles;
  if (!member) throw new Error(`${lab.name} has no role “member”`);

  const domainId = await make('domain', { name: `stories-${randomUUID()}` });
  const person = async (who: PersonName) => {
    const [password, secret] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
    const projectId = await make('project', { name: projectsOf[who], domain_id: domainId });
    const id = await make('user', { name: who, domain_id: domainId, password });
    await ask('PUT', `/projects/${projectId}/users/${id}/roles/${member.id}`, undefined, admin);
    const own = await logIn({ id, password }, { id: projectId });
    const credential = (label: string) =>
      make('application_credential', { name: label, secret }, own, `/users/${id}`).then((made) => ({
        id: made,
        secret,
      }));
    const app_credentials = {
      bot: await credential('bot'),
      'bot-restricted': await credential('bot-restricted'),
    };
    return { projectId, user: { id, password, project: projectsOf[who], app_credentials } };
  };
  const [alice, bob, carol] = await Promise.all([person('alice'), person('bob'), person('carol')]);

  return {
    lab: {
      ...lab,
      projects: {
        ...lab.projects,
        producer: alice.projectId,
        consumer: bob.projectId,
        consumer2: carol.projectId,
      },
      users: { alice: alice.user, bob: bob.user, carol: carol.user },
    },
    remove: async () => {
      await ask('PATCH', `/domains/${domainId}`, { domain: { enabled: false } }, admin);
      await ask('DELETE', `/domains/${domainId}`, undefined, admin);
    },
  };
};
