/** The processes of a benchmark: the bot as its operator runs it, over signed HTTP and with its file on a disk, and children of our own. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Slack } from '../playground/slack/slack.ts';
import { newKeys, startArguments } from '../test/support/bot-process.ts';

/** The memory that a process holds now. */
export const residentMib = async (pid: number | undefined): Promise<number> =>
  Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

/** A child of this process, which talks over IPC and dies with it at the latest; `likeTheBot`, with the bot's flags to node. */
export const childOf = (
  file: string,
  { env = {}, likeTheBot = false }: { env?: NodeJS.ProcessEnv; likeTheBot?: boolean } = {},
): ChildProcess =>
  fork(file, {
    execArgv: likeTheBot ? startArguments.slice(0, -1) : [],
    env: { ...process.env, ...env },
  });

/** The next thing that the child says. */
export const answerOf = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`${child.spawnargs.at(-1)} ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer as T);
    });
  });

/** A bot whose file and log lie in `folder`; resolves when it takes requests at `url`. */
export const startBot = async (
  folder: string,
  slack: Slack,
  cloudsYaml: string,
  keys = newKeys(),
  env: NodeJS.ProcessEnv = {},
) => {
  await writeFile(join(folder, 'clouds.yaml'), cloudsYaml);
  const log = await open(join(folder, 'bot.log'), 'w');
  const bot = spawn(process.execPath, startArguments, {
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      PORT: '0',
      OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'),
      ENCRYPTION_KEYS: keys,
      DATABASE_URL: `sqlite:${join(folder, 'bot.db')}`,
      ...env,
    },
    stdio: ['ignore', log.fd, 'inherit'],
  });
  const port = async () => /"port":(\d+),"clouds"/.exec(await readFile(join(folder, 'bot.log'), 'utf8'))?.[1];
  while ((await port()) === undefined) {
    if (bot.exitCode !== null) throw new Error(`the bot ended with ${bot.exitCode}`);
    await sleep(20);
  }
  return { bot, log, keys, url: `http://127.0.0.1:${await port()}/slack/events` };
};
