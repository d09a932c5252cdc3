/** Slack, put together: the configured transport, the features mounted on it, and the messenger for the loop. */
import { webApi } from '@slack/bolt';
import type { Clock } from '../../core/clock.ts';
import type { SlackUserId, TeamId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Secret } from '../../core/secret.ts';
import { SetupError } from '../../core/setup-error.ts';
import { toCallError } from '../api/call-error.ts';
import type { Installation } from '../api/installation.ts';
import { createMessenger, type Messenger, onceClient } from '../api/messenger.ts';
import { ackTimeoutMs } from '../blocks/limits.ts';
import type { Feature } from '../feature.ts';
import { boltLog } from './bolt-log.ts';
import type { Checks } from './health.ts';
import { type Mounted, mount } from './mount.ts';
import { registryOf } from './registry.ts';
import { createHttpTransport, createSocketTransport, type Transport } from './transports.ts';

export interface SlackConfig {
  readonly botToken: Secret;
  /** If set: Socket Mode. */
  readonly appToken: Secret | null;
  /** Required without `appToken`. */
  readonly signingSecret: Secret | null;
  /** Another Slack, such as GovSlack's `https://slack-gov.com/api/`. */
  readonly apiUrl: string | null;
  /** The address to listen on. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

export interface Slack {
  /**
   * Tries the token, then listens.
   * @throws SlackTokenError; Error that names what cannot be reached, or the port that is taken
   */
  start(): Promise<Installation & { readonly port: number }>;
  /** Accepts no more requests and waits for the running ones, `deadlineMs` in all; returns whether all have ended. */
  stop(deadlineMs: number): Promise<boolean>;
  /** `vet` works only after the start; the rest always does. */
  readonly messenger: Messenger;
  connected(): boolean;
  /** Whether a turn is running, or Slack cannot reach us. */
  busy(): boolean;
}

interface Options {
  readonly config: SlackConfig;
  readonly features: readonly Feature[];
  readonly clock: Clock;
  readonly log: Log;
  /** Further checks for `/readyz`. */
  readonly ready: () => Promise<Checks>;
  /** For one request of the messenger; 10 s by default. */
  readonly messengerTimeoutMs?: number;
}

/** Slack does not accept the token: it is revoked, mistyped, or lacks a scope. Trying again changes nothing. */
class SlackTokenError extends SetupError {
  override readonly name = 'SlackTokenError';

  constructor(variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN', code: string) {
    super(`Slack refuses ${variable} (${code}). Copy the token again from the Slack app's pages.`);
  }
}

/** How long `/readyz` reuses an answer to auth.test, so that probes do not cause load. */
const authStandsMs = 5000;

/** @throws Error if two features claim one id */
export const createSlack = ({
  config,
  features,
  clock,
  log,
  ready,
  messengerTimeoutMs = 10_000,
}: Options): Slack => {
  const registry = registryOf(features);
  const logger = boltLog(log);
  const token = config.botToken.reveal();
  const slackApiUrl = config.apiUrl ?? undefined;
  const common = { token, logger, ...(slackApiUrl !== undefined && { slackApiUrl }) };
  const views = onceClient({ ...common, timeoutMs: ackTimeoutMs });
  const self = onceClient({ ...common, timeoutMs: messengerTimeoutMs });

  let running: { installation: Installation; transport: Transport; mounted: Mounted } | undefined;
  const messenger = createMessenger({
    ...common,
    timeoutMs: messengerTimeoutMs,
    installation: () => {
      if (!running) throw new Error('The Slack side was asked about somebody before it was started.');
      return running.installation;
    },
  });

  let auth: { readonly until: number; readonly good: Promise<boolean> } | undefined;
  const authGood = (): Promise<boolean> => {
    if (!auth || auth.until < performance.now()) {
      const good = self.auth.test().then(
        () => true,
        () => false,
      );
      auth = { until: performance.now() + authStandsMs, good };
    }
    return auth.good;
  };

  const connected = () => running?.transport.connected() ?? false;
  const checks = async (): Promise<Checks> => {
    const [others, slack] = await Promise.all([ready(), authGood()]);
    return { ...others, slack, ...(config.appToken && { socket: connected() }) };
  };

  const transportFor = ({ botId, botUserId }: { botId: string; botUserId: string }): Transport => {
    const { host, port } = config;
    const deps = { botToken: token, botId, botUserId, slackApiUrl, host, port, log, checks };
    if (config.appToken) return createSocketTransport({ ...deps, appToken: config.appToken.reveal() });
    if (!config.signingSecret)
      throw new Error('Signed HTTP needs a signing secret, Socket Mode an app-level token.');
    return createHttpTransport({ ...deps, signingSecret: config.signingSecret.reveal() });
  };

  return {
    messenger,
    connected,
    busy: () => !connected() || running?.mounted.busy() === true,

    async start() {
      const who = await tryToken(self);
      const {
        bot_id: botId = '',
        user_id: botUserId = '',
        team_id: teamId = '',
        enterprise_id: enterpriseId,
      } = who;
      const installation = {
        teamId: teamId as TeamId,
        enterpriseId: enterpriseId ?? null,
        botUserId: botUserId as SlackUserId,
      };
      const transport = transportFor({ botId, botUserId });
      const mounted = mount(transport.app, { registry, installation, messenger, views, clock, log });
      running = { installation, transport, mounted };
      const port = await transport.start().catch(async (error) => {
        await transport.stop(0);
        throw notJoined(error);
      });
      log.info({ teamId, port, transport: config.appToken ? 'socket' : 'http' }, 'connected to slack');
      return { ...installation, port };
    },

    async stop(deadlineMs) {
      if (!running) return true;
      const { transport, mounted } = running;
      const end = performance.now() + deadlineMs;
      const left = () => Math.max(0, end - performance.now());
      // A socket must stay open for the acknowledgements of running turns; a server only refuses new connections.
      if (config.appToken) await mounted.drain(deadlineMs);
      await transport.stop(left());
      return mounted.drain(left());
    },
  };
};

/** Leaves out the request and the response that Slack's errors contain. */
const notJoined = (error: unknown): unknown => {
  if (!(error instanceof webApi.SlackError)) return error;
  const { verdict, code } = toCallError('apps.connections.open', error);
  return verdict === 'operator'
    ? new SlackTokenError('SLACK_APP_TOKEN', code)
    : new Error(`The bot could not connect to Slack (${code}).`);
};

const tryToken = async (client: webApi.WebClient) => {
  try {
    return await client.auth.test();
  } catch (error) {
    const { verdict, code } = toCallError('auth.test', error);
    throw verdict === 'operator'
      ? new SlackTokenError('SLACK_BOT_TOKEN', code)
      : new Error(`Slack did not answer auth.test (${code}).`);
  }
};
