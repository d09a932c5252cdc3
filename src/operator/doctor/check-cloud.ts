/** A cloud without an account: the way to its Keystone, its certificate, and whether what answers is a Keystone. */
import { z } from 'zod';
import type { CloudEntry } from '../../cloud/cloud-config.ts';
import { CloudHttpError, CloudNetworkError, CloudSchemaError, ProxyAnswerError } from '../../cloud/errors.ts';
import { findKeystoneRoot, isElsewhere } from '../../cloud/keystone-root.ts';
import { unreachedForOperator } from '../../core/problems/cloud-problems.ts';
import { proxyFor } from '../../core/proxies.ts';
import { chainShownBy, expiryFindings, givenFindings } from './check-certificates.ts';
import { type Check, type Finding, failure, good } from './finding.ts';
import type { Setup } from './setup.ts';

const documentSchema = z.object({ version: z.object({ id: z.string() }) });
const anything = z.unknown();

const checkUrl = 'Check auth_url in clouds.yaml.';

/** In words, what a request to a cloud came to. */
export const cloudFailure = (error: unknown, what: string): Finding => {
  if (error instanceof CloudNetworkError) {
    const { found, next } = unreachedForOperator(error.why);
    return failure(`${what}: ${found} (${error.code})`, next);
  }
  if (error instanceof ProxyAnswerError && error.status > 300 && error.status < 400)
    return failure(
      `${what}: answered with a redirect (${error.status}), which the bot does not follow`,
      'Write the address to which it leads into clouds.yaml; often it begins with https.',
    );
  if (error instanceof ProxyAnswerError)
    return failure(
      `${what}: something in between answered with ${error.status}`,
      'Look at the proxy and the load balancer.',
    );
  if (error instanceof CloudHttpError || error instanceof CloudSchemaError)
    return failure(`${what}: ${error.message}`, 'Ask the cloud’s operator; the request id is in its log.');
  throw error;
};

/** What answers at the auth URL, in a few words. */
const identityService = async ({ http }: Setup, entry: CloudEntry, signal: AbortSignal): Promise<string> => {
  const url = new URL(entry.authUrl);
  const asked = { method: 'GET', url, tls: entry, signal } as const;
  if (entry.authType === 'rackspace_apikey') {
    await http.request({ ...asked, accept: [200, 203, 300], schema: anything });
    return 'Identity v2.0 answers';
  }
  try {
    const { body } = await http.request({ ...asked, accept: [200], schema: documentSchema });
    return `Keystone ${body.version.id} answers`;
  } catch (error) {
    const root = isElsewhere(error) ? await findKeystoneRoot(http, entry, signal).catch(() => null) : null;
    if (root === null) throw error;
    return `Keystone answers at ${root}, as its versions document says`;
  }
};

const findingsOf = async (
  setup: Setup,
  entry: CloudEntry,
  signal: AbortSignal,
): Promise<readonly Finding[]> => {
  const { proxies, clock } = setup;
  const url = new URL(entry.authUrl);
  const way = proxyFor(proxies, url) === null ? 'directly' : 'through the proxy';
  const chain = url.protocol === 'https:' ? await chainShownBy(entry, proxies, signal) : [];
  const wrong = [
    ...givenFindings(entry, clock.now()),
    ...expiryFindings(chain, `the certificate of ${url.host}`, clock.now()),
  ];
  try {
    return [good(`${await identityService(setup, entry, signal)} at ${entry.authUrl}, ${way}`), ...wrong];
  } catch (error) {
    if (isElsewhere(error))
      return [failure(`no identity service answers at ${entry.authUrl}, ${way}`, checkUrl)];
    return [cloudFailure(error, `${entry.authUrl}, ${way}`), ...wrong];
  }
};

export const cloudCheck = (setup: Setup, entry: CloudEntry): Check => ({
  name: `cloud ${entry.name}`,
  run: (signal) => findingsOf(setup, entry, signal),
});
