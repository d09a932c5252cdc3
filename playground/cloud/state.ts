/** Everything the playground's cloud knows, in memory, and the functions that change it outside the bot. */
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

/** @param kept used as it is, not copied */
export const createState = (
  clock: Clock,
  regions: readonly string[],
  kind: Kind = 'openstack',
  kept: KeptCloud = empty(),
) => {
  /** The current time in Glance's format, in whole seconds. */
  const timestamp = () => new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    regions,
    ...kept,
    tokens: new Map<string, Token>(),
    /** Those for which the catalog names services. */
    interfaces: ['public', 'internal', 'admin'],
    kept,
    timestamp,
    ...addingPeople(kept),
    ...changingImages(kept, { kind, timestamp }),
  };
};
