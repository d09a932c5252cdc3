/** The composition root: takes a configuration and returns a bot that can start and stop. Calling the constructors in order is all the wiring. */
import { markRefused, markSpeech } from './accounts/account-health.ts';
import { readCredential } from './accounts/credential.ts';
import { createDrafts } from './accounts/drafts.ts';
import type { LinkDeps } from './accounts/linking.ts';
import { createPresence, type Presence } from './accounts/presence.ts';
import type { ReadDeps } from './accounts/reading.ts';
import { createAccountSessions, createImageServices } from './accounts/sessions.ts';
import { type SuspensionDeps, setDeactivated, tendSuspended } from './accounts/suspension.ts';
import { createWaitingCommands } from './accounts/waiting-command.ts';
import { imageEndpoints } from './cloud/catalog.ts';
import type { CloudConfig } from './cloud/cloud-config.ts';
import { createCloudList } from './cloud/cloud-list.ts';
import { glanceOf } from './cloud/glance-client.ts';
import { createHttp, type Http } from './cloud/http.ts';
import { createOneKeystoneHint } from './cloud/one-keystone.ts';
import { readPasted } from './cloud/pasted-credential.ts';
import { createSessions } from './cloud/session.ts';
import { signIn } from './cloud/sign-in.ts';
import type { Token } from './cloud/token.ts';
import type { Config } from './config.ts';
import { type Clock, systemClock } from './core/clock.ts';
import type { Log } from './core/log.ts';
import { everyTurn } from './features/every-turn.ts';
import { cardRenderers, features } from './features/index.ts';
import type { Account } from './model/account.ts';
import type { CardRenderers } from './sharing/cards/render.ts';
import { channelChanges } from './sharing/delivery/channel-changes.ts';
import { createSlackHealth } from './sharing/delivery/slack-health.ts';
import type { ClickDeps } from './sharing/intents/intent.ts';
import { replyKeptMs, replyKey } from './sharing/intents/keep-reply.ts';
import { tokenGrantsSpeech } from './sharing/people/roles.ts';
import { hourly } from './sharing/reconcile/hourly.ts';
import { type Activity, createLoop } from './sharing/reconcile/loop.ts';
import { sharingWorkers } from './sharing/reconcile/workers.ts';
import type { Store } from './sharing/repositories.ts';
import type { Vetted } from './slack/api/messenger.ts';
import { createSlack } from './slack/bolt/receivers.ts';
import type { Message } from './slack/feature.ts';
import { claimCards } from './store/claims/card-claims.ts';
import { nextDue } from './store/claims/leases.ts';
import { openDatabaseWhenFree } from './store/open.ts';
import { repositories } from './store/repositories/all.ts';
import { withAuditLog } from './store/repositories/audit-log.ts';
import { recognizeClouds } from './store/repositories/known-clouds.ts';
import { knownTokens } from './store/repositories/slack-tokens.ts';
import {
  checkKeys,
  createCredentials,
  createSealedRecords,
  markCurrentKey,
} from './store/secrets/credentials.ts';
import { keyedHashes } from './store/secrets/keyed-hash.ts';
import { parseKeys } from './store/secrets/keys.ts';
import { createKeyv } from './store/secrets/keyv-adapter.ts';
import { sweepRecords } from './store/secrets/sweep.ts';

export interface App {
  /** Connects to Slack and starts to carry out what is due. Resolves once it accepts requests. */
  start(): Promise<{ readonly port: number }>;
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
  /** The HTTP client for the clouds; closed with the bot. */
  readonly http?: Http;
}

/**
 * The bot, with its database open and its keys checked.
 * @throws what `store/` throws for a database or keys that cannot be used; nothing stays open then
 */
