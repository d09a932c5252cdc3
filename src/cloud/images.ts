/** Glance's images: show one, list many, change who can see one. */
import { z } from 'zod';
import type { ImageId } from '../core/ids.ts';
import { AnswerTooLargeError, CloudSchemaError } from './errors.ts';
import { type Image, imageSchema } from './glance-image.ts';
import { aboutAsked } from './http-answer.ts';
import { oddly } from './readable.ts';
import type { Session } from './session.ts';

type Visibility = 'public' | 'private' | 'shared' | 'community';

/** Glance's own query parameters; any other property of an image is also a filter. Several `tag`s: an image must have all of them. */
export interface ImageFilters {
  readonly visibility?: Visibility | 'all';
  /** For images shared with me; `accepted` by default. */
  readonly member_status?: 'accepted' | 'pending' | 'rejected' | 'all';
  readonly owner?: string;
  readonly name?: string;
  readonly status?: string;
  readonly tag?: readonly string[];
  readonly os_hidden?: 'true' | 'false';
  readonly sort?: string;
  readonly limit?: string;
  readonly [property: string]: string | readonly string[] | undefined;
}

/** An image may have 128 properties, each as long as Glance's database takes; those that nobody reads are not held. */
const maxImageBytes = 50 * 1024 * 1024;

const pathOf = (imageId: string) => `/v2/images/${encodeURIComponent(imageId)}`;

/**
 * The same query for Rackspace's image service, which sorts by one key, with ties in the same direction, and does not know
 * `all`, `os_hidden`, or operators before a name.
 */
const forRackspace = ({ sort, visibility, os_hidden: _, name, ...rest }: ImageFilters): ImageFilters => {
  const [key, direction = 'desc'] = sort?.split(',')[0]?.split(':') ?? [];
  return {
    ...rest,
    ...(name !== undefined && { name: name.replace(/^eq:/, '') }),
    ...(visibility !== undefined && visibility !== 'all' && { visibility }),
    ...(key && { sort_key: key, sort_dir: direction }),
  };
};

/** A list has no use for properties beyond those of the schema, and does not keep them. */
const pageSchema = z.object({
  images: z.array(imageSchema.strip().nullable().catch(oddly('id', null))),
  next: z.string().nullish().catch(oddly('next', null)),
});

/** The images of a page, and how many of it could not be read. */
export type ImagePage = Image[] & {
  readonly unread?: number;
  /** In the opposite order, from the list's other end on: an image that comes before them is too large to read. */
  readonly fromEnd?: true;
};

const readablePage = (images: readonly (Image | null)[]): ImagePage => {
  const readable = images.filter((image) => image !== null);
  const unread = images.length - readable.length;
  return unread === 0 ? readable : Object.assign(readable, { unread });
};

/**
 * The query of the page that `next` points to. Takes only the query from it: Glance writes `next` without the endpoint's path
 * prefix, and it must not lead anywhere but to the same list.
 * @param originOf the endpoint's, for a `next` that names one
 */
const queryOf = async (next: string, originOf: () => Promise<string>): Promise<URLSearchParams> => {
  const relative = 'http://endpoint.invalid';
  const url = URL.parse(next, `${relative}/v2/images`);
  const isHere = url !== null && (url.origin === relative || url.origin === (await originOf()));
  if (!isHere || !url.pathname.endsWith('/v2/images')) {
    throw new CloudSchemaError(
      { method: 'GET', path: '/v2/images', safe: true, requestId: null },
      'next leads away from the list',
    );
  }
  return url.searchParams;
};

/** What Glance sends where no limit is asked for. */
const usualLimit = 25;

/** The same page with half as many images, for an answer that was too large: somebody's images may have large properties. */
const smallerPage =
  (query: URLSearchParams) =>
  (error: unknown): URLSearchParams => {
    const limit = Number(query.get('limit') ?? usualLimit);
    if (!(error instanceof AnswerTooLargeError) || limit <= 1) throw error;
    const smaller = new URLSearchParams(query);
    smaller.set('limit', String(Math.floor(limit / 2)));
    return smaller;
  };

/**
 * The same list from its other end: the way to what stands behind an image that is too large. A page begins after an id, and that
 * image's is not known, since Glance writes it after the properties; and no query leaves an image, or properties, out.
 */
const fromOtherEnd = ({ marker: _, sort = 'created_at:desc', ...filters }: ImageFilters): ImageFilters => ({
  ...filters,
  limit: '100',
  sort: sort
    .split(',')
    .map((one) => one.split(':'))
    .map(([key, direction]) => `${key}:${direction === 'asc' ? 'desc' : 'asc'}`)
    .join(','),
});

