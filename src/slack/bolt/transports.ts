/** The two ways Slack's requests reach us: signed HTTP, or sockets that we open. Each knows how to start, whether it is up, and how to end. */
import { type App, HTTPReceiver, LogLevel, SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Log } from '../../core/log.ts';
import { boltLog } from './bolt-log.ts';
import { CheckedApp } from './checked-app.ts';
import { createFrontDoor, doorLimits } from './front-door.ts';
import { type Checks, healthRoutes } from './health.ts';
import { createSignedRequests } from './signed-requests.ts';

export interface Transport {
  readonly app: App;
  /** Returns the port it listens on. */
  start(): Promise<number>;
  /** Takes no more requests; those that are being answered can still be, for `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
  /** Whether Slack can reach us, as far as can be seen from here. */
  connected(): boolean;
}

export interface TransportDeps {
  readonly botToken: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly slackApiUrl: string | undefined;
  /** The address that is listened on. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly log: Log;
  readonly checks: () => Promise<Checks>;
}

/** Of one request of Bolt's own, its posts to a `response_url` among them. */
const timeoutMs = 10_000;

const bounded: webApi.FetchFunction = (url, init) =>
  fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(timeoutMs) } as RequestInit);

/** Made again for each client, because Bolt writes into it. */
const clientOptions = (
  { slackApiUrl }: TransportDeps,
  retryConfig: webApi.RetryOptions,
): webApi.WebClientOptions => ({
  ...(slackApiUrl !== undefined && { slackApiUrl }),
  fetch: bounded,
  retryConfig,
});

const createApp = (deps: TransportDeps, receiver: HTTPReceiver | SocketModeReceiver): App =>
  new CheckedApp({
    log: deps.log,
    receiver,
    token: deps.botToken,
    botId: deps.botId,
    botUserId: deps.botUserId,
    // The token was already tried; with the two ids, Bolt asks Slack nothing before a listener runs.
    tokenVerificationEnabled: false,
    deferInitialization: true,
    convoStore: false,
    logger: boltLog(deps.log),
    logLevel: LogLevel.INFO,
    clientOptions: clientOptions(deps, { retries: 0 }),
  });

/** Slack posts signed requests to `/slack/events`; `/healthz` and `/readyz` beside it. */
export const createHttpTransport = (deps: TransportDeps & { readonly signingSecret: string }): Transport => {
  const receiver = new HTTPReceiver({
    signingSecret: deps.signingSecret,
    // the door does, and knows no other way to Bolt
    signatureVerification: false,
    logger: boltLog(deps.log),
    processBeforeResponse: false,
  });
  const app = createApp(deps, receiver);
  const door = createFrontDoor({
    routes: {
      ...healthRoutes(deps.checks),
      'POST /slack/events': createSignedRequests({
        ...doorLimits,
        signingSecret: deps.signingSecret,
        onward: receiver.requestListener,
      }),
    },
    log: deps.log,
  });
  return {
    app,
    async start() {
      await app.init();
      return door.open(deps.host, deps.port);
    },
    stop: door.close,
    connected: door.isOpen,
  };
};

/**
 * Two sockets, because Slack drops one every few hours and the next takes some 5 s; a payload goes to either.
 * The port serves only `/healthz` and `/readyz`.
 */
export const createSocketTransport = (deps: TransportDeps & { readonly appToken: string }): Transport => {
  const receiver = () =>
    new SocketModeReceiver({
      appToken: deps.appToken,
      logger: boltLog(deps.log),
      installerOptions: {
        clientOptions: clientOptions(deps, { retries: 100, factor: 1.3, maxTimeout: 30_000 }),
      },
    });
  const receivers = [receiver(), receiver()] as const;
  const app = createApp(deps, receivers[0]);
  receivers[1].init(app);
  const door = createFrontDoor({ routes: healthRoutes(deps.checks), log: deps.log });
  return {
    app,
    async start() {
      await app.init();
      const port = await door.open(deps.host, deps.port);
      await Promise.all(receivers.map((it) => it.start()));
      return port;
    },
    async stop(deadlineMs) {
      const { promise: deadline, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, deadlineMs);
      const left = Promise.all(receivers.map((it) => it.client.disconnect()));
      await Promise.race([left, deadline]);
      clearTimeout(timer);
      await door.close(0);
    },
    connected: () => receivers.some(({ client }) => client.websocket?.isActive() === true),
  };
};
