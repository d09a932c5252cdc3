/** docs/first-hour.md: each mistake that it names is made here, and prints the sentence beside it. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Environment } from '../../src/config.ts';
import { wordProblem } from '../../src/core/problems/problem.ts';
import { neededScopes } from '../../src/slack/api/scopes.ts';
import { newKeys } from '../support/bot-process.ts';
import { createDeployment, type Deployment, hurriedClock } from '../support/deployment.ts';
import { unstarted } from '../support/mounted.ts';

const page = readFileSync('docs/first-hour.md', 'utf8');
const sentences = new Map(
  [...page.matchAll(/^- (.+):\n\n {2}```text\n {2}(.+)\n {2}```$/gm)].map(([, mistake = '', says = '']) => [
    mistake,
    says,
  ]),
);

let deployment: Deployment;
beforeEach(async () => {
  deployment = await createDeployment();
});
afterEach(() => deployment.close());

const oldNode = (platform: string): string => {
  let said = '';
  const file = 'src/check-node.cjs';
  const process = {
    versions: { node: '20.20.2' },
    execPath: '/usr/bin/node',
    env: {},
    ...{ platform, arch: 'x64' },
    report: { getReport: () => ({ header: { glibcVersionRuntime: '2.36' } }) },
    stderr: { write: (text: string) => (said += text) },
    exit: () => {},
  };
  const require = createRequire(`${import.meta.dirname}/../../${file}`);
  runInNewContext(readFileSync(file, 'utf8'), { process, require, __dirname: '/nowhere/src' });
  return said;
};
const without = async (env: Environment, clock?: Parameters<Deployment['refusal']>[1]) =>
  (await deployment.refusal({ ...deployment.env, ...env }, clock)).err;
const setupError = async (...given: Parameters<typeof unstarted>) => {
  const { bot } = await unstarted(...given);
  const error = await bot.start().catch((thrown: Error) => thrown);
  return `image-share: ${(error as Error).message}`;
};
const scopes = Object.keys(neededScopes).filter((scope) => scope !== 'commands');

const made: Readonly<Record<string, () => string | Promise<string>>> = {
  'Your Node is too old, and npm brings none for your machine': () => oldNode('darwin'),
  'You left out the Node that npm brings': () => oldNode('linux'),
  'The app was made without the manifest, or with a part of it': () =>
    setupError('http', {}, undefined, undefined, undefined, {
      manifest: { oauth_config: { scopes: { bot: scopes } } },
    }),
  'The app-level token is of another app': () =>
    setupError('socket', {}, undefined, undefined, undefined, { appOfSockets: 'AOTHER' }),
  'There is none where the bot looks': () => without({ OS_CLIENT_CONFIG_FILE: 'none.yaml' }),
  'You have not begun': async () => (await deployment.refusal({})).err,
  'A placeholder is left in place': () => without({ SLACK_BOT_TOKEN: 'xoxb-' }),
  "The tokens are in each other's place": () =>
    without({ SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xoxb-1' }),
  "It is a user's token": () => without({ SLACK_BOT_TOKEN: 'xoxp-1' }),
  'A quotation mark was copied with it': () => without({ SLACK_BOT_TOKEN: '“xoxb-1”' }),
  'There is no key': () => without({ ENCRYPTION_KEYS: '' }),
  'The key is cut short': () => without({ ENCRYPTION_KEYS: 'k1:YWJj' }),
  'A token is mistyped, or was replaced': () => without({ SLACK_BOT_TOKEN: 'xoxb-1' }),
  'Something else listens on the port': async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const said = await without({ PORT: String(port) }, hurriedClock());
    other.close();
    return said;
  },
  'A second bot was started in the same folder': async () => {
    await deployment.startBot();
    return without({}, hurriedClock());
  },
  "The database's path is a folder": () => without({ DATABASE_URL: `sqlite:${deployment.folder}` }),
  "The key is another one than yesterday's": async () => {
    const bot = await deployment.startBot();
    await bot.terminate();
    return without({ ENCRYPTION_KEYS: newKeys() });
  },
  'The secret is mistyped': () => wordProblem({ kind: 'credentials-refused', what: 'secret' }),
  'You named no project': () => wordProblem({ kind: 'no-tenant' }),
};

test('every mistake on the page is made here, and no other', () => {
  expect([...sentences.keys()].toSorted()).toEqual(Object.keys(made).toSorted());
});

test.each([...sentences])('%s', async (mistake, says) => {
  const parts = says.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const said = (await made[mistake]?.()) ?? '';
  expect(said.split('\n')[0]).toMatch(new RegExp(`^${parts.join('.*')}$`));
});
