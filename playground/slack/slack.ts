/** The playground's Slack: what it can be told at the start, and what can be seen of it and done to it. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import type { Delivery } from './format/delivered.ts';
import { limits } from './format/limits.ts';
import type { ApiRequest } from './format/requests.ts';
import type { Sockets } from './format/sockets.ts';
import type { Channel, SlackMessage, Team, User } from './format/wire.ts';
import type { Actor, Outcome } from './people/actor.ts';
import { createPerson } from './people/person.ts';
import { createDeliverer } from './transport/delivery.ts';
import { createSocketMode } from './transport/socket-mode.ts';
import { method } from './web-api/method.ts';
import { chatMethods } from './web-api/methods-chat.ts';
import { conversationMethods } from './web-api/methods-conversations.ts';
import { peopleMethods } from './web-api/methods-people.ts';
import { viewMethods } from './web-api/methods-views.ts';
import { createRates } from './web-api/rates.ts';
import { createResponseUrls } from './web-api/response-urls.ts';
import { createFaults, type Faults } from './web-api/slack-faults.ts';
import { serveApi } from './web-api/web-api.ts';
import { type KeptWorkspace, keptOf } from './workspace/kept.ts';
import { type Manifest, readManifest } from './workspace/manifest.ts';
import { createTriggers } from './workspace/triggers.ts';
import { type AtRest, until } from './workspace/until.ts';
import {
  emit,
  messagesIn,
  newId,
  type SlackEvent,
  type Surprise,
  timestamps,
  type Workspace,
} from './workspace/workspace.ts';

export interface SlackOptions {
  /** The parsed manifest.yml; or command names, with `should_escape` and every scope there is. Default: no command. */
  readonly manifest?: Manifest | readonly string[];
  readonly team?: Partial<Team>;
  /** The bot's own user is always there. */
  readonly users?: readonly UserSeed[];
  /** Default: one public channel `general` with everybody and the bot in it. */
  readonly channels?: readonly ChannelSeed[];
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  /** Default 0: any free port of 127.0.0.1. */
  readonly port?: number;
  /** For `ts`, triggers, response URLs, rates, and how long the bot may take. */
  readonly clock?: Clock;
  /** How long the bot may take to acknowledge; Slack's 3000 by default. */
  readonly ackDeadlineMs?: number;
  /** Answer 429 where Slack would; off by default. */
  readonly enforceRates?: boolean;
  /** What {@link Slack.kept} gave at another time; the options add to it. */
  readonly kept?: KeptWorkspace;
}

type UserSeed = Pick<User, 'id'> & Partial<User>;
/** Without `members`: everybody and the bot. */
type ChannelSeed = Pick<Channel, 'id' | 'name'> & Partial<Channel>;

export interface Slack {
  /** Ends in `/api/`; for `clientOptions.slackApiUrl`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly appId: string;
  readonly botUserId: string;
  readonly team: Team;

  /** The person with this id; the same object each time. Throws if there is nobody. */
  person(userId: string): Actor;
  /** Adds somebody, or changes somebody who is there. */
  setUser(user: UserSeed): User;
  /** The channel's messages as they are now, oldest first; copies. */
  messages(channelId: string): SlackMessage[];

  /** From now on the bot is reached by signed HTTP at `url`, as a manifest's request URL; `null`: by Socket Mode. */
  deliverTo(url: string | null, options?: { signingSecret?: string }): void;
  readonly sockets: Sockets;

  readonly faults: Faults;
  /** Whatever the bot did that no correct bot does. A test ends with this being empty. */
  readonly surprises: readonly Surprise[];
  /** Every request to the Web API and to a response URL, oldest first; without tokens. */
  readonly requests: readonly ApiRequest[];
  /** Every payload sent to the bot and how it was acknowledged, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Sends one of them once more, the same in every part, as the repeat number `attempt`. */
  redeliver(delivery: Delivery, attempt?: number): Promise<Outcome>;
  /** Calls `listener` on every change; returns the function that stops it. */
  on(listener: (event: SlackEvent) => void): () => void;
  /**
   * Waits until `look` finds something; looks on every change, and now and then.
   * @throws Error that tells all there was to see, once the bot is at rest, or after a time that no machine needs
   */
  until<T>(look: () => T | undefined | null | false, options?: { what?: string }): Promise<T>;
  /** From now on whoever waits knows when it is in vain. */
  restsWhen(atRest: AtRest): void;
  /** What of it can be taken up by another: see {@link SlackOptions.kept}. */
  kept(): KeptWorkspace;
  close(): Promise<void>;
}

