/** The playground's Slack and cloud with the real bot between them: configured as an operator would, in a folder thrown away at the end. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type App, createApp } from '../src/app.ts';
import { loadClouds } from '../src/cloud/clouds.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/core/log.ts';
import { seedDemo } from './cloud/demo.ts';
import { startCloud } from './cloud/server.ts';
import type { Manifest } from './slack/manifest.ts';
import { startSlack } from './slack/slack.ts';

/** alice makes images, bob and carol use them; newt is new and has linked nothing. */
export const people = { alice: 'UALICE', bob: 'UBOB', carol: 'UCAROL', newt: 'UNEWT' } as const;

export const generalChannel = { id: 'CGENERAL', name: 'general' } as const;

export type Stage = Awaited<ReturnType<typeof startStage>>;

const drainMs = 5_000;

/**
 * Starts the three and waits until the bot's sockets are open. Whoever starts a stage closes it.
 * @throws whatever kept one of them from starting; what had started is closed then
 */
export const startStage = async () => {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'image-share-playground-'));
  started.defer(() => rm(folder, { recursive: true }));

  const cloud = await startCloud();
  started.defer(cloud.close);
  const demo = seedDemo(cloud);
  const cloudsFile = join(folder, 'clouds.yaml');
  await writeFile(cloudsFile, cloud.cloudsYaml);

  const manifestFile = new URL('../manifest.yml', import.meta.url);
  const manifest = parse(await readFile(manifestFile, 'utf8')) as Manifest;
  const slack = await startSlack({
    manifest,
    users: Object.entries(people).map(([name, id]) => ({ id, name })),
    channels: [generalChannel],
  });
  started.defer(() => slack.close());

  /** What the bot logged, a JSON line each. */
  const log: string[] = [];
  const config = readConfig({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    OS_CLIENT_CONFIG_FILE: cloudsFile,
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    DATABASE_URL: `sqlite:${join(folder, 'bot.db')}`,
  });
  const clouds = await loadClouds({ OS_CLIENT_CONFIG_FILE: cloudsFile });
  let bot: App | undefined;
  let port = 0;
  const startBot = async () => {
    bot = await createApp({ config, clouds, log: createLog('info', { write: (line) => log.push(line) }) });
    ({ port } = await bot.start());
    await slack.until(() => slack.sockets.count > 0, { what: 'a socket of the bot' });
  };
  const stopBot = async () => {
    const running = bot;
    bot = undefined;
    await running?.stop(drainMs);
  };
  started.defer(stopBot);
  await startBot();

  const all = started.move();
  let closed: Promise<void> | undefined;
  return {
    slack,
    manifest,
    cloud,
    demo,
    log,
    /** Where the bot answers `/healthz` and `/readyz`; another place after a restart. */
    get botUrl() {
      return `http://127.0.0.1:${port}`;
    },
    /** Stops the bot as SIGTERM would and starts it on the same database. */
    restartBot: async () => {
      await stopBot();
      await startBot();
    },
    /** Whoever asks again waits for the same end. */
    close: () => (closed ??= all.disposeAsync()),
  };
};
