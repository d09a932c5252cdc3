/** What people choose from when they link an account: the entries of clouds.yaml, by the names that they know. Pure. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type CloudEntry, entriesOf } from './cloud-config.ts';
import type { Cloud } from './clouds.ts';
import { seenFrom } from './same-cloud.ts';

export interface CloudChoice {
  /** Opaque and short, whatever the entry is called; the same as long as the entry is called that. */
  readonly id: string;
  readonly label: string;
  /** The entry's name; of several that are alike, the first one's. */
  readonly entry: string;
  /** The entry's cloud, as it is seen from the entry. */
  readonly cloud: Cloud;
}

/** All that the bot reads of it, but for what it is called. */
const contentOf = (parts: readonly CloudEntry[]) =>
  parts.map(({ name: _name, entry: _entry, sameAs: _sameAs, ...content }) => content);

const idOf = (cloud: Cloud, entry: string) =>
  createHash('sha256').update(`${cloud.id} ${entry}`).digest('hex').slice(0, 32);

/**
 * One for each entry, in the order of the file; entries that differ in nothing that the bot reads are one.
 * @param offered the entries that people may choose; null: all
 */
export const cloudChoices = (clouds: readonly Cloud[], offered: readonly string[] | null): CloudChoice[] =>
  clouds.flatMap((cloud) => {
    const named = Map.groupBy(entriesOf(cloud), ({ name }) => name);
    const choices: { readonly content: unknown; readonly names: [string, ...string[]] }[] = [];
    for (const [name, parts] of named) {
      if (offered && ![name, parts[0]?.entry ?? name].some((one) => offered.includes(one))) continue;
      const content = contentOf(parts);
      const alike = choices.find((one) => isDeepStrictEqual(one.content, content));
      if (alike) alike.names.push(name);
      else choices.push({ content, names: [name] });
    }
    return choices.map(({ names }) => ({
      id: idOf(cloud, names[0]),
      label: names.join(', '),
      entry: names[0],
      cloud: seenFrom(cloud, names[0]),
    }));
  });
