/** The playground's Slack: its options at the start, what can be seen of it, and what can be done to it. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenHere } from '../listen.ts';
import type { Delivery } from './format/delivered.ts';
import { limits } from './format/limits.ts';
import type { ApiRequest } from './format/requests.ts';
import type { Sockets } from './format/sockets.ts';
import type { Channel, SlackMessage, Team, User } from './format/wire.ts';
import type { Actor, Outcome } from './people/actor.ts';
import { createPerson } from './people/person.ts';
import { botEvent } from './transport/bot-events.ts';
import { createDeliverer, type Deliverer } from './transport/delivery.ts';
import { eventCallback } from './transport/payloads.ts';
import { createSocketMode } from './transport/socket-mode.ts';
import { allMethods } from './web-api/all-methods.ts';
import { shown } from './web-api/methods-people.ts';
import { createRates } from './web-api/rates.ts';
import { createResponseUrls } from './web-api/response-urls.ts';
import { createFaults, type Faults } from './web-api/slack-faults.ts';
import { serveApi } from './web-api/web-api.ts';
import { type KeptWorkspace, keptOf } from './workspace/kept.ts';
import type { Addresses } from './workspace/manifest.ts';
import {
  createWorkspace,
  setChannel,
  setUser,
  type UserSeed,
  type WorkspaceOptions,
} from './workspace/new-workspace.ts';
import { createTriggers } from './workspace/triggers.ts';
import { type AtRest, until } from './workspace/until.ts';
import { messagesIn, type SlackEvent, type Surprise, type Workspace } from './workspace/workspace.ts';

export interface SlackOptions extends WorkspaceOptions {
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  /** The app that the app-level token is of; the bot's by default. */
  readonly appOfSockets?: string;
  /** Whether messages over sockets are compressed; off by default. */
  readonly compressSockets?: boolean;
  /** Default 0: any free port of 127.0.0.1. */
  readonly port?: number;
  /** What its addresses call this machine: a name that only a proxy knows, for instance. */
  readonly hostname?: string;
  /** How long the bot may take to acknowledge; Slack's 3000 by default. */
  readonly ackDeadlineMs?: number;
  /** Whether to answer 429 where Slack would; off by default. */
  readonly enforceRates?: boolean;
}

export interface Slack {
  /** Ends in `/api/`; for `clientOptions.slackApiUrl`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  /** What `apps.manifest.export` wants. */
  readonly configToken: string;
  readonly signingSecret: string;
  readonly appId: string;
  readonly botUserId: string;
  readonly team: Team;

  /** The person with this id; the same object each time. Throws if nobody has it. */
  person(userId: string): Actor;
  /** Adds or changes a person. */
  setUser(user: UserSeed): User;
  /** Sends the event that tells the bot how the person is now; without it, the bot has missed a change. */
  tellOfUser(userId: string): Promise<Outcome>;
  /** Changes a channel; nobody is told. */
  setChannel(id: string, change: Partial<Pick<Channel, 'is_archived' | 'is_ext_shared' | 'members'>>): void;
  /** Sends the event to the bot, if its manifest asks for it. */
  event(event: { readonly type: string; readonly [field: string]: unknown }): Promise<void>;
  /** The channel's current messages, oldest first; copies. */
  messages(channelId: string): SlackMessage[];

  /** From now on reaches the bot by signed HTTP, at the addresses of a manifest or at one for everything; `null`: by Socket Mode. */
  deliverTo(to: string | Addresses | null, options?: { signingSecret?: string }): void;
  readonly sockets: Sockets;

  readonly faults: Faults;
  /** Everything the bot did that no correct bot does. A test ends by expecting none. */
  readonly surprises: readonly Surprise[];
  /** Every request to the Web API and to a response URL, oldest first; without tokens. */
  readonly requests: readonly ApiRequest[];
  /** Every payload sent to the bot, and how it was acknowledged, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Sends a delivery again, unchanged, as the repeat number `attempt`. */
  redeliver(delivery: Delivery, attempt?: number): Promise<Outcome>;
  /** Calls `listener` on every change; returns the function that stops it. */
  on(listener: (event: SlackEvent) => void): () => void;
  /**
   * Waits until `look` finds something; looks at every change, and now and then.
   * @throws Error that describes everything there is to see, once the bot is at rest, or after longer than any machine needs
   */
  until<T>(look: () => T | undefined | null | false, options?: { what?: string }): Promise<T>;
  /** From now on, waits end early once the bot is at rest. */
  restsWhen(atRest: AtRest): void;
  /** What another Slack can continue from: see {@link WorkspaceOptions.kept}. */
  kept(): KeptWorkspace;
  close(): Promise<void>;
}

const secretsOf = ({ botToken, appToken, signingSecret }: SlackOptions) => ({
  botToken: botToken ?? `xoxb-${randomBytes(12).toString('hex')}`,
  appToken: appToken ?? `xapp-1-${randomBytes(12).toString('hex')}`,
  configToken: `xoxe.xoxp-1-${randomBytes(12).toString('hex')}`,
  signingSecret: signingSecret ?? randomBytes(16).toString('hex'),
});

