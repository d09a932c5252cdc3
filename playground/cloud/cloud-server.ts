/** The playground's cloud as a server on this machine: Keystone, or Rackspace's identity service, below `/identity`, a Glance per region below `/iad/image` and so on. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import { listenHere } from '../listen.ts';
import { createFaults } from './cloud-faults.ts';
import type { KeptCloud, Kind } from './cloud-model.ts';
import { glance } from './glance.ts';
import { keystone } from './keystone.ts';
import { rackspaceIdentity } from './rackspace.ts';
import { type Call, type Context, Refusal, type Reply } from './reply.ts';
import { respond, send } from './respond.ts';
import { createState } from './state.ts';

export interface SeenRequest {
  readonly service: Call['service'];
  readonly region: string | null;
  readonly method: string;
  /** Without the endpoint's prefix, but with the query. */
  readonly path: string;
  /** The owner of the token, by name; null without a token. */
  readonly user: string | null;
  /** 0 if no whole answer was sent. */
  readonly status: number;
  /** When it arrived, by the playground's clock. */
  readonly at: number;
  readonly ms: number;
}

export interface CloudOptions {
  readonly kind?: Kind;
  /** Any free port by default. */
  readonly port?: number;
  readonly clock?: Clock;
  readonly regions?: readonly string[];
  /** The end of the image URLs in the catalog; real clouds use every one of these. */
  readonly imageUrlEnd?: '' | '/' | '/v2' | '/v2/';
  /** The image service is mounted below its path, so that access rules are compared with the whole of it. */
  readonly mounted?: boolean;
  /** `state.kept` of an earlier server. */
  readonly kept?: KeptCloud;
}

export type Cloud = Awaited<ReturnType<typeof startCloud>>;

/** The operator's clouds.yaml, with one cloud named `playground`, or `rackspace` if it plays that. */
const cloudsYamlOf = (kind: Kind, authUrl: string, regions: readonly string[]) =>
  `clouds:\n  ${kind === 'rackspace' ? 'rackspace:\n    auth_type: rackspace_apikey' : 'playground:'}\n    auth:\n      auth_url: ${authUrl}\n    regions: [${regions.join(', ')}]\n`;

/** The service that a path leads to, and the path within it. */
const placeOf = (
  regions: readonly string[],
  pathname: string,
): Pick<Call, 'service' | 'region' | 'path'> | null => {
  if (pathname.startsWith('/identity/'))
    return { service: 'keystone', region: null, path: pathname.slice(9) };
  const region = regions.find((name) => pathname.startsWith(`/${name.toLowerCase()}/image/`));
  return region === undefined ? null : { service: 'glance', region, path: pathname.slice(region.length + 7) };
};

export const startCloud = async ({
  kind = 'openstack',
  port = 0,
  clock = systemClock,
  regions = kind === 'rackspace' ? ['IAD', 'DFW', 'ORD', 'LON', 'SYD', 'HKG'] : ['IAD', 'DFW'],
  imageUrlEnd = kind === 'rackspace' ? '/v2' : '',
  mounted = false,
  kept,
}: CloudOptions = {}) => {
  const state = createState(clock, regions, kind, kept);
  const faults = createFaults();
  const requests: SeenRequest[] = [];
  /** Requests that a well-made client does not send, whether the real services would accept or refuse them. */
  const surprises: string[] = [];
  const listeners = new Set<() => void>();

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      surprises.push(`the playground's cloud failed: ${error instanceof Error ? error.stack : error}`);
      response.destroy();
    });
  });
  const url = `http://${await listenHere(server, port)}`;
  const authUrl = `${url}/identity/${kind === 'rackspace' ? 'v2.0' : 'v3'}`;
  const identity = kind === 'rackspace' ? rackspaceIdentity : keystone;

  const context: Context = {
    kind,
    state,
    now: () => clock.now(),
    authUrl,
    imageUrl: (region) => `${url}/${region.toLowerCase()}/image${imageUrlEnd}`,
    mountOf: (region) => (mounted ? `/${region.toLowerCase()}/image` : ''),
    surprise: ({ method, path }, what) => surprises.push(`${method} ${path}: ${what}`),
  };

  const answer = (call: Call): Reply => {
    try {
      return call.service === 'keystone' ? identity(context, call) : glance(context, call);
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      throw error;
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const started = performance.now();
    const at = clock.now();
    const { pathname, search, searchParams } = new URL(request.url ?? '/', url);
    const method = request.method ?? 'GET';
    const where = placeOf(regions, pathname);
    if (!where) {
      if (pathname !== '/') surprises.push(`${method} ${pathname}: no service there`);
      send(response, { status: 404, body: {} });
      return;
    }
    const header = (name: string) => [request.headers[name]].flat()[0];
    const call: Call = {
      ...where,
      method,
      query: searchParams,
      contentType: header('content-type') ?? '',
      text: await text(request),
      token: header('x-auth-token') ?? null,
    };
    if (header('accept') !== 'application/json') context.surprise(call, 'without Accept: application/json');
    const holder = state.users.get(state.tokens.get(call.token ?? '')?.userId ?? '');
    const fault = faults.take(call);
    if (fault?.do === 'delay') await (fault.after ?? sleep(fault.ms ?? 0));
    const status = respond(response, call, fault, () => answer(call));
    requests.push({
      service: where.service,
      region: where.region,
      method,
      path: where.path + search,
      user: holder?.name ?? null,
      status,
      at,
      ms: Math.round(performance.now() - started),
    });
    for (const listener of listeners) listener();
  };

  return {
    url,
    authUrl,
    regions,
    cloudsYaml: cloudsYamlOf(kind, authUrl, regions),
    state,
    faults,
    requests,
    surprises,
    /** Calls `listener` after every request; returns the function that stops it. */
    onRequest: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Ends every token issued so far. */
    expireTokens: (): void => {
      for (const token of state.tokens.values()) token.expiresAt = 0;
    },
    revokeApplicationCredential: (id: string): void => {
      state.applicationCredentials.delete(id);
    },
    close: async (): Promise<void> => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};