const createWorkspace = ({ kept, ...options }: SlackOptions): Workspace => {
  const clock = options.clock ?? systemClock;
  const team = kept?.team ?? { id: newId('T'), domain: 'playground', name: 'Playground', enterprise: null };
  return {
    clock,
    team: { ...team, ...options.team },
    app: readManifest(options.manifest ?? []),
    appId: kept?.appId ?? newId('A'),
    botId: kept?.botId ?? newId('B'),
    botUserId: kept?.botUserId ?? newId('U'),
    users: new Map(kept?.users),
    channels: new Map(kept?.channels),
    messages: new Map(kept?.messages),
    ephemerals: new Map(kept?.ephemerals),
    modals: new Map(),
    homes: new Map(kept?.homes),
    surprises: [],
    listeners: new Set(),
    nextTs: timestamps(clock),
  };
};

const setUser = (workspace: Workspace, user: UserSeed): User => {
  const { team, users } = workspace;
  const name = user.name ?? user.id.toLowerCase();
  const unknown = {
    name,
    real_name: user.real_name ?? name,
    team_id: team.id,
    enterprise_id: team.enterprise?.id ?? null,
    deleted: false,
    is_bot: false,
    is_admin: false,
    tz: 'Etc/UTC',
  };
  const set = { ...unknown, ...users.get(user.id), ...user };
  users.set(user.id, set);
  emit(workspace, { type: 'user', user: user.id });
  return set;
};

const seed = (workspace: Workspace, { users = [], channels, kept }: SlackOptions): void => {
  setUser(workspace, {
    id: workspace.botUserId,
    name: workspace.app.name.toLowerCase().replaceAll(' ', '-'),
    is_bot: true,
  });
  for (const user of users) setUser(workspace, user);
  const everybody = [...workspace.users.keys()];
  for (const channel of channels ?? (kept ? [] : [{ id: newId('C'), name: 'general' }]))
    workspace.channels.set(channel.id, { is_im: false, is_private: false, members: everybody, ...channel });
};

/** Starts a Slack of one workspace with one app installed, on 127.0.0.1. */
export const startSlack = async (options: SlackOptions = {}): Promise<Slack> => {
  const {
    botToken = `xoxb-${randomBytes(12).toString('hex')}`,
    appToken = `xapp-1-${randomBytes(12).toString('hex')}`,
    signingSecret = randomBytes(16).toString('hex'),
    ackDeadlineMs = limits.ackMs,
  } = options;
  const workspace = createWorkspace(options);
  seed(workspace, options);
  const requests: ApiRequest[] = [];
  const deliveries: Delivery[] = [];
  const faults = createFaults();
  const rates = options.enforceRates ? createRates(workspace.clock) : undefined;
  const triggers = createTriggers(workspace.clock);

  const server = createServer((request, response) => {
    const [, root, name = ''] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    const served =
      root === 'api'
        ? serveApi(api, name, request, response)
        : root === 'hooks'
          ? responseUrls.serve(name, request, response)
          : undefined;
    if (!served) response.writeHead(404).end();
    // A bot that was killed in the middle of a request is no mistake of this Slack's; anything else is.
    served?.catch((error) => {
      if (request.complete) throw error;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sockets = createSocketMode(workspace, `ws://${host}`);
  const responseUrls = createResponseUrls(workspace, `http://${host}/hooks/`, faults, requests);
  const deliverer = createDeliverer(workspace, sockets, deliveries, ackDeadlineMs);
  const methods = {
    ...peopleMethods(workspace),
    ...chatMethods(workspace),
    ...conversationMethods(workspace),
    ...viewMethods(workspace, triggers),
    'apps.connections.open': method({
      args: {},
      scope: null,
      perMinute: 60,
      token: 'app',
      run: () => ({ url: sockets.open() }),
    }),
  };
  const api = { workspace, methods, tokens: { bot: botToken, app: appToken }, faults, rates, requests };
  server.on('upgrade', sockets.upgrade);

  let rest: AtRest | undefined;
  const people = new Map<string, Actor>();
  return {
    apiUrl: `http://${host}/api/`,
    botToken,
    appToken,
    signingSecret,
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
    messages: (channelId) => structuredClone(messagesIn(workspace, channelId)),
    deliverTo: (url, { signingSecret: secret = signingSecret } = {}) =>
      deliverer.deliverTo(url === null ? null : { url, signingSecret: secret }),
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
