/** Where Glance's API begins, if it is not where the catalog says: the versions document there tells. */
import { z } from 'zod';
import { type ImageEndpoint, withoutVersion } from './catalog.ts';
import { CloudHttpError, ProxyAnswerError } from './errors.ts';
import type { Http, HttpAnswer, HttpRequest } from './http.ts';
import { aboutAsked } from './http-answer.ts';
import { pathOfVersion, versionsSchema } from './versions-document.ts';

type UsedEndpoint = Extract<ImageEndpoint, { url: string }>;

const documentSchema = z.object({ versions: versionsSchema });

/** Where Glance has answered, by all that the catalog names, as long as the bot runs. */
const found = new WeakMap<Http, Map<string, string>>();

const rootsOf = (http: Http): Map<string, string> => {
  const roots = found.get(http) ?? new Map<string, string>();
  found.set(http, roots);
  return roots;
};

/** Where a 404 of the service's own has made the bot look for another place: the next is about an image. */
const searched = new WeakMap<Http, Set<string>>();

/** Whether the service says that there is no such thing: it may be no image, or no Glance below that path. */
const isOwnNotFound = (error: unknown): boolean => error instanceof CloudHttpError && error.status === 404;

/** True once for each endpoint. */
const firstSearch = (http: Http, key: string): boolean => {
  const keys = searched.get(http) ?? new Set<string>();
  searched.set(http, keys);
  return !keys.has(key) && keys.add(key) !== undefined;
};

/** Whether a read was answered as it is where no Glance is: several choices, or a 404 that is not the service's own. */
const isElsewhere = (error: unknown): boolean =>
  (error instanceof ProxyAnswerError || error instanceof CloudHttpError) &&
  (error.status === 300 || (error.status === 404 && error instanceof ProxyAnswerError));

/**
 * Asks for the versions document, without a token: at the endpoint, at its host, then where else the region has an image service.
 * @returns the root of the first that speaks v2; null if nothing tells
 * @see https://docs.openstack.org/api-ref/image/versions/
 */
const findRoot = async (
  http: Http,
  { url: named, others = [] }: UsedEndpoint,
  { tls, where, signal, onSend }: Pick<HttpRequest<unknown>, 'tls' | 'where' | 'signal' | 'onSend'>,
): Promise<string | null> => {
  const places = new Set([named, ...others].flatMap((one) => [one, new URL(one).origin]));
  for (const place of places) {
    const url = new URL(`${place}/`);
    const how = { tls, signal, ...(where && { where }), ...(onSend && { onSend }) };
    const asked = { url, accept: [200, 300], schema: documentSchema, ...how };
    const document = await http.request({ ...asked, method: 'GET' }).catch(() => null);
    const path = document && pathOfVersion(document.body.versions, 'v2');
    if (path !== null) return url.origin + withoutVersion(path);
  }
  return null;
};

/** What another catalog may name beside it is no place for this one's tokens. */
const keyOf = ({ url, others = [] }: UsedEndpoint): string => JSON.stringify([url, ...others]);

/** Where requests to the endpoint begin. */
export const glanceRoot = (http: Http, endpoint: UsedEndpoint): string =>
  rootsOf(http).get(keyOf(endpoint)) ?? endpoint.url;

/**
 * Sends a request to the image service. The first read that finds no Glance there looks for it once, and is repeated where it is.
 * A write is not: its caller reads back.
 * @param path starts at the service's root; ids in it are already encoded
 * @throws RangeError the path would lead to something else, besides what {@link Http.request} throws
 */
export const requestGlance = async <T>(
  http: Http,
  endpoint: UsedEndpoint,
  { path, query, ...request }: Omit<HttpRequest<T>, 'url'> & { path: string; query?: URLSearchParams },
): Promise<HttpAnswer<T>> => {
  const sendTo = (root: string) => {
    const url = new URL(root + path);
    // A URL drops the segments `.` and `..`, in any encoding: such an id would redirect the request to something else.
    if (!url.pathname.endsWith(path)) throw new RangeError(`not a path as it stands: ${path}`);
    if (query) url.search = query.toString();
    return http.request({ ...request, url });
  };
  const roots = rootsOf(http);
  const key = keyOf(endpoint);
  const root = roots.get(key);
  try {
    const answer = await sendTo(root ?? endpoint.url);
    // a removal's answer has no body to tell whose it is: any other than Glance's 204 may be a proxy's
    const isGlances = request.method !== 'DELETE' || answer.status === 204 || answer.requestId !== null;
    aboutAsked(answer, isGlances, { method: request.method, path });
    roots.set(key, root ?? endpoint.url);
    return answer;
  } catch (error) {
    if (request.method !== 'GET') throw error;
    // Glance is no more where it was found
    if (root !== undefined && root !== endpoint.url && isElsewhere(error)) roots.delete(key);
    const perhapsHere = isOwnNotFound(error);
    if (root !== undefined || !(perhapsHere ? firstSearch(http, key) : isElsewhere(error))) throw error;
    const other = await findRoot(http, endpoint, request);
    if (other === null || other === endpoint.url) throw error;
    roots.set(key, other);
    return await sendTo(other).catch((second: unknown) => {
      const isThere = !isElsewhere(second) && !(perhapsHere && isOwnNotFound(second));
      if (!isThere || perhapsHere) roots.delete(key);
      throw isThere ? second : error;
    });
  }
};
