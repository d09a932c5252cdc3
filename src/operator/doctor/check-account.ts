/** A cloud by a linked account: its catalog, and the image service of each region. Only reads. */
import { z } from 'zod';
import { readCredential } from '../../accounts/credential.ts';
import { type ImageEndpoint, imageEndpoints } from '../../cloud/catalog.ts';
import { type CloudConfig, entriesOf } from '../../cloud/cloud-config.ts';
import { isAccountRefused } from '../../cloud/errors.ts';
import { requestGlance } from '../../cloud/glance-root.ts';
import { accessIn, sameRegion } from '../../cloud/region-access.ts';
import { seenFrom } from '../../cloud/same-cloud.ts';
import { signIn } from '../../cloud/sign-in.ts';
import type { Token } from '../../cloud/token.ts';
import type { Account } from '../../model/account.ts';
import { goodAccounts } from '../../store/repositories/accounts.ts';
import { allClouds } from '../../store/repositories/known-clouds.ts';
import type { Db } from '../../store/schema/tables.ts';
import { createCredentials } from '../../store/secrets/credentials.ts';
import type { Keys } from '../../store/secrets/keys.ts';
import { createKeyv } from '../../store/secrets/keyv-adapter.ts';
import { cloudFailure } from './check-cloud.ts';
import { type Check, type Finding, failure, good, warning } from './finding.ts';
import type { Setup } from './setup.ts';

const imagesSchema = z.object({ images: z.array(z.unknown()) });

/** The account that was linked last. */
const accountOn = async (db: Db, cloud: CloudConfig): Promise<Account | undefined> => {
  const urls = entriesOf(cloud).map(({ authUrl }) => authUrl);
  const ids = (await allClouds(db))
    .filter(({ authUrl }) => urls.includes(authUrl))
    .map(({ id, joinedTo }) => joinedTo ?? id);
  return (await goodAccounts(db)).findLast(({ cloudId }) => ids.includes(cloudId));
};

const setOverride = 'Set interface or image_endpoint_override in clouds.yaml.';

const regionFinding = async (
  { http }: Setup,
  cloud: CloudConfig,
  token: Token,
  endpoint: ImageEndpoint,
  signal: AbortSignal,
): Promise<Finding> => {
  const { region } = endpoint;
  if ('refused' in endpoint)
    return failure(`the catalog’s image endpoint of ${region} is not used: ${endpoint.refused}`, setOverride);
  const what = `the image service of ${region}`;
  try {
    await requestGlance(http, endpoint, {
      method: 'GET',
      path: '/v2/images',
      query: new URLSearchParams({ limit: '1' }),
      accept: [200],
      schema: imagesSchema,
      headers: { 'x-auth-token': token.id },
      tls: accessIn(cloud, region) ?? cloud,
      signal,
    });
    return good(`${what} answers at ${endpoint.url}`);
  } catch (error) {
    return cloudFailure(error, `${what} at ${endpoint.url}`);
  }
};

const regionsFindings = async (
  setup: Setup,
  cloud: CloudConfig,
  token: Token,
  signal: AbortSignal,
): Promise<readonly Finding[]> => {
  const endpoints = imageEndpoints(token.catalog, cloud);
  const named = entriesOf(cloud).flatMap(({ regions }) => regions);
  const missing = named.filter((name) => !endpoints.some(({ region }) => sameRegion(region, name)));
  if (endpoints.length === 0)
    return [failure('the catalog has no image service that clouds.yaml leaves in use', setOverride)];
  return [
    ...missing.map((region) =>
      warning(`the catalog has no image service in the region ${region}`, 'Correct regions in clouds.yaml.'),
    ),
    ...(await Promise.all(endpoints.map((each) => regionFinding(setup, cloud, token, each, signal)))),
  ];
};

const findingsOf = async (
  setup: Setup,
  fromFile: CloudConfig,
  { db, keys }: { readonly db: Db; readonly keys: Keys },
  signal: AbortSignal,
): Promise<readonly Finding[]> => {
  const account = await accountOn(db, fromFile);
  if (account === undefined) return [];
  const cloud = seenFrom(fromFile, account.entry);
  const credentials = createCredentials({ keyv: createKeyv(db), keys });
  try {
    const token = await signIn(setup.http, cloud, await readCredential(credentials, account), { signal });
    return await regionsFindings(setup, cloud, token, signal);
  } catch (error) {
    if (isAccountRefused(error))
      return [
        warning(
          `the account ${account.name} of ${account.userId} is refused, so nothing more was tried`,
          'Its owner is asked to link it again once the bot uses it.',
        ),
      ];
    return [cloudFailure(error, 'the sign-in')];
  }
};

export const accountCheck = (setup: Setup, cloud: CloudConfig): Check => ({
  name: `account on ${cloud.name}`,
  run: async (signal) => {
    const db = await setup.tables();
    return db === null || setup.keys === null
      ? []
      : findingsOf(setup, cloud, { db, keys: setup.keys }, signal);
  },
});
