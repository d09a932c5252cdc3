/** What the files in deploy/ may name: the bot's variables, its port and paths, and how it is started. */
import { readFileSync } from 'node:fs';
import { readConfig } from '../../src/config.ts';
import { secretFiles } from '../../src/core/secret-files.ts';
import { healthRoutes } from '../../src/slack/bolt/health.ts';

const read = (path: string) => readFileSync(path, 'utf8');

/** A test of its own holds .env.example equal to what the bot reads. */
export const variables: readonly string[] = [
  ...[...read('.env.example').matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name = '']) => name),
  ...Object.values(secretFiles),
];

/** The port where PORT is not set. */
export const port = readConfig({
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  ENCRYPTION_KEYS: 'k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
}).slack.port;

/** Of the health checks. */
export const paths = Object.keys(
  healthRoutes(() => {
    throw new Error('Nobody asks them here.');
  }),
).map((route) => route.replace('GET ', ''));

const [, drainSeconds = ''] = /drainMs = (\d+)_000;/.exec(read('src/bot.ts')) ?? [];
/** How long a bot that is told to stop may go on. */
export const drain = Number(drainSeconds);

export const containerfile = read('Containerfile');
const [, user = ''] = /^USER (\d+):\1$/m.exec(containerfile) ?? [];
/** The image's user and group. */
export const imageUser = Number(user);
