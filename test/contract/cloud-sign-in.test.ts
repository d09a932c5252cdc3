/** The cloud's contract, signing in, and what a credential may. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readExpiry } from '../../src/cloud/credential-expiry.ts';
import {
  AccountRefusedError,
  ActRefusedError,
  isAccountRefused,
  WrongProjectError,
} from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import type { Credential, Token } from '../../src/cloud/token.ts';
import { Secret } from '../../src/core/secret.ts';
import { failureOf } from '../support/cloud-actors.ts';
import { list, onEveryCloud, refusal } from '../support/cloud-contract.ts';

await onEveryCloud(({ lab, actors, alice, consumer, mayNotAnswer, sharedWithBob }) => {
  describe('signing in', () => {
    test('with an application credential: the token tells the project, the person, the roles and the regions', async () => {
      const token = await alice.token();
      expect(token.project).toEqual({ id: lab.projects.producer, name: 'producer', domainName: 'Default' });
      expect(token.user).toEqual({ id: lab.users.alice.id, name: 'alice' });
      expect(token.roles.toSorted()).toEqual(['member', 'reader']);
      expect(token.lifeMs).toBeGreaterThan(0);
      expect(await alice.regions()).toEqual(['IAD', 'DFW']);
    });

    test('with a password, a project and their domains', async () => {
      const credential = actors.password('bob', lab.users.bob.password, 'consumer');
      const token = await signIn(actors.http, actors.cloud, credential);
      expect(token.project.id).toBe(consumer);
    });

    test.each([
      ['a project', { projectName: consumer }],
      ['a project, whatever its domain is called', { projectName: consumer, projectDomain: 'none' }],
      ['the first domain, for both', { userDomain: 'default', projectDomain: 'default' }],
    ])('with the id of %s where a name is asked for', async (_, ids) => {
      const credential = actors.password('bob', lab.users.bob.password, 'consumer');
      const token = await signIn(actors.http, actors.cloud, { ...credential, ...ids });
      expect(token.project.id).toBe(consumer);
    });

    /** Makes and deletes application credentials of alice's, which our client has no need to. */
    const applicationCredentials = async (method: string, path: string, body?: unknown) => {
      const credential = actors.password('alice', lab.users.alice.password, 'producer');
      const token = await signIn(actors.http, actors.cloud, credential);
      return fetch(`${lab.auth_url}/users/${lab.users.alice.id}/application_credentials${path}`, {
        method,
        headers: {
          'x-auth-token': token.id.reveal(),
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: body === undefined ? null : JSON.stringify({ application_credential: body }),
      });
    };

    /** Of alice's, made for this test. */
    const namedOne = async () => {
      const name = randomUUID();
      const answer = await applicationCredentials('POST', '', { name, secret: 'by its name' });
      const made = (await answer.json()) as { application_credential: { id: string } };
      return { name, id: made.application_credential.id, secret: new Secret('by its name') };
    };
    const userName = { name: 'alice', domain: 'Default' };
    const method = 'application_credential';

    test.each([
      ['name', () => userName],
      ['name, in the first domain by its id', () => ({ name: 'alice', domain: 'default' })],
      ['id', () => ({ id: lab.users.alice.id })],
    ])(
      'by the name of an application credential and its user’s %s: the token says its id',
      async (_, user) => {
        const { id, name, secret } = await namedOne();
        const token = await signIn(actors.http, actors.cloud, { method, name, user: user(), secret });
        expect(token).toMatchObject({ applicationCredentialId: id, user: { name: 'alice' } });
        const later = await signIn(actors.http, actors.cloud, { method, id, secret });
        expect(later.applicationCredentialId).toBe(id);
        expect(later.project.id).toBe(lab.projects.producer);
      },
    );

    test.each([
      ['a wrong secret', 401, { secret: new Secret('no') }],
      ['an unknown name', 401, { name: 'none' }],
      ['an unknown user', 404, { user: { name: 'nobody', domain: 'Default' } }],
      ['an unknown user, by its id', 401, { user: { id: '0'.repeat(32) } }],
      ['an unknown domain', 401, { user: { name: 'alice', domain: 'None' } }],
    ])('by its name with %s is a refusal that names the three', async (_, status, wrong) => {
      const { name, secret } = await namedOne();
      const credential = { method, name, user: userName, secret, ...wrong } as const;
      const error = await failureOf(signIn(actors.http, actors.cloud, credential));
      expect(error).toBeInstanceOf(AccountRefusedError);
      expect(error).toMatchObject({ what: 'name', status });
    });

    test.each([
      [
        'a wrong secret',
        'secret',
        401,
        () => ({ ...actors.applicationCredential('alice'), secret: new Secret('no') }),
      ],
      ['an unknown id', 'id', 404, () => ({ ...actors.applicationCredential('alice'), id: '0'.repeat(32) })],
      ['a wrong password', 'password', 401, () => actors.password('alice', 'no', 'producer')],
      ['an unknown user', 'password', 401, () => actors.password('nobody', 'no', 'producer')],
      [
        'a project without a role',
        'password',
        401,
        () => actors.password('alice', lab.users.alice.password, 'consumer'),
      ],
      [
        'a project that is not there',
        'password',
        401,
        () => actors.password('alice', lab.users.alice.password, 'none'),
      ],
    ])('%s is a refusal that names the %s', async (_, what, status, credential) => {
      const error = await failureOf(signIn(actors.http, actors.cloud, credential()));
      expect(error).toBeInstanceOf(AccountRefusedError);
      expect(error).toMatchObject({
        what,
        status,
        retryable: false,
        requestId: expect.stringMatching(/^req-/),
      });
      expect(isAccountRefused(error)).toBe(true);
    });

    test.runIf(lab.expired)('an expired password is told apart from a wrong one', async () => {
      const { user = '', password = '', project = '' } = lab.expired ?? {};
      const what = async (word: string) =>
        failureOf(signIn(actors.http, actors.cloud, actors.password(user, word, project)));
      expect(await what(password)).toMatchObject({
        what: 'expired password',
        status: 401,
        detail: expect.stringMatching(/^The password is expired and needs to be changed for user: \w+\.$/),
      });
      expect(await what('no')).toMatchObject({ what: 'password', status: 401 });
    });

    test('a credential of another project than the linked one is refused', async () => {
      const session = actors.open('bob', actors.applicationCredential('alice'));
      const error = await failureOf(session.token());
      expect(error).toBeInstanceOf(WrongProjectError);
      expect(isAccountRefused(error)).toBe(true);
    });

    test('a token ends with its application credential, and a deleted one is unknown', async () => {
      const expiresAt = Math.floor(Date.now() / 1000) * 1000 + 600_000;
      const answer = await applicationCredentials('POST', '', {
        name: randomUUID(),
        secret: 'short-lived',
        expires_at: new Date(expiresAt).toISOString().replace('Z', ''),
      });
      const made = (await answer.json()) as { application_credential: { id: string } };
      const { id } = made.application_credential;
      const credential = { method: 'application_credential', id, secret: new Secret('short-lived') } as const;
      expect((await signIn(actors.http, actors.cloud, credential)).lifeMs).toBeLessThanOrEqual(601_000);

      expect((await applicationCredentials('DELETE', `/${id}`)).status).toBe(204);
      const error = await failureOf(signIn(actors.http, actors.cloud, credential));
      expect(error).toMatchObject({ what: 'id', status: 404 });
    });

    describe('when an application credential expires', () => {
      const expiryOf = async (credential: Credential, as: Partial<Token> = {}) =>
        readExpiry(actors.http, actors.cloud, {
          ...(await signIn(actors.http, actors.cloud, credential)),
          ...as,
        });

      test('is told to its own token, even if its access rules name only images', async () => {
        const expiresAt = Math.floor(Date.now() / 1000) * 1000 + 600_000;
        const answer = await applicationCredentials('POST', '', {
          name: randomUUID(),
          secret: 'short-lived',
          expires_at: new Date(expiresAt).toISOString().replace('Z', ''),
          access_rules: [{ service: 'image', method: 'GET', path: '/v2/images' }],
        });
        const made = (await answer.json()) as { application_credential: { id: string } };
        const { id } = made.application_credential;
        expect(await expiryOf({ method, id, secret: new Secret('short-lived') })).toBe(expiresAt);
      });

      test('is never, of one without an end', async () => {
        expect(await expiryOf(actors.applicationCredential('alice', 'bot-restricted'))).toBeNull();
      });

      test('is not asked of a password’s token', async () => {
        expect(await expiryOf(actors.password('bob', lab.users.bob.password, 'consumer'))).toBeNull();
      });

      test.each([
        ['refused for another user (403)', () => ({ user: { ...lab.users.bob, name: 'bob' } })],
        ['of one that is gone (404)', () => ({ applicationCredentialId: '0'.repeat(32) })],
        ['refused for a token that is not valid (401)', () => ({ id: new Secret('none') })],
      ])('is unknown where it is %s', async (_, as) => {
        expect(await expiryOf(actors.applicationCredential('alice'), as())).toBeNull();
      });
    });

    test('access rules: each side can do its part and nothing else', async () => {
      const producer = actors.open('alice', actors.applicationCredential('alice', 'bot-restricted'));
      const user = actors.open('bob', actors.applicationCredential('bob', 'bot-restricted'));
      const { id } = await actors.makeImage({ visibility: 'private' });
      await glanceOf(producer, 'IAD').setVisibility(id, 'shared');
      await glanceOf(producer, 'IAD').addMember(id, consumer);
      await glanceOf(user, 'IAD').setMemberStatus(id, consumer, 'accepted');
      expect((await glanceOf(producer, 'IAD').showMember(id, consumer)).status).toBe('accepted');
      expect((await list(user, { id: `in:${id}` })).length).toBe(1);
      await glanceOf(producer, 'IAD').removeMember(id, consumer);

      const error = await failureOf(actors.act(producer, 'DELETE', `/v2/images/${id}`));
      expect(error).toBeInstanceOf(ActRefusedError);
      // Glance's 401 carries no request id.
      expect(error).toMatchObject({ rule: 'DELETE /v2/images/*', status: 401, requestId: null });
      expect(isAccountRefused(error)).toBe(false);
      // all else goes on, with the same token
      expect((await glanceOf(producer, 'IAD').showImage(id)).id).toBe(id);
    });

    test.runIf(lab.secure_rbac)(
      'secure RBAC: `member` without `reader` may not list; `reader` may not answer',
      async () => {
        const memberOnly = actors.open('alice', actors.applicationCredential('alice', 'bot-member-only'));
        expect(await refusal(list(memberOnly, {}))).toBe(
          '403 You are not authorized to complete get_images action.',
        );

        const { id } = await sharedWithBob();
        const reader = actors.open('bob', actors.applicationCredential('bob', 'bot-reader'));
        expect((await glanceOf(reader, 'IAD').showImage(id)).id).toBe(id);
        expect((await glanceOf(reader, 'IAD').showMember(id, consumer)).status).toBe('pending');
        expect(await refusal(glanceOf(reader, 'IAD').setMemberStatus(id, consumer, 'accepted'))).toBe(
          mayNotAnswer(),
        );
      },
    );
  });
});
