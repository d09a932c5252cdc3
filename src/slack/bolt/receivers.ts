/** Slack, put together: the configured transport, the features mounted on it, and the messenger for the loop. */
import type { RequestListener } from 'node:http';
import type { webApi } from '@slack/bolt';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Secret } from '../../core/secret.ts';
import { toCallError } from '../api/call-error.ts';
import type { Installation } from '../api/installation.ts';
import { createMessenger, type Messenger, onceClient } from '../api/messenger.ts';
import { ackTimeoutMs } from '../blocks/limits.ts';
import type { Feature } from '../feature.ts';
import { boltLog } from './bolt-log.ts';
import { createFrontDoor, doorLimits, openDoor } from './front-door.ts';
import { answer, type Checks, healthRoutes } from './health.ts';
import type { Hooks } from './hooks.ts';
import { appTokenWorks, type Introduction, introduced } from './introduction.ts';
import { type Mounted, mount } from './mount.ts';
import { registryOf } from './registry.ts';
import { createSignedRequests } from './signed-requests.ts';
import { createJudge, type KnownTokens } from './starting.ts';
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
  /** For the log. */
  readonly proxyVariable?: string | undefined;
  readonly hooks: Hooks;
  readonly tokens: KnownTokens;
  /** Further checks for `/readyz`. */
  readonly ready: () => Promise<Checks>;
  /** For one request of the messenger; 10 s by default. */
  readonly messengerTimeoutMs?: number;
}

/** How long `/readyz` reuses an answer to auth.test, so that probes do not cause load. */
const authStandsMs = 5000;

/** Whether Slack accepts the bot token, and if not, its code. */
const createAuthState = (client: webApi.WebClient) => {
  let last: { readonly until: number; readonly state: Promise<true | string> } | undefined;
  return (): Promise<true | string> => {
    if (!last || last.until < performance.now()) {
      const state = client.auth.test().then(
        () => true as const,
        (error) => toCallError('auth.test', error).code,
      );
      last = { until: performance.now() + authStandsMs, state };
    }
    return last.state;
  };
};

interface DoorDeps extends Pick<Options, 'config' | 'clock' | 'log'> {
  readonly health: Readonly<Record<string, RequestListener>>;
  /** What takes Slack's requests over signed HTTP, once the bot has joined Slack. */
  readonly listener: () => RequestListener | undefined;
}

const createDoor = ({ config: { appToken, signingSecret }, clock, log, health, listener }: DoorDeps) => {
  if (appToken || !signingSecret) return createFrontDoor({ routes: health, log });
  const onward: RequestListener = (request, response) => {
    const take = listener();
    if (take) take(request, response);
    else answer(response, 503, { ok: false });
  };
  const secret = { signingSecret: signingSecret.reveal() };
  const signed = createSignedRequests({ ...doorLimits, ...secret, clock, log, onward });
  return createFrontDoor({ routes: { ...health, 'POST /slack/events': signed }, log });
};

/** @throws Error if two features claim one id */
export const createSlack = ({
  config,
  features,
  clock,
  log,
  hooks,
  tokens,
  proxyVariable,
  ready,
  messengerTimeoutMs = 10_000,
}: Options): Slack => {
  const { botToken, appToken } = config;
  const registry = registryOf(features);
  const token = botToken.reveal();
  const slackApiUrl = config.apiUrl ?? undefined;
  const common = { token, logger: boltLog(log), ...(slackApiUrl !== undefined && { slackApiUrl }) };
  const views = onceClient({ ...common, timeoutMs: ackTimeoutMs });
  const self = onceClient({ ...common, timeoutMs: messengerTimeoutMs });
  const judge = createJudge({ clock, log, tokens, host: new URL(self.slackApiUrl).host, proxyVariable });
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
  const authState = createAuthState(self);

  const trouble = () => {
    if (closing.signal.aborted) return 'stopped';
    return running ? running.transport.trouble() : 'not yet open';
  };
  const checks = async (): Promise<Checks> => {
    const [others, slack] = await Promise.all([ready(), running ? authState() : setback]);
    return { ...others, slack, ...(appToken && { socket: trouble() ?? true }) };
  };

  let lastSlackRequest: string | null = null;
  let missingScopes: readonly string[] = [];
  const remarks = () => ({ lastSlackRequest, ...(missingScopes.length > 0 && { missingScopes }) });
  const health = healthRoutes(checks, remarks);
  const door = createDoor({ config, clock, log, health, listener: () => running?.transport.listener });

  const transportFor = (introduction: Introduction): Transport => {
    const { installation, botId } = introduction;
    const onRequest = () => {
      lastSlackRequest = new Date(clock.now()).toISOString();
    };
    const { botUserId } = installation;
    const deps = { botToken: token, botId, botUserId, slackApiUrl, log, onRequest };
    if (!appToken) return createHttpTransport(deps);
    return createSocketTransport({
      ...deps,
      appToken: appToken.reveal(),
      clock,
      onFailure: (error) => judge('SLACK_APP_TOKEN', appToken, 'apps.connections.open', error),
      onHello: (app) => appTokenWorks(app, appToken, introduction, { client: self, tokens }),
    });
  };

  return {
    messenger,
    connected: () => trouble() === null,
    busy: () => trouble() !== null || running?.mounted.busy() === true,

    async start() {
      const port = await openDoor(door, config.host, config.port, { clock, signal: closing.signal });
      log.info({ port }, 'listening');
      const introduction = await introduced({
        ...{ client: self, botToken, tokens, judge, log, clock, signal: closing.signal },
        onSetback: ({ code }) => {
          setback = code;
        },
      });
      const { installation } = introduction;
      missingScopes = introduction.missingScopes;
      const transport = transportFor(introduction);
      const mounted = mount(transport.app, {
        ...hooks,
        registry,
        installation,
        messenger,
        views,
        clock,
        log,
      });
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
