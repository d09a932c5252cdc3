/** Slack, put together: the configured transport, the features mounted on it, and the messenger for the loop. */
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { type Observer, unobserved } from '../../core/observer.ts';
import type { Secret } from '../../core/secret.ts';
import type { Installation } from '../api/installation.ts';
import { createMessenger, type Messenger } from '../api/messenger.ts';
import { onceClient } from '../api/once-client.ts';
import { ackTimeoutMs } from '../blocks/limits.ts';
import type { Feature } from '../feature.ts';
import { boltLog } from './bolt-log.ts';
import type { Checks } from './health.ts';
import type { Hooks } from './hooks.ts';
import { appTokenWorks, type Introduction, introduced } from './introduction.ts';
import { type Mounted, mount } from './mount.ts';
import type { Port } from './port.ts';
import { registryOf } from './registry.ts';
import { noneLeft } from './socket-pool.ts';
import { createJudge, type KnownTokens, tokenHash } from './starting.ts';
import { createTokenCheck } from './token-check.ts';
import { createHttpTransport, createSocketTransport, type Transport } from './transports.ts';
import { type Way, wayToSlack } from './way-to-slack.ts';

export interface SlackConfig extends Way {
  readonly botToken: Secret;
  /** If set: Socket Mode. */
  readonly appToken: Secret | null;
  /** Required without `appToken`. */
  readonly signingSecret: Secret | null;
}

export interface Slack {
  /**
   * Waits for Slack: until it knows the token, and can reach the bot.
   * @throws SetupError if a token that never worked here is refused, or is of another team
   */
  start(): Promise<Installation>;
  /** For `/readyz`: the token, and the way by which Slack's requests come. Never throws. */
  checks(): Promise<Checks>;
  /** What else `/readyz` says: when Slack was last heard, the scopes that are missing. */
  remarks(): object;
  /** By method: why Slack could not be asked about the token. */
  degraded(): Readonly<Record<string, string>>;
  /** Accepts no more requests, closes the port, and waits for the running ones, `deadlineMs` in all; returns whether all have ended. */
  stop(deadlineMs: number): Promise<boolean>;
  /** `vet` works only after the start; the rest always does. */
  readonly messenger: Messenger;
  /** Ends what is still open to Slack; the last of all. */
  close(): Promise<void>;
  /** How many sockets are open; null: it takes requests over HTTP. */
  sockets(): number | null;
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
  readonly port: Port;
  /** For one request of the messenger; 10 s by default. */
  readonly messengerTimeoutMs?: number;
  readonly observer?: Observer | undefined;
}

/** What `/readyz` says of the sockets: without one for which Slack has room, others like this bot take its requests. */
const isServed = (whyClosed: string | null): true | string =>
  whyClosed === null || whyClosed === noneLeft || whyClosed;

const remarksOn = (missingScopes: readonly string[], whyClosed: string | null) => ({
  ...(missingScopes.length > 0 && { missingScopes }),
  ...(whyClosed === noneLeft && { withoutSocket: whyClosed }),
});

/** What asks Slack: for forms, which cannot wait, and for the rest. */
const clientsOf = (config: SlackConfig, timeoutMs: number, log: Log, observer: Observer) => {
  const { dispatcher, ...way } = wayToSlack(config);
  const common = { token: config.botToken.reveal(), ...way, logger: boltLog(log), observer };
  const views = onceClient({ ...common, timeoutMs: ackTimeoutMs });
  return { dispatcher, way, common, views, self: onceClient({ ...common, timeoutMs }) };
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
  port,
  messengerTimeoutMs = 10_000,
  observer = unobserved,
}: Options): Slack => {
  const { botToken, appToken } = config;
  const registry = registryOf(features);
  const { dispatcher, way, common, views, self } = clientsOf(config, messengerTimeoutMs, log, observer);
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
  const tokenCheck = createTokenCheck(self);

  const isStopped = () => closing.signal.aborted;
  const whyClosed = () =>
    isStopped() ? 'stopped' : running ? running.transport.whyClosed() : 'not yet open';
  const refusal = async () => (isStopped() ? 'stopped' : running ? tokenCheck.refusal() : setback);
  let lastSlackRequest: string | null = null;
  let missingScopes: readonly string[] = [];

  const transportFor = (introduction: Introduction): Transport => {
    const { installation, botId } = introduction;
    const onRequest = () => {
      lastSlackRequest = new Date(clock.now()).toISOString();
    };
    const { botUserId } = installation;
    const deps = { botToken: common.token, botId, botUserId, ...way, log, observer, onRequest };
    if (!appToken) return createHttpTransport(deps);
    return createSocketTransport({
      ...deps,
      appToken: appToken.reveal(),
      dispatcher,
      clock,
      onFailure: (error) => judge('SLACK_APP_TOKEN', appToken, 'apps.connections.open', error),
      onHello: (app) => appTokenWorks(app, appToken, introduction, { client: self, tokens }),
    });
  };

  return {
    messenger,
    close: () => dispatcher.destroy(),
    busy: () => whyClosed() !== null || running?.mounted.busy() === true,
    checks: async () => ({
      slack: (await refusal()) ?? true,
      ...(appToken && { socket: isServed(whyClosed()) }),
    }),
    remarks: () => ({ lastSlackRequest, ...remarksOn(missingScopes, whyClosed()) }),
    sockets: () => (running ? running.transport.sockets() : appToken ? 0 : null),
    degraded: tokenCheck.degraded,

    async start() {
      const introduction = await introduced({
        ...{ client: self, botToken, tokens, judge, log, clock, signal: closing.signal },
        onSetback: ({ code }) => {
          setback = code;
        },
      });
      const { installation } = introduction;
      missingScopes = introduction.missingScopes;
      const transport = transportFor(introduction);
      const turns = { registry, installation, messenger, views, clock, missingScopes, log };
      const mounted = mount(transport.app, { ...hooks, ...turns });
      running = { installation, transport, mounted };
      if (transport.listener) port.receive(transport.listener);
      await transport.start();
      await tokens.keep(tokenHash(botToken), introduction.team);
      log.info(
        { teamId: installation.teamId, transport: appToken ? 'socket' : 'http' },
        'connected to slack',
      );
      return installation;
    },

    async stop(deadlineMs) {
      closing.abort();
      const end = performance.now() + deadlineMs;
      const left = () => Math.max(0, end - performance.now());
      // A socket must stay open for the acknowledgements of running turns; a server only refuses new connections.
      if (appToken) await running?.mounted.drain(deadlineMs);
      await running?.transport.stop(left());
      await port.close(left());
      return running?.mounted.drain(left()) ?? true;
    },
  };
};
