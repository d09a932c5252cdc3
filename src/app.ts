/** The composition root: takes a configuration and returns a bot that can start and stop. Calling the constructors in order is all the wiring. */
import { markRefused } from './accounts/account-health.ts';
import { readCredential } from './accounts/credential.ts';
import { createDrafts } from './accounts/drafts.ts';
import type { LinkDeps } from './accounts/linking.ts';
import type { ReadDeps } from './accounts/reading.ts';
import { createAccountSessions, createImageServices } from './accounts/sessions.ts';
import { createWaitingCommands } from './accounts/waiting-command.ts';
import { imageEndpoints } from './cloud/catalog.ts';
import { cloudChoices } from './cloud/cloud-choices.ts';
import type { CloudConfig } from './cloud/cloud-config.ts';
import { glanceOf } from './cloud/glance-client.ts';
import { createHttp, type Http } from './cloud/http.ts';
import { readPasted } from './cloud/pasted-clouds-yaml.ts';
import { seenFrom } from './cloud/same-cloud.ts';
import { createSessions } from './cloud/session.ts';
import { signIn } from './cloud/sign-in.ts';
import type { Config } from './config.ts';
import { type Clock, systemClock } from './core/clock.ts';
import type { Log } from './core/log.ts';
import { wordProblem } from './core/problems/problem.ts';
import { shareCard } from './features/answer-share/share-card.ts';
import { homeBlocks } from './features/home/home-blocks.ts';
import { linkAgainCard } from './features/image-account/account-messages.ts';
import { features } from './features/index.ts';
import { digestMessage } from './features/notifications/notification-messages.ts';
import { offerCard } from './features/share-image/offer-messages.ts';
import { withdrawalCard } from './features/unshare-image/withdrawal-card.ts';
import type { Account } from './model/account.ts';
import { successorOf } from './sharing/cards/former-message.ts';
import { refusalOf } from './sharing/cards/home-card.ts';
import type { CardRenderers } from './sharing/cards/render.ts';
import { createSlackHealth } from './sharing/delivery/slack-health.ts';
import type { ClickDeps } from './sharing/intents/intent.ts';
import { hourly } from './sharing/reconcile/hourly.ts';
import { type Activity, createLoop } from './sharing/reconcile/loop.ts';
import { sharingWorkers } from './sharing/reconcile/workers.ts';
import type { Store } from './sharing/repositories.ts';
import { escapeText, mrkdwn } from './slack/blocks/mrkdwn.ts';
import { createSlack } from './slack/bolt/receivers.ts';
import { claimCards } from './store/claims/card-claims.ts';
import { nextDue } from './store/claims/leases.ts';
import { openDatabaseWhenFree } from './store/open.ts';
import * as accounts from './store/repositories/accounts.ts';
import * as audit from './store/repositories/audit-lines.ts';
import { withAuditLog } from './store/repositories/audit-log.ts';
import * as cards from './store/repositories/cards.ts';
import { recognizeClouds } from './store/repositories/known-clouds.ts';
import * as notifications from './store/repositories/notifications.ts';
import * as offers from './store/repositories/offers.ts';
import * as preferences from './store/repositories/preferences.ts';
import * as projectSyncs from './store/repositories/project-syncs.ts';
import * as refusedCards from './store/repositories/refused-cards.ts';
import * as shares from './store/repositories/shares.ts';
import * as signIns from './store/repositories/sign-ins.ts';
import * as slackTokens from './store/repositories/slack-tokens.ts';
import * as timers from './store/repositories/timers.ts';
import * as withdrawals from './store/repositories/withdrawals.ts';
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
  /** The environment's variable that names a proxy, for the log. */
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
    return recognizeClouds(database, entries, log);
  };
  let known = await start().catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const clouds = () => known;
  const choices = () => cloudChoices(clouds(), config.offeredClouds);
  const store: Store = {
    database,
    offers,
    shares,
    withdrawals,
    cards,
    refusedCards,
    accounts,
    audit: { ...audit, appendAudit },
    timers,
    notifications,
    preferences,
    projectSyncs,
    signIns,
  };
  const credentials = createCredentials(sealed);
  const sessions = createSessions({ http, clock, log });
  const renderers: CardRenderers = {
    offer: offerCard,
    share: shareCard,
    withdrawal: withdrawalCard,
    account: linkAgainCard,
    digest: digestMessage,
    home: homeBlocks,
  };

  const intents: ClickDeps = { store, clock, renderers, nudge: () => loop.nudge() };
  const linking: LinkDeps = {
    store,
    choices,
    credentials,
    clock,
    readPasted: (text) => readPasted(text, choices()),
    signIn: (cloud, credential, signal) => signIn(http, cloud, credential, { signal }),
    keyedHashes: (parts) => keyedHashes(keys, parts),
    regionsOf: (token, cloud) => imageEndpoints(token.catalog, cloud).map(({ region }) => region),
    keepToken: sessions.keep,
    forgetSession: sessions.forget,
    nudge: intents.nudge,
  };
  const acting = {
    sessions,
    cloudOf: ({ cloudId, entry }: Account) => {
      const cloud = clouds().find(({ id }) => id === cloudId);
      return cloud === undefined ? null : seenFrom(cloud, entry);
    },
    credentialOf: (account: Account) => readCredential(credentials, account),
  };
  const reading: ReadDeps = {
    sessionOf: createAccountSessions(acting),
    glanceOf,
    markRefused: (account) => markRefused(linking, account),
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
      waiting: createWaitingCommands(createSealedRecords(sealed)),
      drafts: createDrafts(createSealedRecords(sealed)),
      policy: config.policy,
      regionsOf: (cloudId) => clouds().find(({ id }) => id === cloudId)?.regions ?? [],
    }),
    tokens: {
      isKnown: (hash) => slackTokens.isKnownToken(database.kysely, hash),
      keep: (id, { id: teamId, name: teamName }) =>
        database.write((db) => slackTokens.keepToken(db, { id, teamId, teamName })),
      team: () => slackTokens.teamOfRows(database.kysely),
    },
    notice: async (person) => {
      const code = await refusalOf(store, database.kysely, person, clock.now()).catch(() => null);
      return code && mrkdwn`:warning: ${escapeText(wordProblem({ kind: 'slack-refuses', code }))}`;
    },
    successorOf: async (person, value, clicked) => {
      const successor = await successorOf(intents, person, value, clicked);
      if (successor === null) return null;
      const { message, at } = successor;
      const link = at && (await slack.messenger.permalink(at.channel, at.ts).catch(() => null));
      return { message, link };
    },
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
        await database.write((db) => signIns.forgetRefusals(db, now));
      }),
      ...sharingWorkers({
        store,
        claimCards,
        renderers,
        clock,
        log,
        messenger: slack.messenger,
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
      known = await recognizeClouds(database, changed, log);
      loop.nudge();
    },
    stop: async (deadlineMs) => {
      await Promise.all([slack.stop(deadlineMs * 0.9), loop.stop(deadlineMs * 0.9)]);
      await http.close();
      await database.close();
    },
  };
};
