/** What may be typed for an image, checked here. Pure. */
import type { ImageId } from '../../core/ids.ts';
import { withoutTrailing } from '../../core/plain-text.ts';
import type { Problem } from '../../core/problems/problem.ts';

/** Members of one image, rejected ones included. @see https://docs.openstack.org/glance/latest/configuration/glance_api.html (image_member_quota) */
export const maxMembers = 128;

export const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The last part of the path of a page's address; the text itself if it is none, or the page of a project or a person. */
const lastPart = (typed: string): string => {
  if (!/^https?:\/\//i.test(typed)) return typed;
  const [path = ''] = typed.slice(0, 2000).split(/[?#]/);
  return path.includes('/identity/') ? typed : (withoutTrailing(path, '/').split('/').at(-1) ?? '');
};

/** An image id without its dashes. In other places it looks like a project's id. */
const undashed = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i;

/**
 * An image id in Glance's own spelling, or what is wrong with it. A dashboard's address that ends in an id is that id.
 * @param onlyImages nothing but an image can be meant, so the dashes may be missing
 */
export const readImageId = (
  typed: string | undefined,
  { onlyImages = false }: { readonly onlyImages?: boolean } = {},
): ImageId | Problem => {
  const word = lastPart(typed?.trim() ?? '');
  if (typed === undefined || typed.trim() === '') return { kind: 'no-image' };
  const id = onlyImages || word !== typed.trim() ? word.replace(undashed, '$1-$2-$3-$4-$5') : word;
  return uuid.test(id) ? (id.toLowerCase() as ImageId) : { kind: 'not-an-image-id', typed };
};
