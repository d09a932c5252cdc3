/** All that the playground's cloud knows, in memory, and the hand of somebody else who changes it behind the bot's back. */
import type { Clock } from '../../src/core/clock.ts';
import { changingImages } from './cloud-images.ts';
import type { KeptCloud, Kind, Token } from './cloud-model.ts';
import { addingPeople } from './cloud-people.ts';

export type CloudState = ReturnType<typeof createState>;

const empty = (): KeptCloud => ({
  projects: new Map(),
  users: new Map(),
  applicationCredentials: new Map(),
  images: new Map(),
  deletedImages: new Set(),
});

/** @param kept taken up as it is, not copied */
export const createState = (
  clock: Clock,
  regions: readonly string[],
  kind: Kind = 'openstack',
  kept: KeptCloud = empty(),
) => {
  /** Now, as Glance writes it: in whole seconds. */
  const timestamp = () => new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    regions,
    ...kept,
    tokens: new Map<string, Token>(),
    kept,
    timestamp,
    ...addingPeople(kept),
    ...changingImages(kept, { kind, timestamp }),
  };
};
