/** Where Keystone's API begins, if it is not where clouds.yaml says: the versions document above that address tells. */
import { z } from 'zod';
import type { CloudConfig } from './cloud-config.ts';
import { readAuthUrl } from './clouds-file/auth-url.ts';
import { AccountRefusedError, CloudHttpError, ProxyAnswerError } from './errors.ts';
import type { Http } from './http.ts';

const versionSchema = z.object({
  id: z.string().catch(''),
  links: z.array(z.object({ rel: z.string(), href: z.string() }).catch({ rel: '', href: '' })).catch([]),
});

const documentSchema = z.object({
  versions: z.object({ values: z.array(versionSchema).catch([]) }).catch({ values: [] }),
});

/** What was found, as long as the bot runs. */
const found = new WeakMap<Http, Map<string, string>>();

/** The root to sign in at. */
export const keystoneRoot = (http: Http, { authUrl }: CloudConfig): string =>
  found.get(http)?.get(authUrl) ?? authUrl;

/** Whether a sign-in failed as it does where no Keystone is: not found, several choices, or a page. */
export const isElsewhere = (error: unknown): boolean =>
  (error instanceof CloudHttpError || error instanceof ProxyAnswerError) &&
  !(error instanceof AccountRefusedError) &&
  [200, 300, 404, 405].includes(error.status);

/**
 * Reads the versions document, and remembers the path of v3 in it. Its scheme, host and port are not followed: a cloud names
 * addresses that only it can reach, and credentials go nowhere but where the operator said.
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
    signal,
  });
  const v3 = body.versions.values.find(({ id }) => /^v3(?:\.|$)/.test(id));
  const self = URL.parse(v3?.links.find(({ rel }) => rel === 'self')?.href ?? '');
  const root = self && readAuthUrl(above.origin + self.pathname, 'v3');
  if (root === null || 'wrong' in root || root.url === cloud.authUrl) return null;
  const known = found.get(http) ?? new Map<string, string>();
  found.set(http, known.set(cloud.authUrl, root.url));
  return root.url;
};
