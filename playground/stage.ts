/** The playground's Slack and cloud with the real bot between them: configured as an operator would, in a folder thrown away at the end. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createApp } from '../src/app.ts';
import { loadClouds } from '../src/cloud/clouds.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/core/log.ts';
import { seedDemo } from './cloud/demo.ts';
import { startCloud } from './cloud/server.ts';
import type { Manifest } from './slack/manifest.ts';
import { startSlack } from './slack/slack.ts';

/** alice makes images, bob and carol use them; newt is new and has linked nothing. */
export const people = { alice: 'UALICE', bob: 'UBOB', carol: 'UCAROL', newt: 'UNEWT' } as const;

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
  const slack = await startSlack({
    manifest: parse(await readFile(manifestFile, 'utf8')) as Manifest,
    users: Object.entries(people).map(([name, id]) => ({ id, name })),
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
  const bot = await createApp({
    config,
    clouds: await loadClouds({ OS_CLIENT_CONFIG_FILE: cloudsFile }),
    log: createLog('info', { write: (line) => log.push(line) }),
  });
  started.defer(() => bot.stop(drainMs));
  const { port } = await bot.start();
  await slack.until(() => slack.sockets.count > 0, { what: 'a socket of the bot' });

  const all = started.move();
  let closed: Promise<void> | undefined;
  return {
    slack,
    cloud,
    demo,
    log,
    /** Where the bot answers `/healthz` and `/readyz`. */
    botUrl: `http://127.0.0.1:${port}`,
    /** Whoever asks again waits for the same end. */
    close: () => (closed ??= all.disposeAsync()),
  };
};
