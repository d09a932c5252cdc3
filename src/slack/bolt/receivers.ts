/** Slack, put together: the configured transport, the features mounted on it, and the messenger for the loop. */
import type { Clock } from '../../core/clock.ts';
import type { SlackUserId, TeamId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Secret } from '../../core/secret.ts';
import { toCallError } from '../api/call-error.ts';
import type { Installation } from '../api/installation.ts';
import { createMessenger, type Messenger, onceClient } from '../api/messenger.ts';
import { ackTimeoutMs } from '../blocks/limits.ts';
import type { Feature } from '../feature.ts';
import { boltLog } from './bolt-log.ts';
import { createFrontDoor, doorLimits } from './front-door.ts';
import { answer, type Checks, healthRoutes } from './health.ts';
import { type Mounted, mount } from './mount.ts';
import { registryOf } from './registry.ts';
import { createSignedRequests } from './signed-requests.ts';
import {
  createJudge,
  type KnownTokens,
  OtherTeamError,
  type Team,
  tokenHash,
  untilAnswered,
} from './starting.ts';
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
   * Listens, then waits for Slack: until it knows the token, and can reach the bot.
   * @throws SetupError if the port is taken, or a token that never worked here is refused, or is of another team
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
  readonly tokens: KnownTokens;
  /** Further checks for `/readyz`. */
  readonly ready: () => Promise<Checks>;
  /** For one request of the messenger; 10 s by default. */
  readonly messengerTimeoutMs?: number;
}

/** How long `/readyz` reuses an answer to auth.test, so that probes do not cause load. */
const authStandsMs = 5000;

/** @throws Error if two features claim one id */
export const createSlack = ({
  config,
  features,
  clock,
  log,
  tokens,
  ready,
  messengerTimeoutMs = 10_000,
}: Options): Slack => {
  const { botToken, appToken, signingSecret } = config;
  const registry = registryOf(features);
  const token = botToken.reveal();
  const slackApiUrl = config.apiUrl ?? undefined;
  const common = { token, logger: boltLog(log), ...(slackApiUrl !== undefined && { slackApiUrl }) };
  const views = onceClient({ ...common, timeoutMs: ackTimeoutMs });
  const self = onceClient({ ...common, timeoutMs: messengerTimeoutMs });
  const judge = createJudge({ clock, log, tokens, host: new URL(self.slackApiUrl).host });
  const closing = new AbortController();

  let running: { installation: Installation; transport: Transport; mounted: Mounted } | undefined;
  const messenger = createMessenger({
    ...common,
    timeoutMs: messengerTimeoutMs,
    installation: () => {
      if (!running) throw new Error('The Slack side was asked about somebody before it was started.');
      return running.installation;
    },
  });

  /** Of the last failed try to start. */
  let setback = 'not yet asked';
  let auth: { readonly until: number; readonly state: Promise<true | string> } | undefined;
  const authState = async (): Promise<true | string> => {
    if (!running) return setback;
    if (!auth || auth.until < performance.now()) {
      const state = self.auth.test().then(
        () => true as const,
        (error) => toCallError('auth.test', error).code,
      );
      auth = { until: performance.now() + authStandsMs, state };
    }
    return auth.state;
  };

  const trouble = () => {
    if (closing.signal.aborted) return 'stopped';
    return running ? running.transport.trouble() : 'not yet open';
  };
  const checks = async (): Promise<Checks> => {
    const [others, slack] = await Promise.all([ready(), authState()]);
    return { ...others, slack, ...(appToken && { socket: trouble() ?? true }) };
  };

  const door = createFrontDoor({
    routes: {
      ...healthRoutes(checks),
      ...(!appToken &&
        signingSecret && {
          'POST /slack/events': createSignedRequests({
            ...doorLimits,
            signingSecret: signingSecret.reveal(),
            onward: (request, response) => {
              if (running?.transport.listener) running.transport.listener(request, response);
              else answer(response, 503, { ok: false });
            },
          }),
        }),
    },
    log,
  });

  const transportFor = (team: Team, botId: string, botUserId: string): Transport => {
    const deps = { botToken: token, botId, botUserId, slackApiUrl, log };
    if (!appToken) return createHttpTransport(deps);
    return createSocketTransport({
      ...deps,
      appToken: appToken.reveal(),
      clock,
      onFailure: (error) => judge('SLACK_APP_TOKEN', appToken, 'apps.connections.open', error),
      onHello: () => tokens.keep(tokenHash(appToken), team),
    });
  };

  /** Who the bot is, once Slack says so. @throws OtherTeamError, and what `judge` throws */
  const introduced = async () => {
    const who = await untilAnswered(() => self.auth.test(), {
      clock,
      signal: closing.signal,
      onFailure: async (error) => {
        const found = await judge('SLACK_BOT_TOKEN', botToken, 'auth.test', error);
        setback = found.code;
        return found;
      },
    });
    const { bot_id: botId = '', user_id: botUserId = '', enterprise_id: enterpriseId = null } = who;
    const team: Team = { id: (who.team_id ?? '') as TeamId, name: who.team ?? '' };
    const rows = await tokens.team();
    if (rows && rows.id !== team.id) throw new OtherTeamError(team, rows);
    await tokens.keep(tokenHash(botToken), team);
    const installation: Installation = {
      teamId: team.id,
      enterpriseId,
      botUserId: botUserId as SlackUserId,
    };
    return { installation, transport: transportFor(team, botId, botUserId) };
  };

  return {
    messenger,
    connected: () => trouble() === null,
    busy: () => trouble() !== null || running?.mounted.busy() === true,

    async start() {
      const port = await door.open(config.host, config.port);
      log.info({ port }, 'listening');
      const { installation, transport } = await introduced();
      const mounted = mount(transport.app, { registry, installation, messenger, views, clock, log });
      running = { installation, transport, mounted };
      await transport.start();
      const { teamId } = installation;
      log.info({ teamId, port, transport: appToken ? 'socket' : 'http' }, 'connected to slack');
      return { ...installation, port };
    },

    async stop(deadlineMs) {
      closing.abort();
      const end = performance.now() + deadlineMs;
      const left = () => Math.max(0, end - performance.now());
      // A socket must stay open for the acknowledgements of running turns; a server only refuses new connections.
      if (appToken) await running?.mounted.drain(deadlineMs);
      await running?.transport.stop(left());
      await door.close(left());
      return running?.mounted.drain(left()) ?? true;
    },
  };
};
