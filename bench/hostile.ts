/**
 * What a hostile cloud costs the others: shares on a healthy cloud, alone and then while people look at lists of a second one that
 * sends as much as the bot reads of an answer, in tiny values: `npm run bench -- hostile`. The bot is a process of its own, with the
 * start script's limit of memory.
 */

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { startCloud } from '../playground/cloud/cloud-server.ts';
import { seedDemo } from '../playground/cloud/demo.ts';
import { listenHere } from '../playground/listen.ts';
import { shownText } from '../playground/slack/format/shown.ts';
import { startSlack } from '../playground/slack/slack.ts';
import type { Manifest } from '../playground/slack/workspace/manifest.ts';
import { createBotProcess } from '../test/support/bot-process.ts';
import { createActors } from '../test/support/cloud-actors.ts';
import { playgroundLab } from '../test/support/cloud-lab.ts';
import { residentMib } from './processes.ts';
import { inMs, quantile, row } from './report.ts';

const rounds = 10;
/** A conversation takes about one message a second. */
const quietMs = 1_200;
/** People who look at the hostile cloud, each at one list after the other. */
const lookers = 4;
/** What a look takes a person beside the answer. */
const thinkMs = 1_000;
const listBytes = 45 * 1024 ** 2;
const maxRatio = 2;

/** A list of images with as many properties as fit. */
const hugeList = (): Buffer => {
  const image = `{${'"a":1,'.repeat(2_000)}"id":"22222222-0000-4000-8000-000000000001","status":"active","visibility":"public"},`;
  const images = image.repeat(Math.floor(listBytes / image.length)).slice(0, -1);
  return Buffer.from(`{"images":[${images}]}`);
};

/** Passes everything on to `target`, but for lists of images. */
const startHostile = async (target: string): Promise<{ readonly url: string; readonly server: Server }> => {
  const list = hugeList();
  const server: Server = createServer(async (asked, answer) => {
    const { method = 'GET', url: path = '/', headers } = asked;
    const sent = await buffer(asked);
    if (/\/v2\/images(\?|$)/.test(path)) {
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.on('error', () => {});
      answer.end(list);
      return;
    }
    const { host: _host, connection: _connection, 'content-length': _length, ...passed } = headers;
    const body = sent.length > 0 ? { body: sent } : {};
    const came = await fetch(target + path, { method, headers: passed as Record<string, string>, ...body });
    const { 'content-length': _, 'transfer-encoding': __, ...rest } = Object.fromEntries(came.headers);
    answer.writeHead(came.status, rest).end((await came.text()).replaceAll(target, url));
  });
  const url = `http://${await listenHere(server, 0)}`;
  return { url, server };
};

export const hostile = async (): Promise<boolean> => {
  const [healthy, hidden] = [await startCloud(), await startCloud()];
  const [lab, other] = [playgroundLab(healthy, seedDemo(healthy)), playgroundLab(hidden, seedDemo(hidden))];
  const { url, server } = await startHostile(hidden.url);
  const manifest = parse(await readFile('manifest.yml', 'utf8')) as Manifest;
  const slack = await startSlack({ manifest, users: ['UALICE', 'UBOB', 'UCAROL'].map((id) => ({ id })) });
  const entry = (name: string, authUrl: string) =>
    `  ${name}:\n    auth: {auth_url: '${authUrl}'}\n    regions: [IAD]\n`;
  const cloudsYaml = `clouds:\n${entry('lab', lab.auth_url)}${entry('hostile', other.auth_url.replace(hidden.url, url))}`;
  const bot = await createBotProcess(slack, { cloudsYaml });
  const actors = createActors(lab);
  const [alice, bob, carol] = ['UALICE', 'UBOB', 'UCAROL'].map((id) => slack.person(id)) as [
    ReturnType<typeof slack.person>,
    ReturnType<typeof slack.person>,
    ReturnType<typeof slack.person>,
  ];

  const link = async (person: typeof alice, from: typeof lab, who: 'alice' | 'bob', cloud: string) => {
    await person.command('/image-account', 'link');
    await slack.until(() => person.views.length > 0);
    const { id, secret } = from.users[who].app_credentials.bot;
    await person.submit({
      Cloud: cloud,
      'Application credential ID': id,
      'Application credential secret': secret,
    });
    await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked');
    await person.close();
  };

  /** From `/share-image` to both cards that say that it is accepted, in ms. */
  const share = async (): Promise<number> => {
    await sleep(quietMs);
    const image = await actors.makeImage({ name: `bench-${Date.now()}` });
    const started = performance.now();
    await alice.command('/share-image', `${image.id} ${lab.projects.consumer}`);
    const about = (person: typeof alice, words: string) =>
      person.dm().find((one) => shownText(one).includes(image.id) && shownText(one).includes(words));
    await bob.click(await slack.until(() => about(bob, '[Accept]')), 'Accept');
    await slack.until(() => about(bob, '*Accepted* by') && about(alice, '*accepted* by'));
    return performance.now() - started;
  };
  const shares = async () => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await share());
    return quantile(times, 0.5);
  };

  try {
    await bot.start();
    await link(alice, lab, 'alice', 'lab');
    await link(bob, lab, 'bob', 'lab');
    await link(carol, other, 'alice', 'hostile');
    const pid = bot.pid();
    await share();
    const alone = await shares();
    let looking = true;
    let [looked, peakMib] = [0, 0];
    /** What says more than that the bot is reading. */
    const answered = () => carol.ephemerals().filter((one) => !shownText(one).includes('Reading')).length;
    const look = async () => {
      while (looking) {
        const before = answered();
        await carol.command('/list-images', '--visibility all');
        await slack.until(() => answered() > before, {
          what: 'an answer of the hostile cloud',
        });
        looked += 1;
        await sleep(thinkMs);
      }
    };
    const watch = async () => {
      for (; looking; await sleep(200)) peakMib = Math.max(peakMib, await residentMib(pid));
    };
    const all = [...Array.from({ length: lookers }, look), watch()];
    const beside = await shares();
    looking = false;
    await Promise.all(all);
    const ratio = beside / alone;
    const isSame = bot.pid() === pid && (await residentMib(pid)) > 0;
    console.log(`shares on a healthy cloud, ${rounds} rounds each; ${looked} lists of the hostile one`);
    row('/share-image to accepted on both cards, alone, median', inMs(alone), '');
    row('the same beside a hostile cloud', inMs(beside), '');
    row('ratio', `${ratio.toFixed(2)} ×`, `at most ${maxRatio}`);
    row('resident memory, the most of it', `${peakMib.toFixed(0)} MiB`, '');
    row('restarts', isSame ? '0' : '1', 'none');
    return ratio <= maxRatio && isSame;
  } finally {
    await bot.close();
    await actors.close();
    await slack.close();
    server.closeAllConnections();
    server.close();
    await healthy.close();
    await hidden.close();
  }
};