const oneAddress = (url: string): Addresses => ({
  commands: { get: () => url },
  interactivity: url,
  menus: url,
  events: url,
});

type Serve = (name: string) => Promise<unknown>;

/** Passes a request to whatever serves the first part of its path, with the second part. */
const serve = (
  request: IncomingMessage,
  response: ServerResponse,
  roots: { readonly api: Serve; readonly hooks: Serve },
) => {
  const [, root, name = ''] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
  if (root !== 'api' && root !== 'hooks') return response.writeHead(404).end();
  // A bot that was killed in the middle of a request is not this Slack's fault; anything else is.
  return roots[root](name).catch((error) => {
    if (request.complete) throw error;
  });
};

/** Only what the app subscribes to. */
const sendEvent = async (
  workspace: Workspace,
  deliverer: Deliverer,
  event: Parameters<Slack['event']>[0],
): Promise<void> => {
  if (!workspace.app.events.has(event.type)) return;
  await deliverer.sendEvent(event.type, eventCallback(workspace, event));
};

/** The event that Slack sends when a person's profile changes. */
const tellOfUser = async (
  workspace: Workspace,
  deliverer: Deliverer,
  userId: string,
): ReturnType<Slack['tellOfUser']> => {
  const user = workspace.users.get(userId);
  if (!user || !workspace.app.events.has('user_change')) return { ackMs: 0 };
  const event = { type: 'user_change', user: shown(workspace, user), event_ts: workspace.nextTs() };
  const { body: _, ...outcome } = await deliverer.sendEvent('user_change', eventCallback(workspace, event));
  return outcome;
};

const loopback = '127.0.0.1';

/** Starts a Slack with one workspace and one installed app, on 127.0.0.1. */
export const startSlack = async (options: SlackOptions = {}): Promise<Slack> => {
  const secrets = secretsOf(options);
  const workspace = createWorkspace(options);
  const [requests, deliveries]: [ApiRequest[], Delivery[]] = [[], []];
  const rates = options.enforceRates ? createRates(workspace.clock) : undefined;
  const [faults, triggers] = [createFaults(), createTriggers(workspace.clock)];

  const server = createServer((request, response) => {
    void serve(request, response, {
      api: (name) => serveApi(api, name, request, response),
      hooks: (name) => responseUrls.serve(name, request, response),
    });
  });
  const host = (await listenHere(server, options.port ?? 0)).replace(loopback, options.hostname ?? loopback);
  const sockets = createSocketMode(workspace, `ws://${host}`, options);
  const responseUrls = createResponseUrls(workspace, `http://${host}/hooks/`, faults, requests);
  const deliverer = createDeliverer(workspace, sockets, deliveries, options.ackDeadlineMs ?? limits.ackMs);
  const api = {
    workspace,
    methods: allMethods(workspace, triggers, sockets),
    tokens: { bot: secrets.botToken, app: secrets.appToken, config: secrets.configToken },
    faults,
    rates,
    requests,
  };
  server.on('upgrade', sockets.upgrade);

  workspace.listeners.add((event) => {
    const message = botEvent(workspace, event);
    if (message && workspace.app.events.has('message.im'))
      void deliverer.sendEvent('message', eventCallback(workspace, message));
  });

  let rest: AtRest | undefined;
  const people = new Map<string, Actor>();
  return {
    apiUrl: `http://${host}/api/`,
    ...secrets,
    appId: workspace.appId,
    botUserId: workspace.botUserId,
    team: workspace.team,
    person(userId) {
      if (!workspace.users.has(userId)) throw new Error(`There is no user ${userId}.`);
      const actor =
        people.get(userId) ?? createPerson({ workspace, triggers, responseUrls, deliverer, userId });
      people.set(userId, actor);
      return actor;
    },
    setUser: (user) => setUser(workspace, user),
    tellOfUser: (userId) => tellOfUser(workspace, deliverer, userId),
    setChannel: (id, change) => setChannel(workspace, id, change),
    event: (event) => sendEvent(workspace, deliverer, event),
    messages: (channelId) => structuredClone(messagesIn(workspace, channelId)),
    deliverTo: (to, { signingSecret = secrets.signingSecret } = {}) => {
      const addresses = typeof to === 'string' ? oneAddress(to) : to;
      deliverer.deliverTo(addresses && { addresses, signingSecret });
    },
    sockets,
    faults,
    surprises: workspace.surprises,
    requests,
    deliveries,
    async redeliver(delivery, attempt = 1) {
      const { body: _, ...outcome } = await deliverer.redeliver(delivery, attempt);
      return outcome;
    },
    on(listener) {
      workspace.listeners.add(listener);
      return () => workspace.listeners.delete(listener);
    },
    until: (look, how) => until(workspace, look, how, rest),
    restsWhen: (atRest) => {
      rest = atRest;
    },
    kept: () => keptOf(workspace),
    async close() {
      deliverer.close();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
