/** Where a cloud's image service is: the catalog that comes with a token, narrowed to what the operator chose. */
import { z } from 'zod';
import { withoutTrailing } from '../core/plain-text.ts';
import { type CloudConfig, entriesOf } from './cloud-config.ts';
import { readableList, readableText } from './readable.ts';
import { accessIn, sameRegion } from './region-access.ts';
import { lastVersionsAt } from './versions-document.ts';

/** Services and endpoints that lack something are left out, and hide no others. */
export const catalogSchema = readableList(
  z.object({
    id: z.string().nullish(),
    type: z.string(),
    endpoints: readableList(
      z.object({
        // `publicURL` in older services
        interface: z.string().transform((name) => name.toLowerCase().replace(/url$/, '')),
        // Keystone sends both; older services only know `region`.
        region_id: readableText('region_id').optional(),
        region: readableText('region').optional(),
        url: z.string(),
      }),
      'endpoints',
    ),
  }),
  'catalog',
);

export type Catalog = z.infer<typeof catalogSchema>;

/** Why an address from a catalog gets no token. */
export type RefusedEndpoint =
  | 'not http or https'
  | 'too long'
  | 'user name, query or fragment'
  | 'http, where the auth URL is https';

export type ImageEndpoint = {
  readonly region: string;
} & (
  | {
      /** Without `/v2` and without a slash at the end; may have a path of its own, such as `https://host/image`. */
      readonly url: string;
      /** Where else the catalog has an image service in that region. */
      readonly others?: readonly string[];
    }
  | { readonly refused: RefusedEndpoint }
);

const maxUrlChars = 2_048;

/** `v1`, `v2.15`. */
const isVersion = (segment: string) => /^v\d{1,2}(\.\d{1,3})?$/.test(segment);

/** A place to fill in, such as `%(tenant_id)s`. */
const isPlace = (segment: string) => /[%$]\(/.test(segment);

/** Up to the last version: a project's id, or a place for one, may follow it, and a gateway's own version may come before it. */
export const withoutVersion = (path: string) => {
  const segments = path.split('/');
  const versions = lastVersionsAt(segments, isVersion);
  const end = versions < 0 ? segments.findIndex(isPlace) : versions;
  return withoutTrailing(segments.slice(0, end < 0 ? undefined : end).join('/'), '/');
};

/** An address of the first version of Glance's API, which knows no members as the bot needs them. */
const isOld = (url: string) => /\/v1(\.\d{1,3})?(\/|$)/.test(url.slice(0, maxUrlChars));

/** @param mayBeHttp the operator named it, or signs in over http already */
const readEndpoint = (text: string, mayBeHttp: boolean): { url: string } | { refused: RefusedEndpoint } => {
  if (text.length > maxUrlChars) return { refused: 'too long' };
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return { refused: 'not http or https' };
  if (url.username || url.password || url.search || url.hash)
    return { refused: 'user name, query or fragment' };
  if (url.protocol === 'http:' && !mayBeHttp) return { refused: 'http, where the auth URL is https' };
  return { url: url.origin + withoutVersion(url.pathname) };
};

/** By region as the catalog spells it, the addresses for each interface; of what is named first, v1 comes last. */
const addressesIn = (catalog: Catalog): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> => {
  const all = new Map<string, Map<string, string[]>>();
  const endpoints = catalog.filter(({ type }) => type === 'image').flatMap((one) => one.endpoints);
  for (const { region_id, region, interface: name, url } of endpoints.toSorted(
    (a, b) => Number(isOld(a.url)) - Number(isOld(b.url)),
  )) {
    const where = region_id || region || '';
    const here = all.get(where) ?? new Map<string, string[]>();
    const urls = here.get(name) ?? [];
    urls.push(url);
    all.set(where, here.set(name, urls));
  }
  return all;
};

/** What is known of one region: the addresses that the bot uses, else why it uses none of them. */
const endpointAt = (region: string, urls: readonly string[], mayBeHttp: boolean): ImageEndpoint[] => {
  const read = urls.map((url) => readEndpoint(url, mayBeHttp));
  const used = new Set(read.flatMap((one) => ('url' in one ? one.url : [])));
  const [url, ...others] = used;
  if (url !== undefined) return [{ region, url, ...(others.length > 0 && { others }) }];
  return read.slice(0, 1).flatMap((one) => ('refused' in one ? { region, ...one } : []));
};

/**
 * The image endpoints, one per region: those that the operator names in that order, then the catalog's others if an entry stands for
 * them. An operator's override replaces the catalog's address. An address that is refused is returned as such, so that it hides no other region.
 */
export const imageEndpoints = (catalog: Catalog, cloud: CloudConfig): ImageEndpoint[] => {
  const addresses = addressesIn(catalog);
  const named = entriesOf(cloud).flatMap(({ regions }) => regions);
  const spelled = named.map((name) => [...addresses.keys()].find((one) => sameRegion(one, name)) ?? name);
  const mayBeHttp = cloud.authUrl.startsWith('http:');
  return [...new Set([...spelled, ...addresses.keys()])].flatMap((region) => {
    const access = accessIn(cloud, region);
    if (access === null) return [];
    const { imageEndpoint: override } = access;
    if (override !== undefined) return endpointAt(region, [override], true);
    const here = addresses.get(region);
    const urls = [access.interface].flat().map((name) => here?.get(name) ?? []);
    return endpointAt(region, urls.find(({ length }) => length > 0) ?? [], mayBeHttp);
  });
};

/** The endpoint of that region, ignoring case; for `null`, the first one. */
export const findEndpoint = (
  endpoints: readonly ImageEndpoint[],
  region: string | null,
): ImageEndpoint | undefined =>
  region === null ? endpoints[0] : endpoints.find((endpoint) => sameRegion(endpoint.region, region));

const interfaces = ['public', 'internal', 'admin'] as const;

/** The interfaces for which the catalog has an image service: in that region, or, if null, in any that an entry stands for. */
export const interfacesIn = (
  catalog: Catalog,
  cloud: CloudConfig,
  region: string | null,
): (typeof interfaces)[number][] => {
  const here = [...addressesIn(catalog)].filter(
    ([where]) => accessIn(cloud, where) !== null && (region === null || sameRegion(where, region)),
  );
  return interfaces.filter((name) => here.some(([, addresses]) => addresses.has(name)));
};
