/** The two ways in which Slack's requests reach the bot: signed HTTP, or sockets that the bot opens. Each starts, reports its state, and stops. */
import { type App, HTTPReceiver, LogLevel, SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Log } from '../../core/log.ts';
import { slackFetch } from '../api/fetch.ts';
import { boltLog } from './bolt-log.ts';
import { CheckedApp } from './checked-app.ts';
import { createFrontDoor, doorLimits } from './front-door.ts';
import { type Checks, healthRoutes } from './health.ts';
import { createSignedRequests } from './signed-requests.ts';

export interface Transport {
  readonly app: App;
  /** Returns the port it listens on. */
  start(): Promise<number>;
  /** Accepts no more requests; running ones can still be answered for `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
  /** Whether Slack can reach the bot, as far as the bot can tell. */
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

/** For one request that Bolt makes itself, such as a post to a `response_url`. */
const timeoutMs = 10_000;

const toSlack = slackFetch();
const bounded: webApi.FetchFunction = (url, init) =>
  toSlack(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(timeoutMs) });

/** Made new for each client, because Bolt writes into it. */
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
    // The token has already been tried. Given both ids, Bolt makes no request of its own before a listener runs.
    tokenVerificationEnabled: false,
    deferInitialization: true,
    convoStore: false,
    logger: boltLog(deps.log),
    logLevel: LogLevel.INFO,
    clientOptions: clientOptions(deps, { retries: 0 }),
  });

/** Slack posts signed requests to `/slack/events`; the same port serves `/healthz` and `/readyz`. */
export const createHttpTransport = (deps: TransportDeps & { readonly signingSecret: string }): Transport => {
  const receiver = new HTTPReceiver({
    signingSecret: deps.signingSecret,
    // the front door verifies, and is the only way to Bolt
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
 * Two sockets, because Slack drops one every few hours and the next takes about 5 s; a payload arrives on either.
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
