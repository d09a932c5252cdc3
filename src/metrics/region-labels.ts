/** The label of a region: catalogs are foreign, and each value of a label costs memory here and in Prometheus for ever. */
import type { CloudPlace } from '../core/observer.ts';

/** Of each cloud; those that were asked first. */
export const maxRegions = 50;

const isFit = (region: string) => /^[\w.:-]{1,64}$/.test(region);

/** Empty for the identity service; `other` for what is too much or no name. */
export const createRegionLabels = (): ((place: CloudPlace) => string) => {
  const seen = new Map<string, Set<string>>();
  return ({ cloud, region }) => {
    if (region === null) return '';
    const regions = seen.get(cloud) ?? new Set();
    seen.set(cloud, regions);
    if (!regions.has(region) && (regions.size >= maxRegions || !isFit(region))) return 'other';
    regions.add(region);
    return region;
  };
};
