/** The whole bot on a stage: the real app over real HTTP or WebSocket, the playground's Slack, and a cloud that may be a real one. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { type Cloud, startCloud } from '../../playground/cloud/server.ts';
import type { Manifest } from '../../playground/slack/manifest.ts';
import { startSlack } from '../../playground/slack/slack.ts';
import type { SlackMessage } from '../../playground/slack/wire.ts';
import { createApp } from '../../src/app.ts';
import type { CloudConfig } from '../../src/cloud/clouds.ts';
import type { Config } from '../../src/config.ts';
import type { Clock } from '../../src/core/clock.ts';
import { dayMs, hourMs } from '../../src/core/duration.ts';
import { createLog } from '../../src/core/log.ts';
import type { Policy } from '../../src/core/policy.ts';
import { Secret } from '../../src/core/secret.ts';
import { createByHand } from './by-hand.ts';
import { type Lab, playgroundLab } from './cloud-lab.ts';
import { fullText, matches } from './shown.ts';

export type Transport = 'http' | 'socket';

/** alice produces; bob and ben consume for one project, carol for another; newt has no account. */
export const people = {
  alice: 'UALICE',
  bob: 'UBOB',
  ben: 'UBEN',
  carol: 'UCAROL',
  newt: 'UNEWT',
  gone: 'UGONE',
  robot: 'UROBOT',
  stranger: 'USTRANGER',
} as const;

/** Where a project's offers can go in the place of direct messages. */
export const channels = { images: 'GIMAGES', closed: 'CCLOSED' } as const;

export type Name = keyof typeof people;
type User = keyof Lab['users'];

/** Nothing is quiet at whatever hour the tests run, and nothing looks or reminds while a story is told. */
const calm: Policy = {
  remindAfterMs: [dayMs, 3 * dayMs, 7 * dayMs],
  quietHours: null,
  lookEvery: { leastMs: hourMs, mostMs: dayMs },
  looksPerMinute: 300,
};

export interface StageOptions {
  readonly transport?: Transport;
  /** A real cloud; the playground's by default. */
  readonly lab?: Lab;
  readonly policy?: Policy;
  /** Further clouds, after the lab, and what of theirs may be written nowhere. */
  readonly also?: { readonly clouds: readonly CloudConfig[]; readonly secrets: readonly string[] };
  /** A file in the stage's folder by default. */
  readonly databaseUrl?: string;
  /** The bot's clock, made from the one whose hands `later` turns; that one itself by default. */
  readonly clockOf?: (wall: Clock) => Clock;
  /** How long the bot may sleep before it looks at its clock. */
  readonly pollMs?: number;
}

export type Stage = Awaited<ReturnType<typeof createStage>>;

