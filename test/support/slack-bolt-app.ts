/** A bot of a few lines on Bolt, over either transport, to try the playground's Slack with. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Slack } from '../../playground/slack/slack.ts';

export const transports = ['http', 'socket'] as const;
export type Transport = (typeof transports)[number];

const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

export interface BoltApp {
  /** Where it takes signed requests; `undefined` over Socket Mode. */
  readonly url: string | undefined;
  stop(): Promise<void>;
}

/** Starts a Bolt app with the listeners that `listen` adds, connected to `slack`. */
export const startBoltApp = async (
  slack: Slack,
  transport: Transport,
  listen: (app: App) => void,
): Promise<BoltApp> => {
  const clientOptions = () => ({
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const { signingSecret, appToken, botToken } = slack;
  const receiver =
    transport === 'http'
      ? new HTTPReceiver({ signingSecret, logger: quiet })
      : new SocketModeReceiver({
          appToken,
          logger: quiet,
          installerOptions: { clientOptions: clientOptions() },
        });
  const app = new App({
    token: botToken,
    receiver,
    logger: quiet,
    clientOptions: clientOptions(),
    deferInitialization: true,
  });
  await app.init();
  listen(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const url =
    transport === 'http'
      ? `http://127.0.0.1:${((server as Server).address() as AddressInfo).port}/slack/events`
      : undefined;
  if (url) slack.deliverTo(url);
  return {
    url,
    async stop() {
      await app.stop();
    },
  };
};
