/** The cloud's contract, tokens that are for no project, and the headers by which a refusal is known. */
import { describe, expect, test } from 'vitest';
import type { Http } from '../../src/cloud/http.ts';
import { NoProjectError } from '../../src/cloud/no-project.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import type { Credential } from '../../src/cloud/token.ts';
import { failureOf } from '../support/cloud-actors.ts';
import { noSuchImage, onEveryCloud } from '../support/cloud-contract.ts';

await onEveryCloud(({ lab, actors, alice }) => {
  /** The bot asks for a project; this asks for something else with the same words. */
  const asking = (scope: unknown): Http => ({
    ...actors.http,
    request: (wanted) => {
      const { auth } = wanted.body as { auth: object };
      return actors.http.request({ ...wanted, body: { auth: { ...auth, scope } } });
    },
  });
  const admin = actors.password(lab.admin.user, lab.admin.password, lab.admin.project);
  const scopeOf = async (credential: Credential, scope: unknown) => {
    const error = await failureOf(signIn(asking(scope), actors.cloud, credential));
    expect(error).toBeInstanceOf(NoProjectError);
    return (error as NoProjectError).scope;
  };

  describe('a token', () => {
    test('without a scope has no project', async () => {
      expect(await scopeOf(actors.password('bob', lab.users.bob.password, 'consumer'), 'unscoped')).toBe(
        'none',
      );
    });

    test('of the whole system has no project', async () => {
      expect(await scopeOf(admin, { system: { all: true } })).toBe('system');
    });

    test('of a domain has no project, and is for those with a role in it', async () => {
      const scope = { domain: { id: 'default' } };
      const answer = await fetch(`${lab.auth_url}/auth/tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({
          auth: {
            identity: {
              methods: ['password'],
              password: {
                user: { name: lab.admin.user, password: lab.admin.password, domain: { id: 'default' } },
              },
            },
            scope: { project: { name: lab.admin.project, domain: { id: 'default' } } },
          },
        }),
      });
      const { token } = (await answer.json()) as {
        token: { user: { id: string }; roles: { id: string; name: string }[] };
      };
      const role = token.roles.find(({ name }) => name === 'admin')?.id;
      const grant = (method: string) =>
        fetch(`${lab.auth_url}/domains/default/users/${token.user.id}/roles/${role}`, {
          method,
          headers: {
            'x-auth-token': answer.headers.get('x-subject-token') ?? '',
            accept: 'application/json',
          },
        });
      expect((await grant('PUT')).status).toBe(204);
      try {
        expect(await scopeOf(admin, scope)).toBe('domain');
      } finally {
        await grant('DELETE');
      }
      const error = await failureOf(signIn(asking(scope), actors.cloud, admin));
      expect(error).toMatchObject({ what: 'password', status: 401 });
    });
  });

  describe('a refusal', () => {
    const asked = async (token: string, method: string) =>
      fetch(`${lab.regions.IAD}/v2/images/${noSuchImage}`, {
        method,
        headers: { 'x-auth-token': token, accept: 'application/json' },
      });

    test('for want of a rule looks like that of a token that is none: Keystone’s challenge, and no request id', async () => {
      const credential = actors.applicationCredential('alice', 'bot-restricted');
      const { id } = await signIn(actors.http, actors.cloud, credential);
      for (const token of [id.reveal(), 'none']) {
        const answer = await asked(token, 'DELETE');
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Keystone uri=/);
        expect(answer.headers.get('x-openstack-request-id')).toBeNull();
      }
    });

    test('of the image service itself has a request id, and no challenge', async () => {
      const answer = await asked((await alice.token()).id.reveal(), 'GET');
      expect(answer.status).toBe(404);
      expect(answer.headers.get('x-openstack-request-id')).toMatch(/^req-/);
      expect(answer.headers.get('www-authenticate')).toBeNull();
    });
  });
});
