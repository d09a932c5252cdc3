/** The playground's Rackspace Identity v2.0: logins by API key, a token of 24 hours, and Rackspace's form of a rate limit. */
import { randomBytes } from 'node:crypto';
import type { Fault } from './cloud-faults.ts';
import type { User } from './cloud-model.ts';
import { type Call, type Context, isRecord, jsonBody, Refusal, type Reply } from './reply.ts';

const lifeMs = 24 * 3_600_000;

/** Rackspace names each error and repeats the status. */
export const rackspaceError = (status: number, name: string, message: string): Refusal =>
  new Refusal({ status, body: { [name]: { code: status, message } } });

const malformed = () =>
  rackspaceError(
    400,
    'badRequest',
    'Invalid request body: unable to parse Auth data. Please review XML or JSON formatting',
  );

/** A rate limit, named only in the body, because a client must not rely on the header. */
export const overLimit = (retryAt: number): Omit<Fault, 'match'> => ({
  do: 'status',
  status: 413,
  body: {
    overLimit: { code: 413, message: 'Too many requests...', retryAfter: new Date(retryAt).toISOString() },
  },
});

const serviceCatalog = ({ state, imageUrl }: Context, tenantId: string) => [
  {
    name: 'cloudDNS',
    type: 'rax:dns',
    endpoints: [{ publicURL: `https://dns.example/v1.0/${tenantId}`, tenantId }],
  },
  {
    name: 'cloudImages',
    type: 'image',
    endpoints: state.regions.map((region) => ({ region, publicURL: imageUrl(region), tenantId })),
  },
];

const createToken = (context: Context, user: User): Reply => {
  const [[projectId, roles] = ['', []]] = user.roles;
  const issuedAt = context.now();
  const token = {
    id: `AA${randomBytes(40).toString('base64url')}`,
    userId: user.id,
    projectId,
    roles,
    methods: ['apikey'],
    issuedAt,
    expiresAt: issuedAt + lifeMs,
    applicationCredentialId: null,
  };
  context.state.tokens.set(token.id, token);
  return {
    status: 200,
    body: {
      access: {
        token: {
          id: token.id,
          expires: new Date(token.expiresAt).toISOString(),
          tenant: { id: projectId, name: projectId },
          'RAX-AUTH:authenticatedBy': ['APIKEY'],
        },
        user: {
          id: user.id,
          name: user.name,
          roles: roles.map((name, number) => ({ id: `${number}`, name, description: name })),
          'RAX-AUTH:defaultRegion': context.state.regions[0],
        },
        serviceCatalog: serviceCatalog(context, projectId),
      },
    },
  };
};

const logIn = (context: Context, call: Call): Reply => {
  const body = jsonBody(call, malformed);
  const auth = isRecord(body) ? body.auth : null;
  const wanted = isRecord(auth) ? auth['RAX-KSKEY:apiKeyCredentials'] : null;
  if (!isRecord(auth) || !isRecord(wanted)) throw malformed();
  const strange = [...Object.keys(auth).slice(1), ...Object.keys(wanted)].filter(
    (key) => !['username', 'apiKey'].includes(key),
  );
  if (strange.length > 0) context.surprise(call, `unknown in the body: ${strange.join(', ')}`);
  const user = [...context.state.users.values()].find(({ name }) => name === wanted.username);
  if (user?.apiKey !== wanted.apiKey || user === undefined)
    throw rackspaceError(401, 'unauthorized', 'Username or api key is invalid');
  if (!user.enabled) throw rackspaceError(403, 'userDisabled', `User '${user.name}' has been disabled.`);
  return createToken(context, user);
};

export const rackspaceIdentity = (context: Context, call: Call): Reply => {
  if (call.path === '/v2.0/tokens' && call.method === 'POST') return logIn(context, call);
  if (call.path === '/v2.0' && call.method === 'GET')
    return { status: 200, body: { version: { id: 'v2.0', status: 'CURRENT' } } };
  context.surprise(call, 'no such path or method');
  throw rackspaceError(404, 'itemNotFound', 'Resource Not Found');
};
