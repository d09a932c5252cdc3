/** The bot as its operator has it: a folder, an environment, and what is run there, all in the test's own process. */
import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { credentialInputs, linkAccount } from '../../playground/linking.ts';
import { startSlack } from '../../playground/slack/slack.ts';
import { runBot } from '../../src/bot.ts';
import type { Environment } from '../../src/config.ts';
import { type Clock, createClock } from '../../src/core/clock.ts';
import { runOperator } from '../../src/operator/run.ts';
import { newKeys } from './bot-process.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One of the operator's commands, as `src/operator.ts` runs it. @param typed what the operator answers it; null: nobody is there */
export const runCommand = async (
  argv: readonly string[],
  env: Environment,
  typed: string | null = null,
): Promise<Outcome> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runOperator(argv, env, {
    stdout,
    stderr,
    ...(typed !== null && { stdin: Readable.from([typed]) }),
  });
  stdout.end();
  stderr.end();
  return { code, out: await text(stdout), err: await text(stderr) };
};

/** A bot as `src/main.ts` runs it; `signals` are what it gets of its process. */
const launch = (env: Environment, clock?: Clock, environment?: () => Environment) => {
  const signals = new EventEmitter();
  const written = { out: '', err: '' };
  const up = Promise.withResolvers<string>();
  const listening = Promise.withResolvers<string>();
  const stdout = {
    write: (line: string) => {
      written.out += line;
      const port = /"port":(\d+).*image share is up/.exec(line)?.[1];
      if (port) up.resolve(port);
      const open = /"port":(\d+).*"listening"/.exec(line)?.[1];
      if (open) listening.resolve(open);
    },
  };
  const stderr = { write: (words: string) => (written.err += words) };
  const ended = runBot(env, { stdout, stderr }, signals, clock, environment).then(
    (code): Outcome => ({ code, ...written }),
  );
  return {
    signals,
    up: up.promise,
    /** The port on which it says how it is doing, before it is up. */
    listening: listening.promise,
    ended,
    /** All it logged so far. */
    output: () => written.out,
    /** SIGTERM. */
    terminate: () => {
      signals.emit('SIGTERM');
      return ended;
    },
  };
};

/** Of a bot that waits for what it will not get: each wait is over at once. */
export const hurriedClock = (): Clock => {
  let at = Date.now();
  return {
    ...createClock(() => at),
    sleep: async (ms) => {
      at += ms;
    },
  };
};

export type Deployment = Awaited<ReturnType<typeof createDeployment>>;

export const createDeployment = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-deployment-'));
  const manifest = parse(await readFile('manifest.yml', 'utf8'));
  const users = ['alice', 'bob'].map((name) => ({ id: `U${name.toUpperCase()}`, name }));
  const slack = await startSlack({ manifest, users });
  const cloud = await startCloud();
  const demo = seedDemo(cloud);
  const cloudsFile = join(folder, 'clouds.yaml');
  await writeFile(cloudsFile, cloud.cloudsYaml);
  /** All that a bot needs to start. */
  const env: Environment = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    OS_CLIENT_CONFIG_FILE: cloudsFile,
    ENCRYPTION_KEYS: newKeys(),
    DATABASE_URL: `sqlite:${join(folder, 'bot.db')}`,
    FORGET_LIST: join(folder, 'forgotten'),
  };
  const bots: ReturnType<typeof launch>[] = [];
  return {
    folder,
    slack,
    cloud,
    demo,
    env,
    /** A bot that may have to wait for something. */
    beginBot: (its: Environment, clock?: Clock) => {
      const bot = launch(its, clock);
      bots.push(bot);
      return bot;
    },
    /** A bot that is up; `port` is the one it listens on. */
    startBot: async (its: Environment = env, environment?: () => Environment) => {
      const bot = launch(its, undefined, environment);
      bots.push(bot);
      const inVain = bot.ended.then(({ err }) => {
        throw new Error(`The bot did not start: ${err}`);
      });
      return { ...bot, port: await Promise.race([bot.up, inVain]) };
    },
    /** How a bot ends that cannot start. */
    refusal: (its: Environment, clock?: Clock) => {
      const bot = launch(its, clock);
      bots.push(bot);
      const started = bot.up.then(() => {
        throw new Error('The bot started.');
      });
      return Promise.race([bot.ended, started]);
    },
    /** Links the application credential of one of the two. */
    link: (name: 'alice' | 'bob') =>
      linkAccount(slack, `U${name.toUpperCase()}`, credentialInputs(demo.people[name].bot)),
    /** Stops every bot and throws the folder away. */
    close: async () => {
      await Promise.all(bots.map((bot) => bot.terminate()));
      await slack.close();
      await cloud.close();
      await rm(folder, { recursive: true });
    },
  };
};
