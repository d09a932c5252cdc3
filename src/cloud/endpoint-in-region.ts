/** Where an account's requests to the image service of a region go. */
import { type Catalog, findEndpoint, imageEndpoints, interfacesIn } from './catalog.ts';
import type { CloudConfig } from './cloud-config.ts';
import { BadEndpointError, NoSuchRegionError, OtherInterfaceError } from './endpoint-errors.ts';

/**
 * The image endpoint of `region`; of the catalog's first one if null.
 * @throws NoSuchRegionError, OtherInterfaceError; BadEndpointError if the catalog names an address that the bot does not use
 */
export const endpointIn = (region: string | null, catalog: Catalog, cloud: CloudConfig) => {
  const endpoints = imageEndpoints(catalog, cloud);
  const endpoint = findEndpoint(endpoints, region);
  if (!endpoint) {
    const interfaces = interfacesIn(catalog, cloud, region);
    if (interfaces.length > 0) throw new OtherInterfaceError(region, interfaces);
    throw new NoSuchRegionError(
      region,
      endpoints.map((one) => one.region),
    );
  }
  if ('refused' in endpoint) throw new BadEndpointError(endpoint.region, endpoint.refused);
  return endpoint;
};
