/** Where a cloud's image service is: the catalog that comes with a token, narrowed to what the operator chose. */
import { z } from 'zod';
import { withoutTrailing } from '../core/plain-text.ts';
import { type CloudConfig, entriesOf } from './cloud-config.ts';
import { readableList } from './readable.ts';
import { accessIn, sameRegion } from './region-access.ts';

/** Services and endpoints that lack something are left out, and hide no others. */
export const catalogSchema = readableList(
  z.object({
    id: z.string().nullish(),
    type: z.string(),
    endpoints: readableList(
      z.object({
        interface: z.string(),
        // Keystone sends both; older services only know `region`.
        region_id: z.string().nullish(),
        region: z.string().nullish(),
        url: z.string(),
      }),
    ),
  }),
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
    }
  | { readonly refused: RefusedEndpoint }
);

const maxUrlChars = 2_048;

/** `v1`, `v2.15`, or a place to fill in, such as `%(tenant_id)s`. */
const endsRoot = /^v\d{1,2}(\.\d{1,3})?$|[%$]\(/;

/** Up to the version: a project's id, or a place for one, may follow it. */
const withoutVersion = (path: string) => {
  const segments = path.split('/');
  const end = segments.findIndex((segment) => endsRoot.test(segment));
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

/** By region as the catalog spells it, the address for each interface; what is named first counts, unless it is v1 and another is not. */
const addressesIn = (catalog: Catalog): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const all = new Map<string, Map<string, string>>();
  for (const service of catalog.filter(({ type }) => type === 'image')) {
    for (const { region_id, region, interface: name, url } of service.endpoints) {
      const where = region_id ?? region ?? '';
      const here = all.get(where) ?? new Map<string, string>();
      const known = here.get(name);
      if (known === undefined || (isOld(known) && !isOld(url))) here.set(name, url);
      all.set(where, here);
    }
  }
  return all;
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
    const here = addresses.get(region);
    const url = override ?? [access.interface].flat().flatMap((name) => here?.get(name) ?? [])[0];
    return url === undefined ? [] : [{ region, ...readEndpoint(url, mayBeHttp || override !== undefined) }];
  });
};

/** The endpoint of that region, ignoring case; for `null`, the first one. */
export const findEndpoint = (
  endpoints: readonly ImageEndpoint[],
  region: string | null,
): ImageEndpoint | undefined =>
  region === null ? endpoints[0] : endpoints.find((endpoint) => sameRegion(endpoint.region, region));
