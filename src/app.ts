/** The composition root: takes a configuration and returns a bot that can start and stop. Calling the constructors in order is all the wiring. */
import { createDrafts } from './accounts/drafts.ts';
import { learnExpiry } from './accounts/expiry.ts';
import { finishErasures } from './accounts/forget-person.ts';
import { createLinkRequests } from './accounts/link-requests.ts';
import { createImageServices } from './accounts/sessions.ts';
import { tendSuspended } from './accounts/suspension.ts';
import { createWaitingCommands } from './accounts/waiting-command.ts';
import { createAccounts } from './app-accounts.ts';
import { createBotHealth } from './bot-health.ts';
import type { CloudConfig } from './cloud/cloud-config.ts';
import { glanceOf } from './cloud/glance-client.ts';
import { createHttp, type Http } from './cloud/http.ts';
import { alsoTold, createSilentClouds } from './cloud/silent-clouds.ts';
import type { Config } from './config.ts';
import { type Clock, systemClock } from './core/clock.ts';
import type { Log } from './core/log.ts';
import { everyTurn } from './features/every-turn.ts';
import { cardRenderers, features } from './features/index.ts';
import { housekeeping } from './housekeeping.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createMetricsPort } from './metrics/metrics-port.ts';
import { openPortAndDatabase } from './opening.ts';
import type { CardRenderers } from './sharing/cards/render.ts';
import { channelChanges } from './sharing/delivery/channel-changes.ts';
import { createMessageEraser } from './sharing/delivery/delete-messages.ts';
import { createSlackHealth } from './sharing/delivery/slack-health.ts';
import type { ClickDeps } from './sharing/intents/intent.ts';
import { replyKey } from './sharing/intents/keep-reply.ts';
import { createFirstSteps } from './sharing/reconcile/first-steps.ts';
import { hourly } from './sharing/reconcile/hourly.ts';
import { type Activity, createLoop } from './sharing/reconcile/loop.ts';
import { onDemand } from './sharing/reconcile/on-demand.ts';
import { sharingWorkers } from './sharing/reconcile/workers.ts';
import type { Store } from './sharing/repositories.ts';
import type { FirstSteps } from './sharing/transaction.ts';
import { createSlack } from './slack/bolt/receivers.ts';
import type { Message } from './slack/feature.ts';
import { claimCards } from './store/claims/card-claims.ts';
import { whatIsDue } from './store/claims/leases.ts';
import { repositories } from './store/repositories/all.ts';
import { createSealedRecords } from './store/secrets/credentials.ts';

export interface App {
  /** Connects to Slack and starts to carry out what is due. Resolves once it accepts requests. */
  start(): Promise<{ readonly port: number; readonly metricsPort: number | null }>;
  /** Whether the bot is busy or cut off from Slack; if neither, when something is due next, by its clock. */
  activity(): Activity;
  /** The operator changed clouds.yaml: from now on these are the clouds. */
  readClouds(entries: readonly CloudConfig[]): Promise<void>;
  /** Accepts no more requests, gives running work `deadlineMs` to end, closes everything. Call once. */
  stop(deadlineMs: number): Promise<void>;
}

export interface AppOptions {
  readonly config: Config;
  readonly clouds: readonly CloudConfig[];
  readonly log: Log;
  readonly proxyVariable?: string | undefined;
  readonly clock?: Clock;
  /** Ends the wait for the database. */
  readonly signal?: AbortSignal;
  /** The HTTP client for the clouds; closed with the bot. */
  readonly http?: Http;
  /** What the bot counts; closed with it. Without it nothing is counted. */
  readonly metrics?: Metrics | undefined;
}

/**
 * The bot, with its port and its database open, its keys checked. Waits for a database that is away.
 * @throws what `store/` throws for a database or keys that cannot be used; the signal's reason. Nothing stays open then
 */
