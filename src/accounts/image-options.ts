/** Images as a type-ahead menu offers them. Pure. */
import { readImageId } from '../sharing/tenants.ts';
import type { Option } from '../slack/surface.ts';
import type { OwnImage } from './own-images.ts';

/** The images found, each once; and the id that was typed, whether or not they have it. */
export const imageOptions = (found: readonly OwnImage[], typed: string): readonly Option[] => {
  const id = readImageId(typed);
  const known = [...new Map(found.map((image) => [image.id, image])).values()].map((image) => ({
    text: image.name?.trim() || image.id,
    value: image.id,
    description: image.status === 'active' ? image.id : `${image.id} · ${image.status}`,
  }));
  return typeof id !== 'string' || known.some(({ value }) => value === id)
    ? known
    : [{ text: `Use ${id}`, value: id }, ...known];
};
