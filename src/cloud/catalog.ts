/** Where a cloud's image service is: the catalog that comes with a token, narrowed to what the operator chose. */
import { z } from 'zod';
import type { CloudConfig } from './cloud-config.ts';

export const catalogSchema = z.array(
  z.object({
    type: z.string(),
    endpoints: z.array(
      z.object({
        interface: z.string(),
        // Keystone sends both; `region` alone is what older services knew.
        region_id: z.string().nullish(),
        region: z.string().nullish(),
        url: z.string(),
      }),
    ),
  }),
);

export type Catalog = z.infer<typeof catalogSchema>;

export interface ImageEndpoint {
  readonly region: string;
  /** Without `/v2` and without a slash at its end; it may have a path of its own, such as `https://host/image`. */
  readonly url: string;
}

const sameRegion = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

const withoutVersion = (url: string) =>
  url
    .replace(/\/+$/, '')
    .replace(/\/v2(\.\d+)?$/, '')
    .replace(/\/+$/, '');

/** The image endpoints of the cloud's interface, one per region, in the operator's order, else the catalog's. */
export const imageEndpoints = (
  catalog: Catalog,
  cloud: Pick<CloudConfig, 'interface' | 'regions'>,
): ImageEndpoint[] => {
  const all = new Map<string, ImageEndpoint>();
  for (const service of catalog.filter(({ type }) => type === 'image')) {
    for (const endpoint of service.endpoints) {
      const region = endpoint.region_id ?? endpoint.region ?? '';
      if (endpoint.interface !== cloud.interface || all.has(region)) continue;
      all.set(region, { region, url: withoutVersion(endpoint.url) });
    }
  }
  if (cloud.regions.length === 0) return [...all.values()];
  return cloud.regions.flatMap((wanted) => findEndpoint([...all.values()], wanted) ?? []);
};

/** The endpoint of that region, however its name is capitalised; the first one for `null`. */
export const findEndpoint = (
  endpoints: readonly ImageEndpoint[],
  region: string | null,
): ImageEndpoint | undefined =>
  region === null ? endpoints[0] : endpoints.find((endpoint) => sameRegion(endpoint.region, region));