export const createStage = async ({
  transport = 'http',
  lab: real,
  also,
  databaseUrl,
  clockOf = (wall) => wall,
  pollMs,
  policy = calm,
}: StageOptions = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-test-'));
  const manifest = parse(await readFile('manifest.yml', 'utf8')) as Manifest;
  const slack = await startSlack({
    manifest,
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
  const cloud = real ? null : await startCloud();
  const demo = cloud ? seedDemo(cloud) : null;
  const lab = real ?? playgroundLab(cloud as Cloud, demo as NonNullable<typeof demo>);
  const clouds: CloudConfig[] = [
    {
      name: 'lab',
      authType: 'v3',
      authUrl: lab.auth_url,
      regions: ['IAD', 'DFW'],
      interface: 'public',
      verify: true,
      cacert: null,
    },
    ...(also?.clouds ?? []),
  ];
  const byHand = createByHand(lab);
  const lines: string[] = [];
  /** How far the bot's clock is ahead of everybody else's. */
  let aheadMs = 0;
  const wall: Clock = { now: () => Date.now() + aheadMs };
  const config: Config = {
    slack: {
      botToken: new Secret(slack.botToken),
      appToken: transport === 'socket' ? new Secret(slack.appToken) : null,
      signingSecret: transport === 'http' ? new Secret(slack.signingSecret) : null,
      apiUrl: slack.apiUrl,
      port: 0,
    },
    cloudsFile: null,
    encryptionKeys: new Secret(`k1:${randomBytes(32).toString('base64')}`),
    databaseUrl: databaseUrl ?? `sqlite:${join(folder, 'bot.db')}`,
    logLevel: 'debug',
    policy,
  };
  const start = async () => {
    const app = await createApp({
      config,
      clouds,
      log: createLog('debug', { write: (line) => lines.push(line) }),
      clock: clockOf(wall),
      ...(pollMs !== undefined && { pollMs }),
    });
    const { port } = await app.start();
    if (transport === 'http') slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
    return { app, port };
  };
  let running = await start();
  const beside: (typeof running)[] = [];

  /** The status of a project's membership as the playground's cloud has it; undefined when it is no member. */
  const status = (imageId: string, project: string, region = 'IAD') =>
    cloud?.state.imageIn(region, imageId)?.members.get(lab.projects[project] ?? '')?.status;

  /** A real cloud takes its time, most of it for signing in. */
  const timeoutMs = real ? 15_000 : 5_000;
  const actor = (name: Name) => slack.person(people[name]);

  /** Opens `name`'s link modal. */
  const openLink = async (name: Name) => {
    await actor(name).command('/image-account', 'link');
    await slack.until(() => actor(name).views.length > 0, { what: `the link modal of ${name}` });
  };

  /** Fills in the link modal that is open for `name`; what it turns into then is closed. What linking asks of the cloud is over then, and not counted. */
  const fillLink = async (name: Name, values: Record<string, string>) => {
    const person = actor(name);
    const linkings = () =>
      lines.filter((line) => line.includes('"name":"link-account"') && line.includes('"msg":"turn"')).length;
    const before = linkings();
    const outcome = await person.submit(values);
    assert.equal(outcome.errors, undefined);
    await slack.until(() => linkings() > before, { what: `what linking sets off for ${name}`, timeoutMs });
    if (cloud) cloud.requests.length = 0;
    await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked', {
      what: `${name}'s account linked`,
    });
    await person.close();
  };

  /** What the link modal wants of a person of the lab: the application credential. */
  const applicationCredential = (as: User) => {
    const { id, secret } = lab.users[as].app_credentials.bot;
    return { 'Application credential ID': id, 'Application credential secret': secret };
  };

  /** Links `name`'s application credential (ben uses bob's user) through the modal; `more` fills in further inputs. */
  const link = async (
    name: Name,
    as: User = name === 'ben' ? 'bob' : (name as User),
    more: Record<string, string> = {},
  ) => {
    await openLink(name);
    await fillLink(name, { ...applicationCredential(as), ...more });
  };

  /** Links an account by password: the cloud admin's own unless said. */
  const linkPassword = async (name: Name, { user, password, project } = lab.admin) => {
    await openLink(name);
    const [view] = actor(name).views;
    if (view) await actor(name).choose(view, 'Sign in with', 'Password');
    await slack.until(() => JSON.stringify(actor(name).views).includes('"User domain"'), {
      what: 'the inputs for a password',
    });
    await fillLink(name, { Username: user, Password: password, Project: project });
  };

  /** The messages in `name`'s DM, oldest first; with `about`, those about that image. */
  const cards = (name: Name, about?: { readonly id: string }): SlackMessage[] =>
    actor(name)
      .dm()
      .filter((message) => about === undefined || fullText(message).includes(about.id));

  /** Waits for such a message whose whole text has `words`; the newest. */
  const card = (name: Name, words: string | RegExp, about?: { readonly id: string }): Promise<SlackMessage> =>
    slack.until(() => cards(name, about).findLast((message) => matches(fullText(message), words)), {
      what: `a card of ${name} with ${words}`,
      timeoutMs,
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
    byHand,
    actor,
    openLink,
    fillLink,
    applicationCredential,
    link,
    linkPassword,
    cards,
    card,
    ephemeral,
    status,
    projectId: (project: string) => lab.projects[project] ?? '',
    get port() {
      return running.port;
    },
    /** By the bot's clock. */
    now: () => wall.now(),
    /** Moves the bot's clock on; it notices when something wakes it. */
    later: (ms: number) => {
      aheadMs += ms;
    },
    /** @param deadlineMs what is under way is cut off then */
    restart: async (deadlineMs = 5_000) => {
      await running.app.stop(deadlineMs);
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
