/** The cloud's contract, members: added, read, answering and removed. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { CloudHttpError } from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import type { GlanceMemberStatus } from '../../src/cloud/members.ts';
import type { Session } from '../../src/cloud/session.ts';
import type { ProjectId } from '../../src/core/ids.ts';
import { failureOf } from '../support/cloud-actors.ts';
import { noSuchImage, onEveryCloud, refusal } from '../support/cloud-contract.ts';

await onEveryCloud(
  ({
    lab,
    actors,
    alice,
    bob,
    carol,
    consumer,
    consumer2,
    notYours,
    mayNotAdd,
    mayNotAnswer,
    mayNotRemove,
    sharedWithBob,
  }) => {
    describe('adding a member', () => {
      test('starts as pending, and 409 in whatever status it is', async () => {
        const { id } = await actors.makeImage();
        const member = await glanceOf(alice, 'IAD').addMember(id, consumer);
        expect(member).toMatchObject({ member_id: consumer, image_id: id, status: 'pending' });
        for (const status of ['pending', 'accepted', 'rejected'] as const) {
          await glanceOf(bob, 'IAD').setMemberStatus(id, consumer, status);
          expect(await refusal(glanceOf(alice, 'IAD').addMember(id, consumer))).toBe(
            '409 Member ID is duplicated for image ID',
          );
          expect((await glanceOf(alice, 'IAD').showMember(id, consumer)).status).toBe(status);
        }
      });

      test('is the owner’s: 403 for a member, 404 for a stranger; an admin passes', async () => {
        const { id } = await sharedWithBob();
        expect(await refusal(glanceOf(bob, 'IAD').addMember(id, consumer2))).toBe(mayNotAdd());
        expect(await refusal(glanceOf(carol, 'IAD').addMember(id, consumer2))).toBe(
          '404 Image ID not found.',
        );
        expect(await refusal(glanceOf(alice, 'IAD').addMember(noSuchImage, consumer))).toBe(
          '404 Image ID not found.',
        );
        expect((await glanceOf(await actors.asAdmin(), 'IAD').addMember(id, consumer2)).status).toBe(
          'pending',
        );
      });

      test('takes any word for a project', async () => {
        const { id } = await actors.makeImage();
        for (const word of [
          'no-such-project',
          'consumer',
          'with space & co',
          actors.projectOf('alice'),
        ] as ProjectId[]) {
          expect((await glanceOf(alice, 'IAD').addMember(id, word)).member_id).toBe(word);
          expect((await glanceOf(alice, 'IAD').showMember(id, word)).member_id).toBe(word);
          await glanceOf(alice, 'IAD').removeMember(id, word);
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
          expect(await failureOf(glanceOf(alice, 'IAD').addMember(id, word))).toBeInstanceOf(RangeError);
          expect(await failureOf(glanceOf(alice, 'IAD').removeMember(id, word))).toBeInstanceOf(RangeError);
        }
      });

      test('works on a deactivated image', async () => {
        const image = await actors.makeImage();
        await actors.fillImage(image);
        await actors.act(await actors.asAdmin(), 'POST', `/v2/images/${image.id}/actions/deactivate`);
        expect((await glanceOf(alice, 'IAD').showImage(image.id)).status).toBe('deactivated');
        await glanceOf(alice, 'IAD').addMember(image.id, consumer);
        expect((await glanceOf(bob, 'IAD').setMemberStatus(image.id, consumer, 'accepted')).status).toBe(
          'accepted',
        );
      });

      test('stops at 128 members, rejected ones included, and says so with a 413 that stays', async () => {
        const { id } = await sharedWithBob('rejected');
        for (let n = 1; n < 128; n += 1)
          await glanceOf(alice, 'IAD').addMember(id, `project-${n}` as ProjectId);
        expect(await glanceOf(alice, 'IAD').listMembers(id)).toHaveLength(128);
        const full = await failureOf(glanceOf(alice, 'IAD').addMember(id, consumer2));
        expect(full).toMatchObject({ status: 413, retryable: false, retryAfterMs: null });
        expect((full as CloudHttpError).detail).toMatch(/Attempted: 129, Maximum: 128/);
        // Which of the two a full image answers for a member it has, is not for the bot to rely on.
        expect(await refusal(glanceOf(alice, 'IAD').addMember(id, consumer))).toMatch(/^413/);
      });
    });

    describe('reading members', () => {
      test('the owner sees all, a member itself, a stranger nothing', async () => {
        const { id } = await sharedWithBob();
        expect(await refusal(glanceOf(carol, 'IAD').listMembers(id))).toBe('404 Image ID not found.');
        expect(await refusal(glanceOf(carol, 'IAD').showMember(id, consumer))).toBe(
          '404 Image ID not found.',
        );
        await glanceOf(alice, 'IAD').addMember(id, consumer2);
        const ids = async (session: Session) =>
          (await glanceOf(session, 'IAD').listMembers(id)).map(({ member_id }) => member_id).toSorted();
        expect(await ids(alice)).toEqual([consumer, consumer2].toSorted());
        expect(await ids(bob)).toEqual([consumer]);
        expect((await glanceOf(bob, 'IAD').showMember(id, consumer)).status).toBe('pending');
        expect(await refusal(glanceOf(bob, 'IAD').showMember(id, consumer2))).toMatch(
          /^404 .*not found in the member list/,
        );
        expect(await refusal(glanceOf(alice, 'IAD').showMember(id, 'nobody' as ProjectId))).toMatch(
          /^404 nobody not found/,
        );
      });

      test('none yet is an empty list', async () => {
        const { id } = await actors.makeImage();
        expect(await glanceOf(alice, 'IAD').listMembers(id)).toEqual([]);
      });
    });

    describe('answering', () => {
      test('the consumer sets any status, as often as it likes', async () => {
        const { id } = await sharedWithBob();
        for (const status of ['accepted', 'accepted', 'rejected', 'pending'] as const) {
          expect((await glanceOf(bob, 'IAD').setMemberStatus(id, consumer, status)).status).toBe(status);
          expect((await glanceOf(alice, 'IAD').showMember(id, consumer)).status).toBe(status);
        }
      });

      test('is the consumer’s: 403 for the owner, 404 for another; an admin passes', async () => {
        const { id } = await sharedWithBob();
        const set = (session: Session) => glanceOf(session, 'IAD').setMemberStatus(id, consumer, 'accepted');
        expect(await refusal(set(alice))).toBe(mayNotAnswer());
        expect(await refusal(set(carol))).toBe('404 Image ID not found.');
        await glanceOf(alice, 'IAD').addMember(id, consumer2);
        expect(await refusal(set(carol))).toMatch(/^404 .*not found in the member list/);
        expect((await glanceOf(alice, 'IAD').showMember(id, consumer)).status).toBe('pending');
        expect((await set(await actors.asAdmin())).status).toBe('accepted');
      });

      test('400 for no such status', async () => {
        const { id } = await sharedWithBob();
        expect(
          await refusal(glanceOf(bob, 'IAD').setMemberStatus(id, consumer, 'Accepted' as GlanceMemberStatus)),
        ).toBe('400 Incorrect request: Status must be "pending", "accepted" or "rejected".');
      });

      test('after an unshare it is 404, and so is the image', async () => {
        const { id } = await sharedWithBob();
        await glanceOf(alice, 'IAD').removeMember(id, consumer);
        expect(await refusal(glanceOf(bob, 'IAD').setMemberStatus(id, consumer, 'accepted'))).toBe(
          '404 Image ID not found.',
        );
        expect(await refusal(glanceOf(bob, 'IAD').showImage(id))).toBe('404 No image found with ID ID');
      });
    });

    describe('removing a member', () => {
      test('is the owner’s, and a second time 404', async () => {
        const { id } = await sharedWithBob();
        const remove = (session: Session) => glanceOf(session, 'IAD').removeMember(id, consumer);
        expect(await refusal(remove(bob))).toBe(mayNotRemove());
        expect(await refusal(remove(carol))).toBe('404 Image ID not found.');
        await glanceOf(alice, 'IAD').addMember(id, consumer2);
        // Secure RBAC hides one member from another.
        expect(await refusal(remove(carol))).toMatch(lab.secure_rbac ? /^404/ : /^403/);
        await remove(alice);
        expect(await refusal(remove(alice))).toMatch(/^404 .*not found in the member list/);
      });

      test('and adding it again starts at pending, with the first date', async () => {
        const { id } = await sharedWithBob('accepted');
        const first = await glanceOf(alice, 'IAD').showMember(id, consumer);
        await glanceOf(alice, 'IAD').removeMember(id, consumer);
        const again = await glanceOf(alice, 'IAD').addMember(id, consumer);
        expect(again).toMatchObject({ status: 'pending', created_at: first.created_at });
      });

      test('an image is deleted with its members, unless it is protected', async () => {
        const { id } = await sharedWithBob();
        expect(await refusal(actors.act(bob, 'DELETE', `/v2/images/${id}`))).toBe(notYours('delete_image'));
        await actors.act(alice, 'DELETE', `/v2/images/${id}`);
        expect(await refusal(glanceOf(alice, 'IAD').listMembers(id))).toBe('404 Image ID not found.');
        expect(await refusal(glanceOf(bob, 'IAD').showImage(id))).toMatch(/^404/);
      });
    });
  },
);
