/**
 * The bot under load: `npm run bench -- load`. While the cloud takes 5 s to answer, commands and clicks come at a steady rate, as
 * many as wait in the record then; and it is told to end in the middle of it. The bot and the load are a process each.
 */
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parse } from 'yaml';
import { startCloud } from '../playground/cloud/cloud-server.ts';
import { startSlack } from '../playground/slack/slack.ts';
import type { Manifest } from '../playground/slack/workspace/manifest.ts';
import { offeredCards } from './load-fill.ts';
import type { Received, Stream } from './load-sender.ts';
import { settle, shareCommand } from './people.ts';
import { answerOf, childOf, residentMib, startBot } from './processes.ts';
import { inMs, quantile, row } from './report.ts';

const people = 20;
const cloudMs = 5_000;
const wanted = { p99Ms: 50, queued: 10_000, rssMib: 400, stopMs: 10_000 };
const idle = { perSecond: 10, requests: 150 };
const warmUp = { perSecond: 50, requests: 200 };
const busy = { perSecond: 200, requests: 6_000 };

/** What the process has had of a core so far; Linux counts it in hundredths of a second. */
const cpuMs = async (pid: number | undefined) => {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

export const load = async (): Promise<boolean> => {
  // not in the temporary folder, which may be no disk
  await mkdir('.bench', { recursive: true });
  const folder = await mkdtemp('.bench/load-');
  const cloud = await startCloud();
  const slack = await startSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')) as Manifest,
    users: Array.from({ length: people }, (_, n) => ({ id: `UPERSON${n}` })),
    enforceRates: true,
  });
  const sender = childOf('bench/load-sender.ts');
  let running = await startBot(folder, slack, cloud.cloudsYaml);
  const database = join(folder, 'bot.db');
  const held: boolean[] = [];
  const check = (what: string, measured: string, intent: string, good: boolean) => {
    held.push(good);
    row(what, measured, good ? intent : `${intent}   MISSED`);
  };
  try {
    slack.deliverTo(running.url);
    const settled = [];
    for (let n = 0; n < people; n++) settled.push(await settle(slack, cloud, n));
    running.bot.kill('SIGTERM');
    await once(running.bot, 'exit');
    await running.log.close();
    const clicks = await offeredCards(`sqlite:${database}`, slack, settled, busy.requests);
    running = await startBot(folder, slack, cloud.cloudsYaml, running.keys);
    cloud.faults.add({
      match: () => true,
      times: Number.POSITIVE_INFINITY,
      do: 'delay',
      ms: cloudMs,
    });

    const stream = async ({ perSecond, requests }: typeof busy): Promise<Received> => {
      const bodies = Array.from({ length: requests }, (_, n) =>
        n % 2 === 0
          ? shareCommand(slack.team.id, `UPERSON${(n / 2) % people}`)
          : (clicks.pop() ?? shareCommand(slack.team.id, 'UPERSON0')),
      );
      sender.send({
        url: running.url,
        signingSecret: slack.signingSecret,
        bodies,
        perSecond,
      } satisfies Stream);
      return answerOf<Received>(sender);
    };
    const p99 = ({ acksMs }: Received) => quantile(acksMs, 0.99);

    console.log(`commands and clicks in equal parts, while the cloud takes ${inMs(cloudMs)}`);
    await stream(warmUp);
    const quiet = await stream(idle);
    row(`ack at ${idle.perSecond} a second, p99`, inMs(p99(quiet)), '');
    const before = await cpuMs(running.bot.pid);
    const loaded = await stream(busy);
    const each = ((await cpuMs(running.bot.pid)) - before) / busy.requests;
    const failures = [...quiet.failures, ...loaded.failures];
    check(
      `ack at ${busy.perSecond} a second, p99 (p50 ${inMs(quantile(loaded.acksMs, 0.5))})`,
      inMs(p99(loaded)),
      `under ${wanted.p99Ms} ms`,
      p99(loaded) < wanted.p99Ms,
    );
    row('the same as a multiple of the quiet one', (p99(loaded) / p99(quiet)).toFixed(1), '');
    row('of a core, for each, with all that it sets off meanwhile', inMs(each), '');
    check('not acknowledged', String(failures.length), 'none', failures.length === 0);

    const more = await stream({ perSecond: busy.perSecond * 2, requests: wanted.queued });
    failures.push(...more.failures);
    const waiting = new DatabaseSync(database, { readOnly: true })
      .prepare(
        `select (select count(*) from "offers" where "phase" not in ('placed', 'failed'))
          + (select count(*) from "shares" where "intentRevision" > 1 and "answerAppliedRevision" < 2) as "count"`,
      )
      .get();
    const rss = await residentMib(running.bot.pid);
    check(
      'intents that wait',
      String(waiting?.count),
      `${wanted.queued}`,
      Number(waiting?.count) >= wanted.queued,
    );
    check('resident memory then', `${rss.toFixed(0)} MiB`, `under ${wanted.rssMib} MiB`, rss < wanted.rssMib);
    const refused = slack.requests.filter(({ answer }) => answer === 'ratelimited').length;
    check(`“too many” from Slack, of ${slack.requests.length} calls`, String(refused), 'none', refused === 0);

    const asked = performance.now();
    running.bot.kill('SIGTERM');
    const [code] = await once(running.bot, 'exit');
    const stopMs = performance.now() - asked;
    check(
      `from SIGTERM to the end, with code ${code}`,
      inMs(stopMs),
      'under 10 s, 0',
      stopMs < wanted.stopMs && code === 0,
    );
    return held.every(Boolean);
  } finally {
    for (const child of [running.bot, sender]) child.kill('SIGKILL');
    await running.log.close();
    await slack.close();
    await cloud.close();
    if (!process.env.BENCH_KEEP) await rm(folder, { recursive: true });
  }
};
