/** The two ways Slack's requests reach us: signed HTTP, or sockets that we open. Each knows how to start, whether it is up, and how to end. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver, type webApi } from '@slack/bolt';
import { type Checks, healthListener, healthRoutes } from './health.ts';
import { WholeResponse } from './whole-response.ts';

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
  /** 0: any free port. */
  readonly port: number;
  readonly logger: webApi.Logger;
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
  new App({
    receiver,
    token: deps.botToken,
    botId: deps.botId,
    botUserId: deps.botUserId,
    // The token was already tried; with the two ids, Bolt asks Slack nothing before a listener runs.
    tokenVerificationEnabled: false,
    deferInitialization: true,
    convoStore: false,
    logger: deps.logger,
    logLevel: LogLevel.INFO,
    clientOptions: clientOptions(deps, { retries: 0 }),
  });

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Waits for open requests to end, and ends them itself after `deadlineMs`. Idle connections are closed. */
const closed = async (ending: Promise<unknown>, server: Server, deadlineMs: number) => {
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const timer = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await ending;
  clearInterval(sweep);
  clearTimeout(timer);
};

/** Slack posts signed requests to `/slack/events`; `/healthz` and `/readyz` beside it. */
export const createHttpTransport = (deps: TransportDeps & { readonly signingSecret: string }): Transport => {
  const receiver = new HTTPReceiver({
    signingSecret: deps.signingSecret,
    endpoints: ['/slack/events'],
    customRoutes: healthRoutes(deps.checks),
    logger: deps.logger,
    processBeforeResponse: false,
  });
  const app = createApp(deps, receiver);
  let server: Server | undefined;
  return {
    app,
    async start() {
      await app.init();
      server = (await receiver.start(deps.port, { ServerResponse: WholeResponse })) as Server;
      return portOf(server);
    },
    async stop(deadlineMs) {
      if (server) await closed(receiver.stop(), server, deadlineMs);
      server = undefined;
    },
    connected: () => server !== undefined,
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
      logger: deps.logger,
      installerOptions: {
        clientOptions: clientOptions(deps, { retries: 100, factor: 1.3, maxTimeout: 30_000 }),
      },
    });
  const receivers = [receiver(), receiver()] as const;
  const app = createApp(deps, receivers[0]);
  receivers[1].init(app);
  const server = createServer(healthListener(deps.checks));
  return {
    app,
    async start() {
      await app.init();
      server.listen(deps.port);
      await once(server, 'listening');
      await Promise.all(receivers.map((it) => it.start()));
      return portOf(server);
    },
    async stop(deadlineMs) {
      const { promise: deadline, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, deadlineMs);
      const left = Promise.all(receivers.map((it) => it.client.disconnect()));
      await Promise.race([left, deadline]);
      clearTimeout(timer);
      if (server.listening) await closed(new Promise((done) => server.close(done)), server, 0);
    },
    connected: () => receivers.some(({ client }) => client.websocket?.isActive() === true),
  };
};
