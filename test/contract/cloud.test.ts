/** One suite of what the bot relies on, run on the playground's cloud and on a real one, so that the former cannot drift. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { startCloud } from '../../playground/cloud/server.ts';
import {
  AccountRefusedError,
  CloudHttpError,
  effectUnknown,
  isAccountRefused,
  NoSuchRegionError,
  WrongProjectError,
} from '../../src/cloud/errors.ts';
import {
  type Image,
  type ImageFilters,
  listImages,
  setVisibility,
  showImage,
} from '../../src/cloud/images.ts';
import {
  addMember,
  listMembers,
  type MemberStatus,
  removeMember,
  setMemberStatus,
  showMember,
} from '../../src/cloud/members.ts';
import type { Session } from '../../src/cloud/session.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import type { ImageId, ProjectId } from '../../src/core/ids.ts';
import { Secret } from '../../src/core/secret.ts';
import { type Actors, createActors, failureOf } from '../support/cloud-actors.ts';
import { findLab, howToGetACloud, playgroundLab } from '../support/cloud-lab.ts';

const playground = await startCloud();
const real = await findLab();
if (!real)
  describe.skip(`a real Keystone and Glance (${howToGetACloud})`, () => test('the contract', () => {}));

const labs = [playgroundLab(playground, seedDemo(playground)), ...(real ? [real] : [])];
const noSuchImage = '00000000-0000-4000-8000-000000000000' as ImageId;

describe.each(labs)('$name', (lab) => {
  let actors: Actors;
  let alice: Session;
  let bob: Session;
  let carol: Session;
  let consumer: ProjectId;
  let consumer2: ProjectId;

  beforeAll(() => {
    actors = createActors(lab);
    ({ alice, bob, carol } = actors);
    consumer = actors.projectOf('bob');
    consumer2 = actors.projectOf('carol');
  });

  afterAll(async () => {
    await actors.close();
    if (lab !== real) {
      expect(playground.surprises).toEqual([]);
      await playground.close();
    }
  });

  const refusal = async (promise: Promise<unknown>) => {
    const error = await failureOf(promise);
    expect(error).toBeInstanceOf(CloudHttpError);
    expect(effectUnknown(error)).toBe(false);
    const { status, detail } = error as CloudHttpError;
    expect(detail).not.toMatch(/[<>]/);
    return `${status} ${detail.replaceAll(/[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}/g, 'ID')}`;
  };

  const pagesOf = async (session: Session, filters: ImageFilters, region = 'IAD'): Promise<Image[][]> => {
    const pages: Image[][] = [];
    for await (const page of listImages(session, region, filters)) pages.push(page);
    return pages;
  };

  /** A 403 by policy; before secure RBAC, Glance's code said it in other words. */
  const forbidden = (action: string, words: string) =>
    `403 ${lab.secure_rbac ? `You are not authorized to complete ${action} action.` : words}`;
  const notYours = (action: string) => forbidden(action, 'You do not own this image');
  const mayNotAdd = () => forbidden('add_member', 'Not allowed to create members for image ID.');
  const mayNotAnswer = () => forbidden('modify_member', 'Not allowed to update members for image ID.');
  const mayNotRemove = () => forbidden('delete_member', 'Not allowed to delete members for image ID.');

  const list = async (session: Session, filters: ImageFilters, region = 'IAD'): Promise<Image[]> =>
    (await pagesOf(session, filters, region)).flat();

  /** An image of alice's with bob's project as a member of that status. */
  const sharedWithBob = async (status: MemberStatus = 'pending', fields: Record<string, unknown> = {}) => {
    const image = await actors.makeImage(fields);
    await addMember(alice, 'IAD', image.id, consumer);
    if (status !== 'pending') await setMemberStatus(bob, 'IAD', image.id, consumer, status);
    return image;
  };

  describe('signing in', () => {
    test('with an application credential: the token tells the project, the person, the roles and the regions', async () => {
      const token = await alice.token();
      expect(token.project).toEqual({ id: lab.projects.producer, name: 'producer', domainName: 'Default' });
      expect(token.user).toEqual({ id: lab.users.alice.id, name: 'alice' });
      expect(token.roles.toSorted()).toEqual(['member', 'reader']);
      expect(token.expiresAt).toBeGreaterThan(Date.now());
      expect(await alice.regions()).toEqual(['IAD', 'DFW']);
    });

    test('with a password, a project and their domains', async () => {
      const credential = actors.password('bob', lab.users.bob.password, 'consumer');
      const token = await signIn(actors.http, actors.cloud, credential);
      expect(token.project.id).toBe(consumer);
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

    test('a credential of another project than the linked one is refused', async () => {
      const session = actors.open('bob', actors.applicationCredential('alice'));
      const error = await failureOf(session.token());
      expect(error).toBeInstanceOf(WrongProjectError);
      expect(isAccountRefused(error)).toBe(true);
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
      expect((await signIn(actors.http, actors.cloud, credential)).expiresAt).toBeLessThanOrEqual(expiresAt);

      expect((await applicationCredentials('DELETE', `/${id}`)).status).toBe(204);
      const error = await failureOf(signIn(actors.http, actors.cloud, credential));
      expect(error).toMatchObject({ what: 'id', status: 404 });
    });

    test('access rules: each side can do its part and nothing else', async () => {
      const producer = actors.open('alice', actors.applicationCredential('alice', 'bot-restricted'));
      const user = actors.open('bob', actors.applicationCredential('bob', 'bot-restricted'));
      const { id } = await actors.makeImage({ visibility: 'private' });
      await setVisibility(producer, 'IAD', id, 'shared');
      await addMember(producer, 'IAD', id, consumer);
      await setMemberStatus(user, 'IAD', id, consumer, 'accepted');
      expect((await showMember(producer, 'IAD', id, consumer)).status).toBe('accepted');
      expect((await list(user, { id: `in:${id}` })).length).toBe(1);
      await removeMember(producer, 'IAD', id, consumer);

      const error = await failureOf(actors.act(producer, 'DELETE', `/v2/images/${id}`));
      expect(error).toBeInstanceOf(AccountRefusedError);
      // Glance's 401 carries no request id.
      expect(error).toMatchObject({ what: 'token', status: 401, requestId: null });
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
        expect((await showImage(reader, 'IAD', id)).id).toBe(id);
        expect((await showMember(reader, 'IAD', id, consumer)).status).toBe('pending');
        expect(await refusal(setMemberStatus(reader, 'IAD', id, consumer, 'accepted'))).toBe(mayNotAnswer());
      },
    );
  });

  describe('one image', () => {
    test('shows what its owner made, with properties of its own', async () => {
      const made = await actors.makeImage({
        name: 'build-7',
        os_distro: 'debian',
        min_disk: 3,
        tags: ['a'],
        build_id: '7',
      });
      await actors.fillImage(made);
      const image = await showImage(alice, 'IAD', made.id);
      expect(image).toMatchObject({
        id: made.id,
        name: 'build-7',
        status: 'active',
        visibility: 'shared',
        owner: lab.projects.producer,
        size: 44,
        min_disk: 3,
        os_distro: 'debian',
        build_id: '7',
        tags: ['a'],
        protected: false,
        os_hidden: false,
        os_hash_algo: 'sha512',
      });
      expect(image.checksum).toMatch(/^[0-9a-f]{32}$/);
    });

    test('404 for none, for one that is not shared with me, and for another region', async () => {
      const { id } = await actors.makeImage();
      const priv = await actors.makeImage({ visibility: 'private' });
      const gone = '404 No image found with ID ID';
      expect(await refusal(showImage(alice, 'IAD', noSuchImage))).toBe(gone);
      expect(await refusal(showImage(bob, 'IAD', id))).toBe(gone);
      expect(await refusal(showImage(bob, 'IAD', priv.id))).toBe(gone);
      expect(await refusal(showImage(alice, 'DFW', id))).toBe(gone);
    });

    test('regions match in any case, null is the first, and an unknown one is named with those there are', async () => {
      const { id } = await actors.makeImage({}, { region: 'DFW' });
      expect((await showImage(alice, 'dfw', id)).id).toBe(id);
      expect(await refusal(showImage(alice, null, id))).toMatch(/^404/);
      const error = await failureOf(showImage(alice, 'ORD', id));
      expect(error).toBeInstanceOf(NoSuchRegionError);
      expect(error).toMatchObject({ region: 'ORD', have: ['IAD', 'DFW'] });
    });

    test('a member can show it from the moment it is added, in every status', async () => {
      for (const status of ['pending', 'accepted', 'rejected'] as const) {
        const { id } = await sharedWithBob(status);
        expect((await showImage(bob, 'IAD', id)).id).toBe(id);
      }
    });

    test('an id that would lead elsewhere is not sent', async () => {
      expect(await failureOf(showImage(alice, 'IAD', '..' as ImageId))).toBeInstanceOf(RangeError);
    });
  });

  describe('visibility', () => {
    test('private to shared, and again without harm; queued and protected images too', async () => {
      const { id } = await actors.makeImage({ visibility: 'private' });
      expect((await setVisibility(alice, 'IAD', id, 'shared')).visibility).toBe('shared');
      expect((await setVisibility(alice, 'IAD', id, 'shared')).visibility).toBe('shared');
    });

    test('private hides the members and takes their access; shared gives it back, with each status', async () => {
      const { id } = await sharedWithBob('accepted');
      await setVisibility(alice, 'IAD', id, 'private');
      expect(await refusal(showImage(bob, 'IAD', id))).toBe('404 No image found with ID ID');
      expect(await refusal(setMemberStatus(bob, 'IAD', id, consumer, 'rejected'))).toBe(
        '404 Image ID not found.',
      );
      expect(await refusal(listMembers(alice, 'IAD', id))).toBe(
        '403 Not allowed to list members for image ID: Only shared images have members.',
      );
      expect(await refusal(addMember(alice, 'IAD', id, consumer2))).toBe(
        '403 Not allowed to create members for image ID.',
      );
      expect(await refusal(removeMember(alice, 'IAD', id, consumer))).toBe(
        '403 Not allowed to delete members for image ID.',
      );
      await setVisibility(alice, 'IAD', id, 'shared');
      expect(await listMembers(alice, 'IAD', id)).toMatchObject([
        { member_id: consumer, status: 'accepted' },
      ]);
      expect((await showImage(bob, 'IAD', id)).id).toBe(id);
    });

    test('is the owner’s to change', async () => {
      const { id } = await sharedWithBob('accepted');
      expect(await refusal(setVisibility(bob, 'IAD', id, 'private'))).toBe(notYours('modify_image'));
      expect(await refusal(setVisibility(carol, 'IAD', id, 'private'))).toBe('404 No image found with ID ID');
      expect(await refusal(setVisibility(alice, 'IAD', noSuchImage, 'shared'))).toMatch(/^404/);
    });

    test.each(['public', 'community'])('a %s image is everybody’s and has no members', async (visibility) => {
      const admin = await actors.asAdmin();
      const owner = visibility === 'public' ? admin : alice;
      const { id } = await actors.makeImage({ visibility }, { session: owner });
      expect((await showImage(carol, 'IAD', id)).visibility).toBe(visibility);
      expect(await refusal(addMember(owner, 'IAD', id, consumer))).toBe(
        '403 Not allowed to create members for image ID.',
      );
      expect(await refusal(listMembers(owner, 'IAD', id))).toMatch(/^403 .*Only shared images have members/);
    });
  });

  describe('adding a member', () => {
    test('starts as pending, and 409 in whatever status it is', async () => {
      const { id } = await actors.makeImage();
      const member = await addMember(alice, 'IAD', id, consumer);
      expect(member).toMatchObject({ member_id: consumer, image_id: id, status: 'pending' });
      for (const status of ['pending', 'accepted', 'rejected'] as const) {
        await setMemberStatus(bob, 'IAD', id, consumer, status);
        expect(await refusal(addMember(alice, 'IAD', id, consumer))).toBe(
          '409 Member ID is duplicated for image ID',
        );
        expect((await showMember(alice, 'IAD', id, consumer)).status).toBe(status);
      }
    });

    test('is the owner’s: 403 for a member, 404 for a stranger; an admin passes', async () => {
      const { id } = await sharedWithBob();
      expect(await refusal(addMember(bob, 'IAD', id, consumer2))).toBe(mayNotAdd());
      expect(await refusal(addMember(carol, 'IAD', id, consumer2))).toBe('404 Image ID not found.');
      expect(await refusal(addMember(alice, 'IAD', noSuchImage, consumer))).toBe('404 Image ID not found.');
      expect((await addMember(await actors.asAdmin(), 'IAD', id, consumer2)).status).toBe('pending');
    });

    test('takes any word for a project', async () => {
      const { id } = await actors.makeImage();
      for (const word of [
        'no-such-project',
        'consumer',
        'with space & co',
        actors.projectOf('alice'),
      ] as ProjectId[]) {
        expect((await addMember(alice, 'IAD', id, word)).member_id).toBe(word);
        expect((await showMember(alice, 'IAD', id, word)).member_id).toBe(word);
        await removeMember(alice, 'IAD', id, word);
      }
    });

    test('takes words that no later request can name, and so we do not send them', async () => {
      const { id } = await actors.makeImage();
      const path = `/v2/images/${id}/members`;
      const raw = { accept: [200], schema: z.unknown() };
      await alice.request('IAD', { ...raw, method: 'POST', path, body: { member: 'Zürich' } });
      const named = { ...raw, method: 'GET', path: `${path}/Z%C3%BCrich` } as const;
      expect(await refusal(alice.request('IAD', named))).toMatch(/^404/);
      for (const word of ['Zürich', 'a/b', '..', '.', ''] as ProjectId[]) {
        expect(await failureOf(addMember(alice, 'IAD', id, word))).toBeInstanceOf(RangeError);
        expect(await failureOf(removeMember(alice, 'IAD', id, word))).toBeInstanceOf(RangeError);
      }
    });

    test('works on a deactivated image', async () => {
      const image = await actors.makeImage();
      await actors.fillImage(image);
      await actors.act(await actors.asAdmin(), 'POST', `/v2/images/${image.id}/actions/deactivate`);
      expect((await showImage(alice, 'IAD', image.id)).status).toBe('deactivated');
      await addMember(alice, 'IAD', image.id, consumer);
      expect((await setMemberStatus(bob, 'IAD', image.id, consumer, 'accepted')).status).toBe('accepted');
    });

    test('stops at 128 members, rejected ones included, and says so with a 413 that stays', async () => {
      const { id } = await sharedWithBob('rejected');
      for (let n = 1; n < 128; n += 1) await addMember(alice, 'IAD', id, `project-${n}` as ProjectId);
      expect(await listMembers(alice, 'IAD', id)).toHaveLength(128);
      const full = await failureOf(addMember(alice, 'IAD', id, consumer2));
      expect(full).toMatchObject({ status: 413, retryable: false, retryAfterMs: null });
      expect((full as CloudHttpError).detail).toMatch(/Attempted: 129, Maximum: 128/);
      // Which of the two a full image answers for a member it has, is not for the bot to rely on.
      expect(await refusal(addMember(alice, 'IAD', id, consumer))).toMatch(/^413/);
    });
  });

  describe('reading members', () => {
    test('the owner sees all, a member itself, a stranger nothing', async () => {
      const { id } = await sharedWithBob();
      expect(await refusal(listMembers(carol, 'IAD', id))).toBe('404 Image ID not found.');
      expect(await refusal(showMember(carol, 'IAD', id, consumer))).toBe('404 Image ID not found.');
      await addMember(alice, 'IAD', id, consumer2);
      const ids = async (session: Session) =>
        (await listMembers(session, 'IAD', id)).map(({ member_id }) => member_id).toSorted();
      expect(await ids(alice)).toEqual([consumer, consumer2].toSorted());
      expect(await ids(bob)).toEqual([consumer]);
      expect((await showMember(bob, 'IAD', id, consumer)).status).toBe('pending');
      expect(await refusal(showMember(bob, 'IAD', id, consumer2))).toMatch(
        /^404 .*not found in the member list/,
      );
      expect(await refusal(showMember(alice, 'IAD', id, 'nobody' as ProjectId))).toMatch(
        /^404 nobody not found/,
      );
    });

    test('none yet is an empty list', async () => {
      const { id } = await actors.makeImage();
      expect(await listMembers(alice, 'IAD', id)).toEqual([]);
    });
  });

  describe('answering', () => {
    test('the consumer sets any status, as often as it likes', async () => {
      const { id } = await sharedWithBob();
      for (const status of ['accepted', 'accepted', 'rejected', 'pending'] as const) {
        expect((await setMemberStatus(bob, 'IAD', id, consumer, status)).status).toBe(status);
        expect((await showMember(alice, 'IAD', id, consumer)).status).toBe(status);
      }
    });

    test('is the consumer’s: 403 for the owner, 404 for another; an admin passes', async () => {
      const { id } = await sharedWithBob();
      const set = (session: Session) => setMemberStatus(session, 'IAD', id, consumer, 'accepted');
      expect(await refusal(set(alice))).toBe(mayNotAnswer());
      expect(await refusal(set(carol))).toBe('404 Image ID not found.');
      await addMember(alice, 'IAD', id, consumer2);
      expect(await refusal(set(carol))).toMatch(/^404 .*not found in the member list/);
      expect((await showMember(alice, 'IAD', id, consumer)).status).toBe('pending');
      expect((await set(await actors.asAdmin())).status).toBe('accepted');
    });

    test('400 for no such status', async () => {
      const { id } = await sharedWithBob();
      expect(await refusal(setMemberStatus(bob, 'IAD', id, consumer, 'Accepted' as MemberStatus))).toBe(
        '400 Incorrect request: Status must be "pending", "accepted" or "rejected".',
      );
    });

    test('after an unshare it is 404, and so is the image', async () => {
      const { id } = await sharedWithBob();
      await removeMember(alice, 'IAD', id, consumer);
      expect(await refusal(setMemberStatus(bob, 'IAD', id, consumer, 'accepted'))).toBe(
        '404 Image ID not found.',
      );
      expect(await refusal(showImage(bob, 'IAD', id))).toBe('404 No image found with ID ID');
    });
  });

  describe('removing a member', () => {
    test('is the owner’s, and a second time 404', async () => {
      const { id } = await sharedWithBob();
      const remove = (session: Session) => removeMember(session, 'IAD', id, consumer);
      expect(await refusal(remove(bob))).toBe(mayNotRemove());
      expect(await refusal(remove(carol))).toBe('404 Image ID not found.');
      await addMember(alice, 'IAD', id, consumer2);
      // Secure RBAC hides one member from another.
      expect(await refusal(remove(carol))).toMatch(lab.secure_rbac ? /^404/ : /^403/);
      await remove(alice);
      expect(await refusal(remove(alice))).toMatch(/^404 .*not found in the member list/);
    });

    test('and adding it again starts at pending, with the first date', async () => {
      const { id } = await sharedWithBob('accepted');
      const first = await showMember(alice, 'IAD', id, consumer);
      await removeMember(alice, 'IAD', id, consumer);
      const again = await addMember(alice, 'IAD', id, consumer);
      expect(again).toMatchObject({ status: 'pending', created_at: first.created_at });
    });

    test('an image is deleted with its members, unless it is protected', async () => {
      const { id } = await sharedWithBob();
      expect(await refusal(actors.act(bob, 'DELETE', `/v2/images/${id}`))).toBe(notYours('delete_image'));
      await actors.act(alice, 'DELETE', `/v2/images/${id}`);
      expect(await refusal(listMembers(alice, 'IAD', id))).toBe('404 Image ID not found.');
      expect(await refusal(showImage(bob, 'IAD', id))).toMatch(/^404/);
    });
  });

  describe('listing', () => {
    const names = (images: readonly Image[]) => images.map(({ name }) => name).toSorted();

    test('what is listed of what is shared with me: by status, not hidden, with my own among it', async () => {
      const tag = randomUUID();
      for (const status of ['pending', 'accepted', 'rejected'] as const) {
        await sharedWithBob(status, { name: status, tags: [tag] });
      }
      await sharedWithBob('pending', { name: 'hidden', tags: [tag], os_hidden: true });
      await actors.makeImage({ name: 'own', tags: [tag] }, { session: bob });
      await actors.makeImage({ name: 'own-private', tags: [tag], visibility: 'private' }, { session: bob });
      await actors.makeImage({ name: 'community', tags: [tag], visibility: 'community' });
      const listed = async (filters: ImageFilters) => names(await list(bob, { ...filters, tag: [tag] }));

      expect(await listed({})).toEqual(['accepted', 'own', 'own-private']);
      expect(await listed({ visibility: 'shared' })).toEqual(['accepted', 'own']);
      expect(await listed({ visibility: 'shared', member_status: 'pending' })).toEqual(['own', 'pending']);
      expect(await listed({ visibility: 'shared', member_status: 'rejected' })).toEqual(['own', 'rejected']);
      expect(await listed({ visibility: 'shared', member_status: 'all' })).toEqual([
        'accepted',
        'own',
        'pending',
        'rejected',
      ]);
      expect(await listed({ visibility: 'shared', member_status: 'pending', os_hidden: 'true' })).toEqual([
        'hidden',
      ]);
      expect(await listed({ visibility: 'private' })).toEqual(['own-private']);
      expect(await listed({ visibility: 'community' })).toEqual(['community']);
      expect(await listed({ visibility: 'all' })).toEqual(['accepted', 'community', 'own', 'own-private']);
      expect(await listed({ owner: consumer })).toEqual(['own', 'own-private']);
      const producer = actors.projectOf('alice');
      expect(await listed({ visibility: 'shared', member_status: 'pending', owner: producer })).toEqual([
        'pending',
      ]);
    });

    test('filters by name, status, several tags, properties and size', async () => {
      const tag = randomUUID();
      const one = await actors.makeImage({ name: 'one', tags: [tag, 'x'], build_id: tag });
      await actors.makeImage({ name: 'two', tags: [tag] });
      await actors.fillImage(one);
      const listed = async (filters: ImageFilters) => names(await list(alice, { tag: [tag], ...filters }));
      expect(await listed({ name: 'one' })).toEqual(['one']);
      expect(await listed({ name: 'ONE' })).toEqual([]);
      expect(await listed({ name: 'in:one,two' })).toEqual(['one', 'two']);
      expect(await listed({ status: 'queued' })).toEqual(['two']);
      expect(await listed({ status: 'nonsense' })).toEqual([]);
      expect(await listed({ tag: [tag, 'x'] })).toEqual(['one']);
      expect(await listed({ build_id: tag })).toEqual(['one']);
      expect(await listed({ size_min: '1' })).toEqual(['one']);
      expect(await listed({ created_at: 'gt:2020-01-01T00:00:00Z' })).toEqual(['one', 'two']);
    });

    test('follows the pages to the last, in the order asked for', async () => {
      const tag = randomUUID();
      for (const name of ['c', 'a', 'e', 'b', 'd']) await actors.makeImage({ name, tags: [tag] });
      const pages = async (limit: string, sort: string) => {
        const found = await pagesOf(alice, { tag: [tag], sort, limit });
        return found.map((page) => page.map(({ name }) => name).join(''));
      };
      expect(await pages('2', 'name:asc')).toEqual(['ab', 'cd', 'e']);
      // A full last page names one more, which is empty.
      expect(await pages('5', 'name:desc')).toEqual(['edcba', '']);
      expect(await pages('100000', 'name:asc')).toEqual(['abcde']);
      expect((await list(alice, { tag: [tag] })).map(({ name }) => name).length).toBe(5);
    });

    test('does not mix the regions', async () => {
      const tag = randomUUID();
      await actors.makeImage({ name: 'there', tags: [tag] }, { region: 'DFW' });
      expect(await list(alice, { tag: [tag] })).toEqual([]);
      expect(names(await list(alice, { tag: [tag] }, 'dfw'))).toEqual(['there']);
    });

    test.each([
      [{ visibility: 'bogus' }, '400 Invalid visibility value: bogus'],
      [{ visibility: 'shared', member_status: 'bogus' }, '400 Invalid status: bogus'],
      [{ limit: '-1' }, '400 limit param must be positive'],
      [{ limit: 'x' }, '400 limit param must be an integer'],
      [{ marker: noSuchImage }, '400 No image found with ID ID'],
    ])('%o is refused', async (filters, answer) => {
      expect(await refusal(list(alice, filters as ImageFilters))).toBe(answer);
    });

    test('reversed, the list can be read back from any image on, also of one that the filters leave out', async () => {
      const tag = `back-${Date.now()}`;
      const made = [];
      for (const name of ['a', 'b', 'b', 'b', 'c'])
        made.push(
          await actors.makeImage({ name, tags: [tag, ...(made.length === 2 ? [] : [`${tag}-odd`])] }),
        );
      const ids = async (filters: ImageFilters) => (await list(alice, filters)).map(({ id }) => String(id));
      const forward = await ids({ tag: [tag], sort: 'name:asc,created_at:desc,id:desc' });
      expect(forward.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
      for (const [at, marker] of forward.entries()) {
        const back = await ids({ tag: [tag], sort: 'name:desc,created_at:asc,id:asc', marker });
        expect(back).toEqual(forward.slice(0, at).toReversed());
      }
      const skipped = made[2]?.id ?? '';
      const odd = { tag: [`${tag}-odd`], sort: 'name:asc,created_at:desc,id:desc', marker: skipped };
      expect(await ids(odd)).toEqual(forward.slice(forward.indexOf(skipped) + 1));
    });

    test('a name with a colon in it is found with eq: before it', async () => {
      const { id } = await actors.makeImage({ name: 'ubuntu:24.04' });
      expect(await refusal(list(alice, { name: 'ubuntu:24.04' }))).toBe(
        "400 Unable to filter by unknown operator 'ubuntu'.",
      );
      expect((await list(alice, { name: 'eq:ubuntu:24.04' })).map((image) => image.id)).toContain(id);
    });

    test('a page that begins after an image out of sight is refused', async () => {
      const secret = await actors.makeImage({ visibility: 'private' });
      expect(await refusal(list(bob, { marker: secret.id }))).toBe(
        '403 Forbidding request, image ID not visible',
      );
      const deleted = await actors.makeImage();
      await actors.act(alice, 'DELETE', `/v2/images/${deleted.id}`);
      expect(await refusal(list(alice, { marker: deleted.id }))).toMatch(/^40[03]/);
    });
  });
});
