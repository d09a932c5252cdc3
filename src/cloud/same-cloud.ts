/** A cloud is its Keystone: entries of clouds.yaml with one auth URL, such as one for each region, are one cloud. Pure. */
import type { CloudConfig, CloudEntry } from './cloud-config.ts';

/** A `same_as` that says nothing that can be done. */
interface Ignored {
  readonly entry: string;
  readonly key: 'same_as';
  readonly reason: string;
}

/**
 * One cloud for each auth URL, or for those that `same_as` joins, in the order of the file. Its first entry names it and says how to
 * sign in, until somebody chooses another. It has the regions of all its entries, or every region of the catalog if one names none.
 * @param entries with auth URLs as `readAuthUrl` makes them
 */
export const joinEntries = (
  entries: readonly CloudEntry[],
): { readonly clouds: CloudConfig[]; readonly ignored: readonly Ignored[] } => {
  /** By auth URL, another one of the same cloud; the first of the file leads to none. */
  const leads = new Map<string, string>();
  const leadOf = (key: string): string => {
    const next = leads.get(key);
    return next === undefined ? key : leadOf(next);
  };
  const order = entries.map(keyOf);
  const ignored: Ignored[] = [];
  for (const entry of entries) {
    if (entry.sameAs === undefined) continue;
    const reason = (why: string) => ignored.push({ entry: entry.name, key: 'same_as', reason: why });
    const named = entries.filter((other) => other.name === entry.sameAs || other.entry === entry.sameAs);
    const keys = new Set(named.map(keyOf));
    const [other = ''] = keys;
    if (entry.entry !== undefined) reason('is said of an entry that is several clouds');
    else if (keys.size === 0) reason('names no entry that can be used');
    else if (keys.size > 1) reason('names an entry that is several clouds');
    else if (named[0]?.authType !== entry.authType)
      reason('names an entry with another kind of identity service');
    else {
      const [one, two] = [leadOf(keyOf(entry)), leadOf(other)];
      if (one === two) continue;
      const isFirst = order.indexOf(one) < order.indexOf(two);
      leads.set(isFirst ? two : one, isFirst ? one : two);
    }
  }
  const clouds = Map.groupBy(entries, (entry) => leadOf(keyOf(entry)));
  return { clouds: [...clouds.values()].map(cloudOf), ignored };
};

const keyOf = ({ authType, authUrl }: CloudEntry) => `${authType} ${authUrl}`;

const cloudOf = (entries: readonly CloudEntry[]): CloudConfig => {
  const [first] = entries as [CloudEntry];
  return entries.length === 1 ? first : { ...first, regions: regionsOf(entries), entries };
};

const regionsOf = (entries: readonly CloudEntry[]): readonly string[] =>
  entries.every(({ regions }) => regions.length > 0)
    ? [...new Set(entries.flatMap(({ regions }) => regions))]
    : [];

/** The entry that the person chose comes first: it says how to sign in, and its regions come before the others. */
export const seenFrom = <C extends CloudConfig>(cloud: C, chosen: string | null): C => {
  const own = (cloud.entries ?? []).filter(({ name }) => name === chosen);
  const [first] = own;
  if (first === undefined) return cloud;
  const others = (cloud.entries ?? []).filter((entry) => !own.includes(entry));
  const { authUrl, federated, verify, cacert, client } = first;
  return { ...cloud, authUrl, federated, verify, cacert, client, entries: [...own, ...others] };
};
