/** The whole bot on a stage: the real app over real HTTP or WebSocket, the playground's Slack, and a cloud that may be a real one. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { startSlack } from '../../playground/slack/slack.ts';
import { addressesOf, type Manifest } from '../../playground/slack/workspace/manifest.ts';
import { createApp } from '../../src/app.ts';
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import { createHttp } from '../../src/cloud/http.ts';
import type { Config } from '../../src/config.ts';
import type { Clock } from '../../src/core/clock.ts';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import { unobserved } from '../../src/core/observer.ts';
import type { Policy } from '../../src/core/policy.ts';
import { Secret } from '../../src/core/secret.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { httpManifest } from '../../src/operator/print-manifest.ts';
import { createByHand } from './by-hand.ts';
import { type Lab, playgroundLab } from './cloud-lab.ts';
import { createDrivenClock } from './driven-clock.ts';
import { copyMade, memoryFolder } from './made-database.ts';
import { createAtRest } from './rest.ts';
import { fullText, matches } from './shown.ts';
import { createLinking, type Name, people } from './stage-people.ts';

export type Transport = 'http' | 'socket';

/** Where a project's offers can go in the place of direct messages. */
export const channels = { images: 'GIMAGES', closed: 'CCLOSED' } as const;

/** Nothing is quiet at whatever hour the tests run, and nothing looks or reminds while a story is told. */
const calm: Policy = {
  remindAfterMs: [dayMs, 3 * dayMs, 7 * dayMs],
  quietHours: null,
  syncInterval: { minMs: hourMs, maxMs: dayMs },
  syncRequestsPerMinute: 300,
};

export interface StageOptions {
  readonly transport?: Transport;
  /** A real cloud; the playground's by default. */
  readonly lab?: Lab;
  readonly policy?: Policy;
  /** `KEEP_ENDED` and `KEEP_AUDIT`; nothing is deleted by default. */
  readonly keep?: Config['keep'];
  /** `CLOUDS`. */
  readonly offeredClouds?: readonly string[] | null;
  /** Further clouds, after the lab, and what of theirs may be written nowhere. */
  readonly also?: { readonly clouds: readonly CloudConfig[]; readonly secrets: readonly string[] };
  /** A file in the stage's folder by default. */
  readonly databaseUrl?: string;
  /** Lets time pass for the database too, which has a clock of its own. */
  readonly databaseLater?: (ms: number) => Promise<void>;
  /** Time that passes by itself, where the story is about that; a driven clock by default. */
  readonly clock?: Clock;
  /** Where the bot finds the image service that is at `url`: behind a proxy, for instance. */
  readonly frontOf?: (url: string) => Promise<string>;
  /** The bot counts what it does. */
  readonly metered?: boolean;
  /** What is due within this is waited for, before the bot counts as at rest. */
  readonly soonMs?: number;
}

export type Stage = Awaited<ReturnType<typeof createStage>>;

