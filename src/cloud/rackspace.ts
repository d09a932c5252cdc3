/** Rackspace's Identity v2.0: exchanges a username and an API key for a token of one tenant, in the form of Keystone v3. */
import { z } from 'zod';
import type { ProjectId } from '../core/ids.ts';
import { Secret } from '../core/secret.ts';
import type { Catalog } from './catalog.ts';
import type { CloudConfig } from './cloud-config.ts';
import { AccountRefusedError, CloudHttpError } from './errors.ts';
import type { Http } from './http.ts';
import { readableId, readableList } from './readable.ts';
import type { RackspaceApiKey, Token } from './token.ts';
import { tokenLifeMs } from './token-life.ts';

const accessSchema = z.object({
  access: z.object({
    token: z.object({
      id: z.string().transform((id) => new Secret(id)),
      expires: z.unknown().optional(),
      tenant: z.object({ id: readableId.transform((id) => id as ProjectId) }),
    }),
    user: z.object({
      id: readableId,
      name: z.string(),
      roles: readableList(z.object({ name: z.string() }), 'roles'),
    }),
    serviceCatalog: readableList(
      z.object({
        type: z.string(),
        endpoints: readableList(
          z.object({
            // services of the whole cloud, such as DNS, have no region
            region: z.string().nullish(),
            publicURL: z.string().nullish(),
            internalURL: z.string().nullish(),
          }),
          'endpoints',
        ),
      }),
      'serviceCatalog',
    ),
  }),
});

type ServiceCatalog = z.output<typeof accessSchema>['access']['serviceCatalog'];

/** The same services in the form of v3, where each interface of an endpoint is an endpoint of its own. */
const catalogOf = (services: ServiceCatalog): Catalog =>
  services.map(({ type, endpoints }) => ({
    type,
    endpoints: endpoints.flatMap(({ region = null, publicURL, internalURL }) => [
      ...(publicURL ? [{ interface: 'public', region, url: publicURL }] : []),
      ...(internalURL ? [{ interface: 'internal', region, url: internalURL }] : []),
    ]),
  }));

/**
 * Logs in once; for linking, the caller's `signal` is the deadline. Safe to repeat: a login leaves no traces.
 * A tenant has no name there, only a number.
 * @throws AccountRefusedError 401 unknown user or wrong key; 403 the user is disabled
 * @see https://docs.rackspace.com/docs/annotated-authentication-request-and-response
 */
export const signInToRackspace = async (
  http: Http,
  cloud: CloudConfig,
  { username, apiKey }: RackspaceApiKey,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Token> => {
  const answer = await http
    .request({
      method: 'POST',
      url: new URL(`${cloud.authUrl}/tokens`),
      body: { auth: { 'RAX-KSKEY:apiKeyCredentials': { username, apiKey } } },
      accept: [200, 203],
      schema: accessSchema,
      safe: true,
      slow: true,
      tls: cloud,
      where: { cloud: cloud.name, region: null },
      signal,
    })
    .catch((error: unknown) => {
      const refused = error instanceof CloudHttpError && (error.status === 401 || error.status === 403);
      throw refused ? new AccountRefusedError('apiKey', error) : error;
    });
  const { token, user, serviceCatalog } = answer.body.access;
  return {
    id: token.id,
    // its answer names no time of issue
    lifeMs: tokenLifeMs(answer.headers.date, token.expires),
    project: { id: token.tenant.id, name: `tenant ${token.tenant.id}` },
    user: { id: user.id, name: user.name },
    // every user has those called default, which permit nothing by themselves
    roles: user.roles.map(({ name }) => name).filter((name) => !/(?:^|:)default$/.test(name)),
    catalog: catalogOf(serviceCatalog),
    applicationCredentialId: null,
    accessRules: null,
  };
};
