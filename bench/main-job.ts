/**
 * How long the main job takes, on the playground's Slack and a real Keystone and Glance (`npm run setup:cloud`), or on the
 * playground's cloud where there is none: `npm run bench -- main-job`. The bot is a process of its own, as in life.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { startCloud } from '../playground/cloud/cloud-server.ts';
import { seedDemo } from '../playground/cloud/demo.ts';
import { shownText } from '../playground/slack/format/shown.ts';
import { startSlack } from '../playground/slack/slack.ts';
import type { Manifest } from '../playground/slack/workspace/manifest.ts';
import { createBotProcess } from '../test/support/bot-process.ts';
import { createActors } from '../test/support/cloud-actors.ts';
import { findLab, playgroundLab } from '../test/support/cloud-lab.ts';
import { residentMib } from './processes.ts';
import { inMs, quantile, row } from './report.ts';

const rounds = 20;
const coldRounds = 5;
const quietMs = 1_200;

export const mainJob = async (): Promise<boolean> => {
  const real = await findLab();
  const cloud = real ? null : await startCloud();
  const lab = real ?? playgroundLab(...playground(cloud));
  const manifest = parse(await readFile('manifest.yml', 'utf8')) as Manifest;
  const slack = await startSlack({ manifest, users: [{ id: 'UALICE' }, { id: 'UBOB' }] });
  const cloudsYaml = `clouds:\n  lab:\n    auth: {auth_url: '${lab.auth_url}'}\n    regions: [IAD, DFW]\n`;
  const bot = await createBotProcess(slack, { cloudsYaml });
  const actors = createActors(lab);
  const [alice, bob] = [slack.person('UALICE'), slack.person('UBOB')];
  const consumer = lab.projects.consumer ?? '';

  const link = async (person: typeof alice, who: 'alice' | 'bob') => {
    await person.command('/image-account', 'link');
    await slack.until(() => person.views.length > 0);
    const { id, secret } = lab.users[who].app_credentials.bot;
    await person.submit({ 'Application credential ID': id, 'Application credential secret': secret });
    await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked');
    await person.close();
  };

  /** One share and one answer; the three times in ms, and how the acks went. */
  const once = async () => {
    // a conversation takes about one message a second: each round begins with quiet ones
    await sleep(quietMs);
    const image = await actors.makeImage({ name: `bench-${Date.now()}` });
    const started = performance.now();
    const shared = await alice.command('/share-image', `${image.id} ${consumer}`);
    const card = await slack.until(() =>
      bob.dm().find((one) => shownText(one).includes(image.id) && shownText(one).includes('[Accept]')),
    );
    const offeredMs = performance.now() - started;
    const clickedAt = performance.now();
    const clicked = await bob.click(card, 'Accept');
    const accepted = (person: typeof alice, words: string) =>
      person.dm().some((one) => shownText(one).includes(image.id) && shownText(one).includes(words));
    await slack.until(() => accepted(bob, '*Accepted* by') && accepted(alice, '*accepted* by'));
    return { offeredMs, acceptedMs: performance.now() - clickedAt, acks: [shared.ackMs, clicked.ackMs] };
  };

  const startTimes: number[] = [];
  const start = async () => {
    const from = bot.output().length;
    const started = performance.now();
    await bot.start();
    const portOf = () => /"port":(\d+),"clouds"/.exec(bot.output().slice(from))?.[1];
    while (portOf() === undefined) await sleep(2);
    const port = portOf();
    while (!(await fetch(`http://127.0.0.1:${port}/readyz`)).ok);
    startTimes.push(performance.now() - started);
  };

  try {
    await start();
    await link(alice, 'alice');
    await link(bob, 'bob');
    await once();
    const warm = [];
    for (let round = 0; round < rounds; round++) warm.push(await once());
    const rss = await residentMib(bot.pid());
    const cold = [];
    for (let round = 0; round < coldRounds; round++) {
      await bot.terminate();
      await start();
      cold.push(await once());
    }
    const acks = [...warm, ...cold].flatMap((one) => one.acks);
    const reading: number[] = [];
    for (let n = 0; n < 200; n++) reading.push((await alice.command('/image-account')).ackMs);
    console.log(`main job on ${lab.name}, ${rounds} rounds warm, ${coldRounds} cold`);
    row(
      '/share-image to the consumer’s DM, warm, median',
      inMs(
        quantile(
          warm.map((one) => one.offeredMs),
          0.5,
        ),
      ),
      'under 1500 ms',
    );
    row(
      'click on Accept to both cards, warm, median',
      inMs(
        quantile(
          warm.map((one) => one.acceptedMs),
          0.5,
        ),
      ),
      'under 1000 ms',
    );
    row(
      '/share-image to the consumer’s DM, cold tokens, median',
      inMs(
        quantile(
          cold.map((one) => one.offeredMs),
          0.5,
        ),
      ),
      '',
    );
    row(
      'click on Accept to both cards, cold tokens, median',
      inMs(
        quantile(
          cold.map((one) => one.acceptedMs),
          0.5,
        ),
      ),
      '',
    );
    row('ack of an intent, worst', inMs(Math.max(...acks)), 'under 500 ms');
    row('ack of /image-account, p99 of 200', inMs(quantile(reading, 0.99)), 'under 50 ms');
    row('start to /readyz, median', inMs(quantile(startTimes, 0.5)), 'under 1000 ms');
    row('resident memory after the warm rounds', `${rss.toFixed(0)} MiB`, 'under 150 MB');
    return true;
  } finally {
    await bot.close();
    await actors.close();
    await slack.close();
    await cloud?.close();
  }
};

const playground = (
  cloud: Awaited<ReturnType<typeof startCloud>> | null,
): Parameters<typeof playgroundLab> => {
  if (cloud === null) throw new Error('no cloud');
  return [cloud, seedDemo(cloud)];
};