export const createApp = async ({
  config,
  clouds,
  log,
  proxyVariable,
  clock: ownClock = systemClock,
  signal = new AbortController().signal,
  metrics,
  http: given,
}: AppOptions): Promise<App> => {
  const silentClouds = createSilentClouds(ownClock);
  const observer = alsoTold(metrics?.observer, silentClouds);
  const http = given ?? createHttp({ log, clock: ownClock, proxies: config.proxies, observer });
  const opening = { config, clouds, log, clock: ownClock, signal, observer: metrics?.observer };
  const opened = await openPortAndDatabase(opening);
  const { database, appendAudit, sealed, port, tokens, keepList, noteForgotten } = opened;
  const { choices, cloudOf, regionsOf, read } = opened.cloudList;
  // one clock for everything: times are compared with those that the database wrote
  const { clock } = database;
  const ambient = { clock, log, observer };
  const store: Store = { database, ...repositories, audit: { ...repositories.audit, appendAudit } };
  const records = createSealedRecords(sealed);
  const linkRequests = createLinkRequests(records, clock);
  const renderers: CardRenderers = {
    ...cardRenderers,
    reply: async (id) => ((await records.get(replyKey(id))) as Message | undefined) ?? null,
  };
  const firstSteps: FirstSteps = { lease: (...all) => beginning.lease(...all) };
  const intents: ClickDeps = { store, clock, renderers, firstSteps, nudge: () => loop.nudge() };
  const { linking, suspension, presence, acting, reading } = createAccounts({
    store,
    sealed,
    http,
    clock,
    log,
    noteForgotten,
    choices,
    cloudOf,
    readOnlyRoles: config.readOnlyRoles,
    vet: (userId) => slack.messenger.vet(userId),
    scrub: () => scrubbing.ask(),
    nudge: intents.nudge,
  });
  const health = createSlackHealth(clock, log);
  const slack = createSlack({
    config: { ...config.slack, proxies: config.proxies },
    proxyVariable,
    ...ambient,
    features: features({
      intents,
      linking,
      reading,
      waiting: createWaitingCommands(records),
      drafts: createDrafts(records),
      linkRequests,
      replies: records,
      policy: config.policy,
      presenceChanged: presence.heard,
      regionsOf,
    }),
    hooks: {
      ...everyTurn({
        ...intents,
        replies: records,
        permalink: (channel, ts) => slack.messenger.permalink(channel, ts),
      }),
      events: channelChanges({ ...intents, policy: config.policy }, health),
    },
    tokens,
    port,
    messengerTimeoutMs: 6_000,
  });
  const eraseMessages = createMessageEraser({ store, messenger: slack.messenger, log });
  const scrubbing = onDemand('scrub', clock, database.scrub);
  const workers = [
    scrubbing.worker,
    ...housekeeping({
      ...suspension,
      database,
      keys: sealed.keys,
      keep: config.keep,
      keepList,
      goOnForgetting: async () => {
        await finishErasures({ ...linking, linkRequests });
        return eraseMessages();
      },
      tendSuspended: (now) => tendSuspended(suspension, presence.vet, now),
    }).map(({ name, work }) => hourly(name, clock, work)),
    ...sharingWorkers({
      ...ambient,
      store,
      firstSteps,
      claimCards,
      renderers,
      keyedHashes: linking.keyedHashes,
      messenger: { ...slack.messenger, vet: presence.vet },
      health,
      policy: config.policy,
      random: Math.random,
      markRefused: reading.markRefused,
      learnExpiry: (accountId) => learnExpiry(linking, accountId),
      openImageService: createImageServices({ ...acting, glanceOf }),
    }),
  ];
  let roundAt: number | null = null;
  const loop = createLoop({
    workers,
    now: () => {
      roundAt = clock.now();
      return database.now();
    },
    whatIsDue: (at) => whatIsDue(database.kysely, at),
    instance: database.instance,
    ...ambient,
  });
  const beginning = createFirstSteps(workers, () => loop, database.instance.wakeOthers);
  const degraded = () => ({ ...slack.degraded(), ...health.degraded(), ...silentClouds.degraded() });
  port.report(createBotHealth({ database, slack, roundAt: () => roundAt, clock, degraded }));

  database.instance.events.on('takenOver', observer.tookOver);
  const scraped = metrics && createMetricsPort({ metrics, database, sockets: slack.sockets, clock, log });

  return {
    start: async () => {
      const metricsPort = (await scraped?.open(config.slack.host, config.metricsPort ?? 0)) ?? null;
      await slack.start();
      loop.start();
      return { port: opened.number, metricsPort };
    },
    activity: () => {
      const { busy, dueAt } = loop.activity();
      return { busy: busy || slack.busy(), dueAt };
    },
    readClouds: async (changed) => {
      await read(changed);
      loop.nudge();
    },
    stop: async (deadlineMs) => {
      await Promise.all([slack.stop(deadlineMs * 0.9), loop.stop(deadlineMs * 0.9)]);
      await Promise.all([slack.close(), http.close(), scraped?.close()]);
      // a stop does not fail for it: without this line, a restore asks the owners of all accounts
      await keepList(clock.now()).catch(() => {});
      await database.close();
    },
  };
};
