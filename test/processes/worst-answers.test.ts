/** What a cloud, a port or Slack sends at worst, many at a time: a bot within the start script's own limit of memory lives, and goes on. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { credentialInputs, linkAccount } from '../../playground/linking.ts';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import { type BotProcess, createBotProcess } from '../support/bot-process.ts';
import { startLyingProxy } from '../support/lying-proxy.ts';
import type { TrueAnswer } from '../support/mutated-answers.ts';
import { fullText } from '../support/shown.ts';

const mib = 1024 ** 2;
/** So many commands at a time. */
const together = 6;

let slack: Slack;
let cloud: Cloud;
let demo: ReturnType<typeof seedDemo>;
let proxy: Awaited<ReturnType<typeof startLyingProxy>>;
let bot: BotProcess;
beforeEach(async () => {
  slack = await startSlack({
    manifest: parse(readFileSync('manifest.yml', 'utf8')),
    users: [{ id: 'UALICE' }],
  });
  cloud = await startCloud();
  demo = seedDemo(cloud);
  proxy = await startLyingProxy(cloud.url);
  bot = await createBotProcess(slack, { cloudsYaml: cloud.cloudsYaml.replaceAll(cloud.url, proxy.url) });
  await bot.start();
  await linkAccount(slack, 'UALICE', credentialInputs(demo.people.alice.bot));
});
afterEach(async () => {
  await bot.terminate();
  await bot.close();
  proxy.close();
  await slack.close();
  await cloud.close();
});

const alice = () => slack.person('UALICE');
/** What says more than that the bot is reading. */
const answers = () =>
  alice()
    .ephemerals()
    .filter((one) => !fullText(one).includes('Reading'));

const image = () => demo.images.unshared.id;

const commands = async (): Promise<void> => {
  const all: (readonly [`/${string}`, string])[] = [
    ['/list-images', '--visibility all'],
    ['/show-image', image()],
    ['/image-members', image()],
  ];
  const before = answers().length;
  const asked = Array.from({ length: together }, (_, n) =>
    alice().command(...(all[n % all.length] ?? (['/image-help', ''] as const))),
  );
  for (const { error } of await Promise.all(asked)) expect(error).toBeUndefined();
  await slack.until(() => answers().length >= before + together, { what: 'an answer to each command' });
};

/** In place of what came, JSON that is nearly as long as the bot reads, with what was asked for at its end. */
const filled =
  (fill: (bytes: number) => string) =>
  ({ status, headers, body }: TrueAnswer) => {
    const truth = JSON.parse(body.toString() || '{}') as Record<string, unknown>;
    const bytes = 'token' in truth || 'members' in truth ? 3.9 * mib : 49 * mib;
    const own = JSON.stringify(truth);
    const text =
      'images' in truth
        ? `{"images":[{${fill(bytes)}"id":"${image()}"}],"first":"/v2/images"}`
        : `{${fill(bytes)}${own.slice(1)}`;
    const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...rest } = headers;
    const lines = Object.entries(rest).map(([name, value]) => `${name}: ${value}`);
    const content = Buffer.from(text);
    const head = [`HTTP/1.1 ${status} X`, ...lines, `content-length: ${content.length}`, '', ''].join('\r\n');
    return Buffer.concat([Buffer.from(head), content]);
  };
const times = (piece: string, bytes: number) => piece.repeat(Math.floor(bytes / piece.length));

const worst: [string, (bytes: number) => string][] = [
  ['tiny values', (bytes) => `"x":[${times('{},', bytes)}{}],`],
  ['lists in lists', (bytes) => `"x":${'['.repeat(31)}${times('[],', bytes)}[]${']'.repeat(31)},`],
  ['brackets that nothing closes', (bytes) => `"x":${'['.repeat(bytes)}`],
  [
    '128 properties of 64 KiB and more',
    (bytes) => {
      const long = 'v'.repeat(bytes / 128);
      return Array.from({ length: 127 }, (_, n) => `"p${n}":"${long}",`).join('');
    },
  ],
  ['one key', (bytes) => `"${'k'.repeat(bytes)}":1,`],
  ['escapes', (bytes) => `"name":"${times('\\u0000', bytes)}",`],
];

/** Nobody starts a bot again that has ended. */
const lives = async (after = '') => {
  const before = answers().length;
  expect((await alice().command('/image-help')).error, after).toBeUndefined();
  await slack.until(() => answers().length > before, { what: 'an answer' });
};

test('a cloud that fills its answers', async () => {
  for (const [what, fill] of worst) {
    proxy.lie(filled(fill));
    cloud.state.tokens.clear();
    await commands();
    await lives(what);
  }
});

test('a Slack that sends as much as the bot reads of a frame', async () => {
  const fills = ['{},', '"",', '1,', '[],'].map((piece) => times(piece, 0.99 * mib));
  for (let n = 0; n < 20; n += 1) {
    const id = `worst-${n}`;
    const payload = `{"type":"block_actions","user":{"id":"UALICE"},"actions":[${fills[n % fills.length]}{}]}`;
    await slack.sockets.sendFrame(`{"envelope_id":"${id}","type":"interactive","payload":${payload}}`, id);
  }
  // on a busy machine the bot may have missed a pong meanwhile
  await slack.until(() => slack.sockets.count === 2, { what: 'both sockets' });
  await lives();
});

test('somebody at the port who asks without waiting for answers', async () => {
  await lives();
  const port = Number(/"port":(\d+),"clouds"/.exec(bot.output())?.[1]);
  const asks = Buffer.from('GET /readyz HTTP/1.1\r\nhost: b\r\n\r\n'.repeat(400_000));
  const closed = Array.from({ length: 8 }, () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    // whatever comes is left unread
    socket.write(asks);
    return promise;
  });
  await Promise.all(closed);
  await lives();
});
