/** Images as a type-ahead menu offers them. Pure. */
import type { ImageId } from '../../core/ids.ts';
import { readImageId } from './typed-ids.ts';

/** What describes an image; `status` is Glance's, or the member's for an offered image. */
export interface KnownImage {
  readonly id: ImageId;
  readonly name: string | null;
  readonly status: string;
}

/** One line of the menu. */
export interface ImageOption {
  readonly text: string;
  readonly value: string;
  readonly description?: string;
}

/** The images found, each once, and the typed id, whether or not they contain it. */
export const imageOptions = (found: readonly KnownImage[], typed: string): readonly ImageOption[] => {
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
