/**
 * What metrics cost: acknowledged commands a second of a bot that counts and is scraped every second, beside one without, in turns:
 * `npm run bench -- metrics`.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { startCloud } from '../playground/cloud/cloud-server.ts';
import { startSlack } from '../playground/slack/slack.ts';
import type { Manifest } from '../playground/slack/workspace/manifest.ts';
import type { Load, Measured } from './ack-load.ts';
import { settle } from './people.ts';
import { answerOf, childOf, residentMib, startBot } from './processes.ts';
import { inMs, quantile, row } from './report.ts';

const people = Array.from({ length: 20 }, (_, n) => `UPERSON${n}`);
const rounds = 9;
const kinds = [
  { command: '/image-help', text: '', expected: '/share-image', commands: 4_000 },
  { command: '/share-image', text: `<image> ${'c'.repeat(32)}`, expected: 'Sharing', commands: 1_000 },
];
/** What the counting may take of the commands a second. */
const least = 0.95;

/** Scrapes until it is ended, and says how long each took. */
const scrape = (port: number) => {
  const tookMs: number[] = [];
  const end = new AbortController();
  const every = async () => {
    for (;;) {
      await sleep(1_000, undefined, { signal: end.signal });
      const from = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
      if (!(await answer.text()).includes('image_share_intents_total')) throw new Error('nothing to scrape');
      tookMs.push(performance.now() - from);
    }
  };
  const ended = every().catch((error) => {
    if (!end.signal.aborted) throw error;
  });
  return {
    tookMs,
    end: () => {
      end.abort();
      return ended;
    },
  };
};

export const metrics = async (): Promise<boolean> => {
  await mkdir('.bench', { recursive: true });
  const cloud = await startCloud();
  const slack = await startSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')) as Manifest,
    users: people.map((id) => ({ id })),
  });
  const start = async (env: NodeJS.ProcessEnv) => {
    const folder = await mkdtemp('.bench/metrics-');
    const started = await startBot(folder, slack, cloud.cloudsYaml, undefined, env);
    slack.deliverTo(started.url);
    for (const n of people.keys()) await settle(slack, cloud, n);
    return { ...started, folder, measured: [] as Measured[] };
  };
  const load = childOf('bench/ack-load.ts');
  const bots = [await start({}), await start({ METRICS_PORT: '0' })] as const;
  const [without, counting] = bots;
  const said = await readFile(join(counting.folder, 'bot.log'), 'utf8');
  const scraping = scrape(Number(/"port":(\d+),"msg":"metrics can be scraped"/.exec(said)?.[1]));
  try {
    // a cloud at its slowest: what is carried out meanwhile is not the measure
    cloud.faults.add({ match: () => true, times: Number.POSITIVE_INFINITY, do: 'delay', ms: 5_000 });
    console.log(
      `metrics, counted and scraped every second, beside a bot without; medians of ${rounds} rounds`,
    );
    let held = true;
    for (const kind of kinds) {
      const { signingSecret, team } = slack;
      const ratios: number[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const perSecond: number[] = [];
        for (const { url } of bots) {
          load.send({ ...kind, url, signingSecret, teamId: team.id, people, connections: 64 } satisfies Load);
          perSecond.push((await answerOf<Measured>(load)).perSecond);
        }
        const [plain = Number.NaN, counted = Number.NaN] = perSecond;
        // the first is for warming up
        if (round > 0) ratios.push(counted / plain);
      }
      const ratio = quantile(ratios, 0.5);
      held &&= ratio >= least;
      row(`${kind.command}, commands a second`, ratio.toFixed(2), `at least ${least}`);
    }
    const [own, beside] = [await residentMib(counting.bot.pid), await residentMib(without.bot.pid)];
    row('resident memory afterwards', (own / beside).toFixed(2), '');
    row('a scrape meanwhile, median', inMs(quantile(scraping.tookMs, 0.5)), '');
    return held;
  } finally {
    await scraping.end();
    load.kill('SIGKILL');
    for (const { bot, log, folder } of bots) {
      bot.kill('SIGKILL');
      await log.close();
      await rm(folder, { recursive: true });
    }
    await slack.close();
    await cloud.close();
  }
};
