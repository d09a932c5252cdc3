/** The documents in which services list the versions of their API. Only a path is taken from them. */
import { z } from 'zod';
import { readableList } from './readable.ts';

export const versionsSchema = readableList(
  z.object({ id: z.string(), links: readableList(z.object({ rel: z.string(), href: z.string() }), 'links') }),
  'versions',
);

/**
 * Where a version's API begins; null if the document does not tell. Its scheme, host and port are not followed: a cloud names
 * addresses that only it can reach, and credentials and tokens go nowhere but where the operator and the catalog say.
 */
export const pathOfVersion = (
  versions: z.output<typeof versionsSchema>,
  major: 'v2' | 'v3',
): string | null => {
  const version = versions.find(({ id }) => id === major || id.startsWith(`${major}.`));
  const path = URL.parse(version?.links.find(({ rel }) => rel === 'self')?.href ?? '')?.pathname;
  // that of `x:.example.com` is no path, and would lengthen a host's name
  return path?.startsWith('/') ? path : null;
};

/** Where a path's last versions begin, of which several may follow one another, as in `/v3/v3`; -1 if it has none. */
export const lastVersionsAt = (
  segments: readonly string[],
  isVersion: (segment: string) => boolean,
): number => {
  const last = segments.findLastIndex(isVersion);
  return last === -1 ? -1 : segments.slice(0, last).findLastIndex((segment) => !isVersion(segment)) + 1;
};
