/** The way that requests take: over connections of our own, directly or through the operator's proxies. */
import type { Duplex } from 'node:stream';
import type { checkServerIdentity } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch } from 'undici';
import type { Proxies } from './proxies.ts';

export type { Dispatcher };

interface Options {
  readonly connections?: number;
  readonly connectTimeoutMs?: number;
  /** How the other end's certificate is checked, and ours shown. */
  readonly tls?: {
    readonly rejectUnauthorized?: boolean;
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    /** Told of a certificate whose chain is good; returns what is wrong with it for this host. */
    readonly checkServerIdentity?: typeof checkServerIdentity;
  };
  /** Through a proxy by CONNECT, for plain addresses as well: a WebSocket needs it. */
  readonly tunnel?: boolean;
  /** What one message of a WebSocket may be, unpacked: beyond that its connection is given up. */
  readonly webSocket?: { readonly maxBytes: number; readonly maxPieces: number };
}

/**
 * HTTP/1.1 only: a WebSocket needs a connection of its own.
 * @param proxies null: everything is reached directly
 * @see https://undici.nodejs.org/#/docs/api/EnvHttpProxyAgent
 */
export const createDispatcher = (
  proxies: Proxies | null,
  { connections, connectTimeoutMs, tls, tunnel, webSocket }: Options,
): Dispatcher => {
  const common = {
    allowH2: false,
    ...(connections !== undefined && { connections }),
    ...(webSocket && {
      webSocket: { maxPayloadSize: webSocket.maxBytes, maxFragments: webSocket.maxPieces },
    }),
  };
  const connect = { ...tls, ...(connectTimeoutMs !== undefined && { timeout: connectTimeoutMs }) };
  if (proxies === null) return new Agent({ ...common, connect });
  return new EnvHttpProxyAgent({
    ...common,
    // behind a proxy this is not asked
    connect,
    ...(tls && { requestTls: tls }),
    ...(connectTimeoutMs !== undefined && { connectTimeout: connectTimeoutMs }),
    ...(tunnel !== undefined && { proxyTunnel: tunnel }),
    // an empty text, or the agent would read the environment by itself
    httpProxy: proxies.http?.reveal() ?? '',
    httpsProxy: proxies.https?.reveal() ?? '',
    noProxy: proxies.noProxy,
  });
};

/** `fetch` that takes this way. */
export const fetchBy =
  (dispatcher: Dispatcher): typeof globalThis.fetch =>
  (url, init) =>
    fetch(
      url as string,
      { ...init, dispatcher } as Parameters<typeof fetch>[1],
    ) as unknown as Promise<Response>;

/**
 * The same way; `onUpgrade` is given the bare connection of each WebSocket that is opened over it, which nothing else tells.
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher?id=dispatchercomposeinterceptors-interceptor
 */
export const noticingUpgrades = (
  dispatcher: Dispatcher,
  onUpgrade: (connection: Duplex) => void,
): Dispatcher =>
  dispatcher.compose((dispatch) => (options, handler) => {
    const onRequestUpgrade: Dispatcher.DispatchHandler['onRequestUpgrade'] = (...upgraded) => {
      onUpgrade(upgraded[3]);
      return handler.onRequestUpgrade?.(...upgraded);
    };
    return dispatch(options, Object.assign(Object.create(handler), { onRequestUpgrade }));
  });