export const createApp = async ({
  config,
  clouds: entries,
  log,
  proxyVariable,
  clock: ownClock = systemClock,
  http = createHttp({ log, clock: ownClock }),
}: AppOptions): Promise<App> => {
  const keys = parseKeys(config.encryptionKeys.reveal());
  const opened = await openDatabaseWhenFree(config.databaseUrl, { log, clock: ownClock });
  const { database, appendAudit } = withAuditLog(opened, log);
  // one clock for everything: times are compared with those that the database wrote
  const { clock } = database;
  const sealed = { keyv: createKeyv(database.kysely), keys };
  const start = async () => {
    await checkKeys(database.kysely, keys);
    await markCurrentKey(sealed);
    const recognize = (read: readonly CloudConfig[]) => recognizeClouds(database, read, log);
    return createCloudList(recognize, entries, config.offeredClouds);
  };
  const { choices, cloudOf, regionsOf, read } = await start().catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const store: Store = { database, ...repositories, audit: { ...repositories.audit, appendAudit } };
  const credentials = createCredentials(sealed);
  const records = createSealedRecords(sealed);
  const sessions = createSessions({ http, clock, log, onToken: createOneKeystoneHint(log) });
  const grantsSpeech = (token: Token) => tokenGrantsSpeech(token, config.readOnlyRoles);
  const renderers: CardRenderers = {
    ...cardRenderers,
    reply: async (id) => ((await records.get(replyKey(id))) as Message | undefined) ?? null,
  };
  const intents: ClickDeps = { store, clock, renderers, nudge: () => loop.nudge() };
  const linking: LinkDeps = {
    store,
    choices,
    credentials,
    clock,
    readPasted: (text, chosen) => readPasted(text, choices(), chosen),
    signIn: (cloud, credential, signal) => signIn(http, cloud, credential, { signal }),
    keyedHashes: (parts) => keyedHashes(keys, parts),
    grantsSpeech,
    regionsOf: (token, cloud) => imageEndpoints(token.catalog, cloud).map(({ region }) => region),
    keepToken: sessions.keep,
    forgetSession: sessions.forget,
    nudge: intents.nudge,
  };
  const suspension: SuspensionDeps = { ...linking, log };
  const presence: Presence<Vetted> = createPresence({
    vet: (userId) => slack.messenger.vet(userId),
    setDeactivated: (userId, isDeactivated) => setDeactivated(suspension, userId, isDeactivated),
    clock,
  });
  const acting = {
    sessions,
    grantsSpeech,
    admit: presence.admit,
    noteSpeech: (account: Account, speaks: boolean) => markSpeech({ store, clock }, account, speaks),
    cloudOf,
    credentialOf: (account: Account) => readCredential(credentials, account),
  };
  const reading: ReadDeps = {
    sessionOf: createAccountSessions(acting),
    glanceOf,
    markRefused: (account, act) => markRefused(linking, account, act),
  };
  const health = createSlackHealth(clock, log);
  const slack = createSlack({
    config: config.slack,
    proxyVariable,
    clock,
    log,
    features: features({
      intents,
      linking,
      reading,
      waiting: createWaitingCommands(records),
      drafts: createDrafts(records),
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
    tokens: knownTokens(database),
    ready: async () => ({
      database: await database.now().then(Boolean, () => false),
      ...health.troubles(),
    }),
    messengerTimeoutMs: 6_000,
  });
  const loop = createLoop({
    workers: [
      hourly('sweep', clock, async (now) => {
        await database.write((db) => sweepRecords(db, now));
        await database.write((db) => store.cards.dropReplies(db, now - replyKeptMs));
        await database.write((db) => store.signIns.forgetRefusals(db, now));
      }),
      hourly('people', clock, (now) => tendSuspended(suspension, presence.vet, now)),
      ...sharingWorkers({
        store,
        claimCards,
        renderers,
        clock,
        log,
        messenger: { ...slack.messenger, vet: presence.vet },
        health,
        policy: config.policy,
        random: Math.random,
        markRefused: reading.markRefused,
        openImageService: createImageServices({ ...acting, glanceOf }),
      }),
    ],
    now: database.now,
    nextDue: (after) => nextDue(database.kysely, after),
    clock,
    log,
  });

  return {
    start: async () => {
      const { port } = await slack.start();
      loop.start();
      return { port };
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
      await http.close();
      await database.close();
    },
  };
};
