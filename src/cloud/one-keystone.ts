/** Notices that two clouds of clouds.yaml may be one Keystone: their catalogs name one identity service. Only a person can know. */
import type { Log } from '../core/log.ts';
import type { Catalog } from './catalog.ts';
import type { CloudConfig } from './cloud-config.ts';

/** @returns to be told of each token; logs once for each two clouds */
export const createOneKeystoneHint = (log: Log) => {
  const seen = new Map<string, Set<string>>();
  return ({ name }: Pick<CloudConfig, 'name'>, catalog: Catalog): void => {
    const service = catalog.find(({ type }) => type === 'identity')?.id;
    if (!service) return;
    const clouds = seen.get(service) ?? new Set<string>();
    seen.set(service, clouds);
    if (clouds.has(name)) return;
    for (const other of clouds)
      log.warn(
        { cloud: name, other },
        'two clouds have the same identity service in their catalogs; if they are one Keystone, say so with same_as in clouds.yaml',
      );
    clouds.add(name);
  };
};
