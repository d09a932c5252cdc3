/** Where a cloud's image service is: the catalog that comes with a token, narrowed to what the operator chose. */
import { z } from 'zod';
import { withoutTrailing } from '../core/plain-text.ts';
import type { CloudConfig } from './cloud-config.ts';

export const catalogSchema = z.array(
  z.object({
    type: z.string(),
    endpoints: z.array(
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

const sameRegion = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

const maxUrlChars = 2_048;

const withoutVersion = (path: string) =>
  withoutTrailing(withoutTrailing(path, '/').replace(/\/v2(\.\d+)?$/, ''), '/');

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

/**
 * The image endpoints for the cloud's interface, one per region, in the operator's order or else the catalog's. An operator's
 * override replaces the catalog's address. An address that is refused is returned as such, so that it hides no other region.
 */
export const imageEndpoints = (
  catalog: Catalog,
  cloud: Pick<CloudConfig, 'authUrl' | 'interface' | 'regions' | 'imageEndpoints'>,
): ImageEndpoint[] => {
  const overrideOf = (region: string) =>
    cloud.imageEndpoints?.find((one) => one.region === null || sameRegion(one.region, region))?.url;
  const mayBeHttp = cloud.authUrl.startsWith('http:');
  const all = new Map<string, ImageEndpoint>();
  const add = (region: string, url: string) => {
    const override = overrideOf(region);
    if (!all.has(region))
      all.set(region, { region, ...readEndpoint(override ?? url, mayBeHttp || override !== undefined) });
  };
  for (const service of catalog.filter(({ type }) => type === 'image')) {
    for (const endpoint of service.endpoints) {
      if (endpoint.interface !== cloud.interface) continue;
      add(endpoint.region_id ?? endpoint.region ?? '', endpoint.url);
    }
  }
  for (const { region, url } of cloud.imageEndpoints ?? [])
    if (region !== null && !findEndpoint([...all.values()], region)) add(region, url);
  if (cloud.regions.length === 0) return [...all.values()];
  return cloud.regions.flatMap((wanted) => findEndpoint([...all.values()], wanted) ?? []);
};

/** The endpoint of that region, ignoring case; for `null`, the first one. */
export const findEndpoint = (
  endpoints: readonly ImageEndpoint[],
  region: string | null,
): ImageEndpoint | undefined =>
  region === null ? endpoints[0] : endpoints.find((endpoint) => sameRegion(endpoint.region, region));