/** Pages in one direction, each as large as the bot reads. @throws AnswerTooLargeError one image alone is too large */
async function* pagesFrom(
  session: Session,
  region: string | null,
  filters: ImageFilters,
  signal: AbortSignal | undefined,
): AsyncGenerator<ImagePage, void, undefined> {
  const asked = session.authType === 'rackspace_apikey' ? forRackspace(filters) : filters;
  const pairs = Object.entries(asked).flatMap(([name, values]) =>
    [values ?? []].flat().map((value): [string, string] => [name, value]),
  );
  const seen = new Set<string>();
  for (let query: URLSearchParams | null = new URLSearchParams(pairs); query; ) {
    if (seen.has(query.toString())) {
      throw new CloudSchemaError(
        { method: 'GET', path: '/v2/images', safe: true, requestId: null },
        'next goes in a circle',
      );
    }
    seen.add(query.toString());
    const page: z.infer<typeof pageSchema> | URLSearchParams = await session
      .request(region, {
        method: 'GET',
        path: '/v2/images',
        query,
        accept: [200],
        schema: pageSchema,
        maxBytes: maxImageBytes,
        signal,
      })
      .catch(smallerPage(query));
    if (page instanceof URLSearchParams) {
      query = page;
      continue;
    }
    yield readablePage(page.images);
    query = page.next ? await queryOf(page.next, () => session.originOf(region, signal)) : null;
  }
}

/** The image calls of one account in one region (null = its first one); `glanceOf` includes them. */
export const imageCalls = (session: Session, region: string | null, signal?: AbortSignal) => ({
  /**
   * One image.
   * @throws CloudHttpError 404 the image does not exist, is in another region, or this account may not see it
   * @see https://docs.openstack.org/api-ref/image/v2/#show-image
   */
  showImage: async (imageId: ImageId): Promise<Image> => {
    const asked = { method: 'GET', path: pathOf(imageId) } as const;
    const image = await session.request(region, {
      ...asked,
      accept: [200],
      schema: imageSchema,
      maxBytes: maxImageBytes,
      signal,
    });
    return aboutAsked(image, image.id === imageId, asked);
  },

  /**
   * Images page by page, until the service names no next page: a short page may not be the last one.
   * With `visibility: shared`, the account's own shared images are included, whatever `member_status` says.
   * @throws CloudHttpError 400 a filter's value; 403 the image that marks the page is gone: start again
   * @throws CloudSchemaError `next` leads out of the list, or in a circle
   * @throws AnswerTooLargeError in the end, if an image was too large to read: nobody may take the list for a whole one
   * @see https://docs.openstack.org/api-ref/image/v2/#list-images
   */
  async *listImages(filters: ImageFilters = {}): AsyncGenerator<ImagePage, void, undefined> {
    let last = filters.marker;
    try {
      for await (const page of pagesFrom(session, region, filters, signal)) {
        last = page.at(-1)?.id ?? last;
        yield page;
      }
    } catch (error) {
      if (!(error instanceof AnswerTooLargeError)) throw error;
      for await (const page of pagesFrom(session, region, fromOtherEnd(filters), signal)) {
        const known = page.findIndex(({ id }) => id === last);
        yield Object.assign(known < 0 ? page : page.slice(0, known), { fromEnd: true } as const);
        // the large one has gone meanwhile
        if (known >= 0) return;
      }
    }
  },

  /**
   * Makes the image `shared` (members can use it) or `private` (members are kept, but hidden and without access).
   * Needs: the account owns the image. Safe to repeat. Members from an earlier time as `shared` get their access back.
   * @throws CloudHttpError 403 not the owner; 404 the image does not exist, or this account may not see it
   * @see https://docs.openstack.org/api-ref/image/v2/#update-image
   */
  setVisibility: async (imageId: ImageId, visibility: 'shared' | 'private'): Promise<Image> => {
    const asked = { method: 'PATCH', path: pathOf(imageId) } as const;
    const image = await session.request(region, {
      ...asked,
      body: [{ op: 'replace', path: '/visibility', value: visibility }],
      contentType: 'application/openstack-images-v2.1-json-patch',
      accept: [200],
      schema: imageSchema,
      maxBytes: maxImageBytes,
      signal,
    });
    return aboutAsked(image, image.id === imageId, asked);
  },
});
