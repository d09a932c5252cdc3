/** Where Keystone's API begins, if it is not where clouds.yaml says: the versions document above that address tells. */
import { z } from 'zod';
import type { CloudConfig } from './cloud-config.ts';
import { readAuthUrl } from './clouds-file/auth-url.ts';
import { AccountRefusedError, CloudHttpError, ProxyAnswerError } from './errors.ts';
import type { Http } from './http.ts';
import { pathOfVersion, versionsSchema } from './versions-document.ts';

const documentSchema = z.object({
  versions: z.object({ values: versionsSchema }).catch({ values: [] }),
});

/** Where a sign-in worked, as long as the bot runs. */
const found = new WeakMap<Http, Map<string, string>>();

/** The root to sign in at. */
export const keystoneRoot = (http: Http, { authUrl }: CloudConfig): string =>
  found.get(http)?.get(authUrl) ?? authUrl;

/** A sign-in worked at `root`; or, null, at the one that was known it failed as it does where no Keystone is. */
export const rememberRoot = (http: Http, { authUrl }: CloudConfig, root: string | null): void => {
  const known = found.get(http) ?? new Map<string, string>();
  found.set(http, known);
  if (root === null) known.delete(authUrl);
  else known.set(authUrl, root);
};

/** Whether a sign-in failed as it does where no Keystone is: not found, several choices, or a page. */
export const isElsewhere = (error: unknown): boolean =>
  (error instanceof CloudHttpError || error instanceof ProxyAnswerError) &&
  !(error instanceof AccountRefusedError) &&
  [200, 300, 404, 405].includes(error.status);

/**
 * Reads the path of v3 in the versions document.
 * @returns the root; null if it is the one that is known, or nothing tells
 * @see https://docs.openstack.org/api-ref/identity/v3/#list-versions
 */
export const findKeystoneRoot = async (
  http: Http,
  cloud: CloudConfig,
  signal: AbortSignal | undefined,
): Promise<string | null> => {
  const above = new URL(`${cloud.authUrl.slice(0, cloud.authUrl.lastIndexOf('/'))}/`);
  const { body } = await http.request({
    method: 'GET',
    url: above,
    accept: [200, 300],
    schema: documentSchema,
    tls: cloud,
    where: { cloud: cloud.name, region: null },
    signal,
  });
  const path = pathOfVersion(body.versions.values, 'v3');
  const root = path === null ? null : readAuthUrl(above.origin + path, 'v3');
  return root === null || 'wrong' in root || root.url === cloud.authUrl ? null : root.url;
};
