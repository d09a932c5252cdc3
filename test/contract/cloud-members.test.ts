/** The cloud's contract, members: added, read, answering and removed. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { CloudHttpError } from '../../src/cloud/errors.ts';
import { showImage } from '../../src/cloud/images.ts';
import {
  addMember,
  type GlanceMemberStatus,
  listMembers,
  removeMember,
  setMemberStatus,
  showMember,
} from '../../src/cloud/members.ts';
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
        expect(
          await refusal(setMemberStatus(bob, 'IAD', id, consumer, 'Accepted' as GlanceMemberStatus)),
        ).toBe('400 Incorrect request: Status must be "pending", "accepted" or "rejected".');
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
  },
);
