/** What may be typed for an image, checked here. Pure. */
import type { ImageId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';

/** Members of one image, rejected ones included. @see https://docs.openstack.org/glance/latest/configuration/glance_api.html (image_member_quota) */
export const maxMembers = 128;

export const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An image id in Glance's own spelling, or what is wrong with it. */
export const readImageId = (typed: string | undefined): ImageId | Problem => {
  if (typed === undefined || typed.trim() === '') return { kind: 'no-image' };
  return uuid.test(typed.trim())
    ? (typed.trim().toLowerCase() as ImageId)
    : { kind: 'not-an-image-id', typed };
};
