/** The operator's clouds as they are now: as clouds.yaml was last read. */
import type { CloudId } from '../core/ids.ts';
import { cloudChoices } from './cloud-choices.ts';
import type { CloudConfig } from './cloud-config.ts';
import type { Cloud } from './clouds.ts';
import { seenFrom } from './same-cloud.ts';

/**
 * @param recognize gives each cloud of the file its id
 * @param offered the entries that people may choose; null: all
 */
export const createCloudList = async (
  recognize: (entries: readonly CloudConfig[]) => Promise<readonly Cloud[]>,
  entries: readonly CloudConfig[],
  offered: readonly string[] | null,
) => {
  let clouds = await recognize(entries);
  const find = (cloudId: string) => clouds.find(({ id }) => id === cloudId);
  return {
    choices: () => cloudChoices(clouds, offered),
    /** Seen from the entry that was chosen at linking; null: the file has no such cloud. */
    cloudOf: ({ cloudId, entry }: { readonly cloudId: CloudId; readonly entry: string | null }) => {
      const cloud = find(cloudId);
      return cloud === undefined ? null : seenFrom(cloud, entry);
    },
    /** Those that the operator named; none: whatever the catalog has. */
    regionsOf: (cloudId: string) => find(cloudId)?.regions ?? [],
    read: async (changed: readonly CloudConfig[]) => {
      clouds = await recognize(changed);
    },
  };
};
