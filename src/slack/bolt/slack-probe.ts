/** Asks Slack about the bot's tokens beside a bot or before the first start. Posts nothing. */
import type { Clock } from '../../core/clock.ts';
import { createLog } from '../../core/log.ts';
import { toCallError } from '../api/call-error.ts';
import { slackFetch } from '../api/fetch.ts';
import { onceClient } from '../api/once-client.ts';
import { boltLog } from './bolt-log.ts';
import { openSocket } from './socket.ts';
import { type Way, wayToSlack } from './way-to-slack.ts';

type ProbeConfig = Way & { readonly botToken: string };

/** What Slack says of the bot token. */
export interface SlackIdentity {
  readonly team: { readonly id: string; readonly name: string };
  /** The app that the token belongs to; null if Slack does not say. */
  readonly appId: string | null;
  /** Null: something on the way drops the header that lists them. */
  readonly scopes: readonly string[] | null;
  readonly isOfWholeOrganization: boolean;
  /** How far Slack's clock is ahead of ours; null if Slack does not say. */
  readonly aheadMs: number | null;
}

export interface SlackProbe {
  readonly host: string;
  /** @throws SlackCallError */
  identity(): Promise<SlackIdentity>;
  /** Asks for the address of a socket, and opens none: nothing can be delivered over it. @throws SlackCallError */
  askForSocket(appToken: string): Promise<void>;
  /** Opens a socket, waits for Slack's hello, and closes it: the app that it belongs to. @throws SlackCallError */
  tryAppToken(appToken: string): Promise<string | null>;
  /** The manifest of the app's settings. @throws SlackCallError */
  manifest(configToken: string, appId: string): Promise<unknown>;
  close(): Promise<void>;
}

const timeoutMs = 8_000;

export const createSlackProbe = (
  { botToken, ...config }: ProbeConfig,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): SlackProbe => {
  const { send, slackApiUrl, dispatcher } = wayToSlack(config);
  const logger = boltLog(createLog('silent'));
  let aheadMs: number | null = null;
  const onTime = (now: number) => {
    aheadMs = now - clock.now();
  };
  const common = { logger, send, timeoutMs, onTime, ...(slackApiUrl !== undefined && { slackApiUrl }) };
  const client = onceClient({ ...common, token: botToken });
  const told = <T>(method: string, asked: Promise<T>): Promise<T> =>
    asked.catch((error: unknown) => {
      throw toCallError(method, error);
    });
  return {
    host: new URL(client.slackApiUrl).host,
    async identity() {
      const who = await told('auth.test', client.auth.test());
      const { bot } = await client.bots.info({ bot: who.bot_id ?? '' }).catch(() => ({ bot: undefined }));
      return {
        team: { id: who.team_id ?? '', name: who.team ?? '' },
        appId: bot?.app_id ?? null,
        scopes: who.response_metadata?.scopes ?? null,
        isOfWholeOrganization: who.is_enterprise_install === true,
        aheadMs,
      };
    },
    async askForSocket(appToken) {
      const its = onceClient({ ...common, token: appToken });
      await told('apps.connections.open', its.apps.connections.open({}));
    },
    async tryAppToken(appToken) {
      const socket = await told(
        'apps.connections.open',
        openSocket({
          app: null,
          ...{ appToken, logger, clock, dispatcher, closing: signal },
          clientOptions: () => ({
            ...(slackApiUrl !== undefined && { slackApiUrl }),
            fetch: slackFetch(send),
            retryConfig: { retries: 0 },
            rejectRateLimitedCalls: true,
          }),
          onForeign: () => {},
        }),
      );
      await socket.close();
      return socket.appId;
    },
    async manifest(configToken, appId) {
      const its = onceClient({ ...common, token: configToken });
      const { manifest } = await told('apps.manifest.export', its.apps.manifest.export({ app_id: appId }));
      return manifest;
    },
    close: () => dispatcher.destroy(),
  };
};
