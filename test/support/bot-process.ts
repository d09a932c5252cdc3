/** The bot as its operator runs it: `src/main.ts` in a process of its own, which tests kill and start again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import type { Slack } from '../../playground/slack/slack.ts';

/** What `npm start` gives to node: its flags, and the bot's file. */
export const startArguments: readonly string[] = [
  ...(/exec node (.*) "\$@"$/m.exec(await readFile('src/start.sh', 'utf8'))?.[1]?.split(' ') ?? []),
  'src/main.ts',
];

export interface BotProcess {
  /** Starts it and waits until both of its sockets are open. */
  start(): Promise<void>;
  /** One more process of the same bot, on the same database, which the caller ends. */
  spawn(): ChildProcess;
  /** kill -9; resolves when it is dead. */
  kill(): Promise<void>;
  /** Stops it in the middle of what it does (SIGSTOP) until the returned function is called. */
  freeze(): () => void;
  /** SIGTERM; the exit code. */
  terminate(): Promise<number | null>;
  /** What it is started with; an operator's commands too. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the process that was started last listens. */
  readonly address: () => string;
  /** Of the process that runs now; undefined when none does. */
  readonly pid: () => number | undefined;
  /** All it wrote so far, over all its lives. */
  readonly output: () => string;
  /** Ends it and throws its folder away. */
  close(): Promise<void>;
}

export interface BotProcessOptions {
  /** A file of its own by default. */
  readonly databaseUrl?: string;
  /** Replicas share one. */
  readonly encryptionKeys?: string;
  /** Where another release of the bot is. */
  readonly release?: string;
  /** How Slack reaches it: over sockets by default. */
  readonly transport?: 'sockets' | 'http';
}

/** A value for ENCRYPTION_KEYS. */
export const newKeys = () => `k1:${randomBytes(32).toString('base64')}`;

/** A test that failed before it ended its bots must not leave them: they would ask whatever gets the doubles' ports next. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const bot of running) bot.kill('SIGKILL');
});

/** A bot of `slack` and `cloud` (named `playground`). */
export const createBotProcess = async (
  slack: Slack,
  cloud: Pick<Cloud, 'cloudsYaml'>,
  { databaseUrl, encryptionKeys = newKeys(), release, transport = 'sockets' }: BotProcessOptions = {},
): Promise<BotProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-process-'));
  const cloudsFile = join(folder, 'clouds.yaml');
  await writeFile(cloudsFile, cloud.cloudsYaml);
  const env = {
    PATH: process.env.PATH,
    SLACK_BOT_TOKEN: slack.botToken,
    ...(transport === 'sockets'
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret }),
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    OS_CLIENT_CONFIG_FILE: cloudsFile,
    ENCRYPTION_KEYS: encryptionKeys,
    DATABASE_URL: databaseUrl ?? `sqlite:${join(folder, 'bot.db')}`,
    FORGET_LIST: join(folder, 'forgotten'),
    LOG_LEVEL: 'debug',
  };
  let output = '';
  let child: ChildProcess | null = null;
  /** How many sockets there are beside ours. */
  let others = 0;
  const end = async (signal: NodeJS.Signals) => {
    const dying = child;
    child = null;
    if (dying === null || dying.exitCode !== null || dying.signalCode !== null)
      return dying?.exitCode ?? null;
    const exited = once(dying, 'exit');
    dying.kill(signal);
    const [code] = await exited;
    return code as number | null;
  };
  const ports = () => [...output.matchAll(/"port":(\d+),"msg":"listening"/g)].map(([, port]) => port);
  const another = () => {
    const bot = spawn(process.execPath, startArguments, {
      cwd: release,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(bot);
    bot.once('exit', () => running.delete(bot));
    return bot;
  };
  return {
    spawn: another,
    start: async () => {
      others = slack.sockets.count;
      child = another();
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (data) => (output += String(data)));
      const starting = child;
      const ended = () => starting.exitCode !== null || starting.signalCode !== null;
      const before = output.length;
      const isUp = () =>
        transport === 'sockets'
          ? slack.sockets.count >= others + 2
          : output.slice(before).includes('"connected to slack"');
      await slack.until(() => isUp() || ended(), { what: 'a bot that Slack can reach' });
      if (ended() && child === starting) throw new Error(`the bot did not start:\n${output.slice(-2000)}`);
    },
    kill: async () => {
      const left = Math.max(0, slack.sockets.count - 2);
      await end('SIGKILL');
      await slack.until(() => slack.sockets.count <= left, { what: 'the sockets of the dead bot closed' });
    },
    freeze: () => {
      const frozen = child;
      frozen?.kill('SIGSTOP');
      return () => void frozen?.kill('SIGCONT');
    },
    terminate: () => end('SIGTERM'),
    env,
    address: () => `http://127.0.0.1:${ports().at(-1)}`,
    pid: () => child?.pid,
    output: () => output,
    close: async () => {
      await end('SIGKILL');
      await rm(folder, { recursive: true });
    },
  };
};
