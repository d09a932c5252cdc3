/** The two ways in which Slack's requests reach the bot: signed HTTP, or sockets that the bot opens. Each starts, reports its state, and stops. */
import type { RequestListener } from 'node:http';
import { type App, HTTPReceiver, LogLevel, type Receiver, type webApi } from '@slack/bolt';
import type { Log } from '../../core/log.ts';
import type { Observer } from '../../core/observer.ts';
import { slackFetch } from '../api/fetch.ts';
import { boltLog } from './bolt-log.ts';
import { CheckedApp } from './checked-app.ts';
import { strictResponseUrls } from './response-url.ts';
import { createSocketPool, type PoolDeps } from './socket-pool.ts';

export interface Transport {
  readonly app: App;
  /** What Slack posts to `/slack/events`, over signed HTTP. */
  readonly listener?: RequestListener;
  /** Resolves once Slack can reach the bot. @throws what the pool of sockets throws */
  start(): Promise<void>;
  /** Accepts no more requests over sockets. */
  stop(deadlineMs: number): Promise<void>;
  /** Why Slack cannot reach the bot, as far as the bot can tell; null if it can. */
  whyClosed(): string | null;
  /** How many sockets are open; null: it uses none. */
  sockets(): number | null;
}

export interface TransportDeps {
  readonly botToken: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly slackApiUrl: string | undefined;
  readonly log: Log;
  /** How requests leave. */
  readonly send: typeof fetch | undefined;
  /** Told of everything that Slack sends. */
  readonly onRequest: () => void;
  readonly observer: Observer;
}

/** For one request that Bolt makes itself, such as a post to a `response_url`. */
const timeoutMs = 10_000;

const bounded =
  (toSlack: webApi.FetchFunction): webApi.FetchFunction =>
  (url, init) =>
    toSlack(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(timeoutMs) });

/** Made new for each client, because Bolt writes into it. */
const clientOptions = ({ slackApiUrl, send }: TransportDeps): webApi.WebClientOptions => ({
  ...(slackApiUrl !== undefined && { slackApiUrl }),
  fetch: strictResponseUrls(bounded(slackFetch(send)), slackApiUrl),
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
});

const createApp = (deps: TransportDeps, receiver: Receiver): App =>
  new CheckedApp({
    log: deps.log,
    onRequest: deps.onRequest,
    observer: deps.observer,
    receiver,
    token: deps.botToken,
    botId: deps.botId,
    botUserId: deps.botUserId,
    // The token has already been tried. Given both ids, Bolt makes no request of its own before a listener runs.
    tokenVerificationEnabled: false,
    deferInitialization: true,
    convoStore: false,
    logger: boltLog(deps.log),
    logLevel: LogLevel.INFO,
    clientOptions: clientOptions(deps),
  });

/** Slack posts signed requests; whoever passes them on has verified them. */
export const createHttpTransport = (deps: TransportDeps): Transport => {
  const receiver = new HTTPReceiver({
    signingSecret: 'verified by the front door',
    signatureVerification: false,
    logger: boltLog(deps.log),
    processBeforeResponse: false,
  });
  const app = createApp(deps, receiver);
  return {
    app,
    listener: receiver.requestListener,
    start: () => app.init(),
    stop: async () => {},
    whyClosed: () => null,
    sockets: () => null,
  };
};

type SocketTransportDeps = TransportDeps &
  Pick<PoolDeps, 'appToken' | 'dispatcher' | 'clock' | 'onFailure' | 'onHello'>;

/** Slack delivers over sockets that the bot opens. */
export const createSocketTransport = (deps: SocketTransportDeps): Transport => {
  const app = createApp(deps, { init: () => {}, start: async () => {}, stop: async () => {} });
  const pool = createSocketPool({
    ...deps,
    app,
    logger: boltLog(deps.log, 'debug'),
    clientOptions: () => clientOptions(deps),
  });
  return {
    app,
    async start() {
      await app.init();
      await pool.open();
    },
    async stop(deadlineMs) {
      const { promise: deadline, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, deadlineMs);
      await Promise.race([pool.close(), deadline]);
      clearTimeout(timer);
    },
    whyClosed: pool.whyClosed,
    sockets: pool.count,
  };
};