export const createStage = async ({
  transport = 'http',
  lab: real,
  also,
  databaseUrl,
  databaseLater = async () => {},
  clock: ownClock,
  soonMs,
  frontOf,
  policy = calm,
  keep = { endedMs: null, auditMs: null },
  offeredClouds = null,
  metered = false,
}: StageOptions = {}) => {
  const driven = createDrivenClock();
  const clock = ownClock ?? driven;
  const folder = await mkdtemp(join(memoryFolder, 'image-share-test-'));
  const manifestText = await readFile('manifest.yml', 'utf8');
  const manifest = parse(manifestText) as Manifest;
  const slack = await startSlack({
    manifest,
    clock,
    users: [
      ...(['alice', 'bob', 'ben', 'carol', 'newt'] as const).map((name) => ({ id: people[name], name })),
      { id: people.gone, name: 'gone', deleted: true },
      { id: people.robot, name: 'robot', is_bot: true },
      { id: people.stranger, name: 'stranger', team_id: 'TELSEWHERE' },
    ],
    // the bot and everybody is in the first two, and nobody has asked the bot into the third
    channels: [
      { id: 'CGENERAL', name: 'general' },
      { id: channels.images, name: 'images', is_private: true },
      { id: channels.closed, name: 'closed', members: [people.bob] },
    ],
  });
  const cloud = real ? null : await startCloud({ clock });
  const demo = cloud ? seedDemo(cloud) : null;
  const lab = real ?? playgroundLab(cloud as Cloud, demo as NonNullable<typeof demo>);
  const regions = ['IAD', 'DFW'];
  const entry: CloudConfig = {
    name: 'lab',
    authType: 'v3',
    authUrl: lab.auth_url,
    regions,
    interface: 'public',
    verify: true,
    cacert: null,
  };
  const fronts = regions.map(async (region) => {
    const imageEndpoint = await frontOf?.(lab.regions[region] ?? '');
    return { ...entry, regions: [region], ...(imageEndpoint !== undefined && { imageEndpoint }) };
  });
  const clouds: CloudConfig[] = [
    { ...entry, ...(frontOf && { entries: await Promise.all(fronts) }) },
    ...(also?.clouds ?? []),
  ];
  const byHand = createByHand(lab);
  const lines: string[] = [];
  /** Lets so much time pass, whatever is under way. */
  const pass = async (ms: number) => {
    if (ownClock) return ownClock.sleep(ms);
    await databaseLater(ms);
    driven.moveTo(clock.now() + ms);
  };
  const file = join(folder, 'bot.db');
  const config: Config = {
    slack: {
      botToken: new Secret(slack.botToken),
      appToken: transport === 'socket' ? new Secret(slack.appToken) : null,
      signingSecret: transport === 'http' ? new Secret(slack.signingSecret) : null,
      apiUrl: slack.apiUrl,
      host: '127.0.0.1',
      port: 0,
    },
    proxies: null,
    cloudsFiles: {
      OS_CLIENT_CONFIG_FILE: undefined,
      OS_CLIENT_VENDOR_FILE: undefined,
      OS_CLIENT_SECURE_FILE: undefined,
      XDG_CONFIG_HOME: undefined,
    },
    offeredClouds,
    encryptionKeys: new Secret(`k1:${randomBytes(32).toString('base64')}`),
    databaseUrl: databaseUrl ?? `sqlite:${file}`,
    forgetList: join(folder, 'forgotten'),
    logLevel: 'debug',
    metricsPort: metered ? 0 : null,
    policy,
    keep,
    readOnlyRoles: ['reader', 'observer'],
  };
  if (databaseUrl === undefined) await copyMade(file);
  const start = async () => {
    const log = createLog('debug', { write: (line) => lines.push(line) });
    // a request that waits to be made again is no rest: the hands move on with it
    const metrics = metered ? createMetrics() : undefined;
    const observer = metrics?.observer ?? unobserved;
    const http = createHttp({ log, clock, wait: pass, observer });
    const app = await createApp({ config, clouds, log, clock, http, metrics });
    const { port, metricsPort } = await app.start();
    if (transport === 'http')
      slack.deliverTo(addressesOf(parse(httpManifest(manifestText, `http://127.0.0.1:${port}`))));
    return { app, port, metricsPort };
  };
  let running = await start();
  const beside: (typeof running)[] = [];
  const atRest = createAtRest({
    activities: () => [running, ...beside].map(({ app }) => app.activity()),
    isAsking: () => slack.deliveries.slice(-100).some(({ ackMs }) => ackMs === null),
    now: clock.now,
    pass,
    ...(soonMs !== undefined && { soonMs }),
  });
  slack.restsWhen(atRest);
  // what people do takes them a moment
  slack.on(({ type }) => {
    if (type === 'delivery') driven.moveTo(driven.now() + 1);
  });

  /** The status of a project's membership as the playground's cloud has it; undefined when it is no member. */
  const status = (imageId: string, project: string, region = 'IAD') =>
    cloud?.state.imageIn(region, imageId)?.members.get(lab.projects[project] ?? '')?.status;

  const actor = (name: Name) => slack.person(people[name]);

  const linking = createLinking({ actor, slack, lab, cloud, lines });

  /** The messages in `name`'s DM, oldest first; with `about`, those about that image. */
  const cards = (name: Name, about?: { readonly id: string }): SlackMessage[] =>
    actor(name)
      .dm()
      .filter((message) => about === undefined || fullText(message).includes(about.id));

  /** Waits for such a message whose whole text has `words`; the newest. */
  const card = (name: Name, words: string | RegExp, about?: { readonly id: string }): Promise<SlackMessage> =>
    slack.until(() => cards(name, about).findLast((message) => matches(fullText(message), words)), {
      what: `a card of ${name} with ${words}`,
    });

  const ephemeral = (name: Name, words: string | RegExp): Promise<SlackMessage> =>
    slack.until(
      () =>
        actor(name)
          .ephemerals()
          .toReversed()
          .find((message) => matches(fullText(message), words)),
      {
        what: `an ephemeral of ${name} with ${words}`,
      },
    );

  return {
    slack,
    cloud,
    demo,
    lab,
    /** The operator's file as the next start reads it. */
    clouds,
    lines,
    folder,
    config,
    byHand,
    actor,
    ...linking,
    cards,
    card,
    ephemeral,
    status,
    projectId: (project: string) => lab.projects[project] ?? '',
    get port() {
      return running.port;
    },
    /** What Prometheus would read. */
    scrape: () => fetch(`http://127.0.0.1:${running.metricsPort}/metrics`),
    /** By the bot's clock. */
    now: () => clock.now(),
    atRest,
    /** Lets so much time pass once the bot is at rest. */
    later: async (ms: number) => {
      await atRest();
      await pass(ms);
    },
    pass,
    /**
     * @param deadlineMs what is under way is cut off then
     * @param between what is done while no bot has the database
     */
    restart: async (deadlineMs = 5_000, between: () => Promise<unknown> = async () => {}) => {
      await running.app.stop(deadlineMs);
      await between();
      running = await start();
    },
    /** One more of the bot on the same database; over HTTP Slack speaks to the newest. */
    replicate: async () => {
      beside.push(await start());
    },
    /** Stops all, and fails when a double saw what no correct bot does or a secret was written anywhere. */
    close: async () => {
      for (const { app } of [running, ...beside]) await app.stop(5_000);
      await slack.close();
      await byHand.close();
      await cloud?.close();
      const linked = Object.values(lab.users).flatMap(({ password, app_credentials }) => [
        password,
        ...Object.values(app_credentials).flatMap((one) => one?.secret ?? []),
      ]);
      const secrets = [...linked, lab.admin.password, ...(also?.secrets ?? [])];
      const written = [
        lines.join('\n'),
        JSON.stringify(slack.requests),
        ...(await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), 'latin1')))),
      ];
      await rm(folder, { recursive: true });
      assert.deepEqual(slack.surprises, []);
      assert.deepEqual(cloud?.surprises ?? [], []);
      const kept = secrets.every((secret) => !written.some((text) => text.includes(secret)));
      assert(kept, 'a secret was written somewhere');
    },
  };
};
