/** A cloud is its Keystone: entries of clouds.yaml with one auth URL, such as one for each region, are one cloud. Pure. */
import { withoutTrailing } from '../core/plain-text.ts';
import type { CloudConfig } from './cloud-config.ts';

/** Without blanks, default port or trailing slashes, the host in lower case, the path kept; null if it is not a URL. */
export const normalAuthUrl = (authUrl: string): string | null => {
  const url = URL.parse(authUrl.trim());
  return url && `${url.protocol}//${url.host}${withoutTrailing(url.pathname, '/')}`;
};

/**
 * One cloud for each auth URL, in the order of the file. Its first entry names it and says how to talk to it. It has the regions
 * of all its entries, the first entry's first, or every region of the catalog if one entry names none.
 * @param entries with normal auth URLs
 */
export const mergeEntries = (entries: readonly CloudConfig[]): CloudConfig[] =>
  [...Map.groupBy(entries, ({ authUrl }) => authUrl).values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const regions = [first, ...others].map((entry) => entry.regions);
    const overrides = [first, ...others].flatMap(({ imageEndpoints = [] }) => imageEndpoints);
    return {
      ...first,
      regions: regions.every(({ length }) => length > 0) ? [...new Set(regions.flat())] : [],
      alsoNamed: others.map(({ name }) => name),
      ...(overrides.length > 0 && { imageEndpoints: overrides }),
    };
  });
