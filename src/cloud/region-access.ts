/** Which of a cloud's entries says how one of its regions is reached. Pure. */
import { type CloudConfig, type CloudEntry, entriesOf } from './cloud-config.ts';

export const sameRegion = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The first entry that names the region, else the first that names none; null: the operator left the region out. */
export const accessIn = (cloud: CloudConfig, region: string): CloudEntry | null => {
  const entries = entriesOf(cloud);
  return (
    entries.find(({ regions }) => regions.some((one) => sameRegion(one, region))) ??
    entries.find(({ regions }) => regions.length === 0) ??
    null
  );
};
