/** An image as somebody typed it: by its id, or by its name. */
import type { ImageId, Person } from '../core/ids.ts';
import { type Problem, UserError } from '../core/problems/problem.ts';
import type { Where } from './account-and-region.ts';

/** Finds the image of a name among those that the person may mean. */
export type FindNamed = (person: Person, typed: string, where: Where) => Promise<ImageId | Problem>;

/**
 * The id, whether it was read as one or `read` says that the word is none.
 * @throws UserError `image-name` unless exactly one image has that name, and any other problem of `read`
 */
export type ImageNamed = (person: Person, read: ImageId | Problem, where: Where) => Promise<ImageId>;

export const createImageNamed =
  (find: FindNamed): ImageNamed =>
  async (person, read, where) => {
    if (typeof read === 'string') return read;
    if (read.kind !== 'not-an-image-id') throw new UserError(read);
    const found = await find(person, read.typed, where);
    if (typeof found !== 'string') throw new UserError(found);
    return found;
  };
