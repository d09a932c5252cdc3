/**
 * Reads one page of a list from the cloud, in either direction. Glance only goes forward, so the way back is the same list
 * in reverse order. Holds no more than the page and the cloud's last answer.
 */
import { z } from 'zod';
import { AnswerTooLargeError, CloudHttpError } from '../../cloud/errors.ts';
import type { Image } from '../../cloud/glance-image.ts';
import type { ImageFilters, ImagePage } from '../../cloud/images.ts';
import type { Keep, Query, Sort } from './query.ts';

/** Images on a page. */
export const pageSize = 10;

/** Images per request if some are left out on this side; no cloud sends more at once. */
const wideLimit = 100;

/** After this many requests the page is shown as it is, with a Next button. */
const maxRequests = 10;

/** The image before the page, and the direction. */
export const cursorSchema = z.object({ from: z.guid(), back: z.boolean() });
export type Cursor = z.infer<typeof cursorSchema>;

export interface Page {
  readonly images: readonly Image[];
  /** Where the neighbouring pages start; null = there is none. */
  readonly previous: Cursor | null;
  readonly next: Cursor | null;
  /** The image at the cursor is gone, so this is the first page. */
  readonly restarted: boolean;
  /** Images left out, because the cloud's answer about one is larger than the bot reads: 0 or 1. */
  readonly tooLarge: number;
  /** What comes after that one was not reached. */
  readonly endsThere?: boolean;
  /** Images among these that could not be read, because they have no id; missing: none. */
  readonly unread?: number;
}

/** Asks the cloud for the list, page by page. */
export type List = (
  filters: ImageFilters,
) => AsyncIterable<readonly Image[] & Pick<ImagePage, 'unread' | 'fromEnd'>>;

const reversed = (sort: Sort): Sort =>
  sort.map(([key, direction]) => [key, direction === 'asc' ? 'desc' : 'asc']);

/**
 * The page after or before `cursor`, or the first one.
 * @throws whatever `list` throws, except that a cursor unknown to the cloud leads to the first page
 */
export const readPage = async (list: List, query: Query, cursor: Cursor | null): Promise<Page> => {
  try {
    const page = await readFrom(list, query, cursor);
    const partial = page.images.length < pageSize;
    // Images came or went meanwhile: the page before the second one is incomplete, or none follows the last.
    if (cursor?.back && partial && page.previous === null) return readPage(list, query, null);
    if (cursor && page.images.length === 0 && page.next === null && page.previous === null)
      return { ...(await readPage(list, query, null)), restarted: true };
    return page;
  } catch (error) {
    const gone = error instanceof CloudHttpError && [400, 403, 404].includes(error.status);
    if (cursor === null || !gone) throw error;
    return { ...(await readPage(list, query, null)), restarted: true };
  }
};

/** How many images to ask about at a time. */
const atOnce = 10;

/** The first `max` images to keep; may return a few more. */
const keptOf = async (images: readonly Image[], keep: Keep, max: number): Promise<Image[]> => {
  const kept: Image[] = [];
  for (let at = 0; at < images.length && kept.length < max; at += atOnce) {
    const some = images.slice(at, at + atOnce);
    const stays = await Promise.all(some.map(keep));
    kept.push(...some.filter((_, index) => stays[index]));
  }
  return kept;
};

const readFrom = async (list: List, { wire, sort, keep }: Query, cursor: Cursor | null): Promise<Page> => {
  const back = cursor?.back ?? false;
  const order = back ? reversed(sort) : sort;
  const kept: Image[] = [];
  let [first, last]: (string | undefined)[] = [];
  let requests = 0;
  let more = false;
  let tooLarge = 0;
  let unread = 0;
  let endsThere = false;
  /** What was read from the other end of the list, past an image that is too large, in the list's order. */
  const behind: Image[] = [];
  const take = async (images: readonly Image[]) => {
    kept.push(...(keep === null ? images : await keptOf(images, keep, pageSize + 1 - kept.length)));
    first ??= images[0]?.id;
    last = images.at(-1)?.id ?? last;
  };
  try {
    for await (const images of list({
      ...wire,
      sort: order.map((each) => each.join(':')).join(','),
      limit: String(keep ? wideLimit : pageSize + 1),
      ...(cursor && { marker: cursor.from }),
    })) {
      requests += 1;
      unread += images.unread ?? 0;
      if (images.fromEnd) {
        behind.unshift(...images.toReversed());
        endsThere = requests >= maxRequests;
        if (endsThere) break;
        continue;
      }
      await take(images);
      more = kept.length > pageSize || requests === maxRequests;
      if (more) break;
    }
  } catch (error) {
    if (!(error instanceof AnswerTooLargeError)) throw error;
    tooLarge = 1;
  }
  if (behind.length > 0) {
    tooLarge = 1;
    if (!endsThere) await take(behind);
    more = kept.length > pageSize;
  }
  const shown = kept.slice(0, pageSize);
  const start = shown[0]?.id ?? first;
  const end = kept.length > pageSize ? shown.at(-1)?.id : last;
  const to = (from: string | undefined, isBack: boolean) => (from ? { from, back: isBack } : null);
  const onward = more ? to(end, back) : null;
  const whence = cursor ? to(start, !back) : null;
  return {
    images: back ? shown.toReversed() : shown,
    previous: back ? onward : whence,
    next: back ? whence : onward,
    restarted: false,
    tooLarge,
    ...(endsThere && { endsThere }),
    ...(unread > 0 && { unread }),
  };
};
