/**
 * A backup every second beside commands: `npm run bench -- backup`. Commands come at a steady rate; in turns nothing else happens, and
 * `npm run backup` runs once a second. How soon commands are acknowledged in both, and whether each backup is whole.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { startCloud } from '../playground/cloud/cloud-server.ts';
import { startSlack } from '../playground/slack/slack.ts';
import type { Manifest } from '../playground/slack/workspace/manifest.ts';
import type { Received, Stream } from './load-sender.ts';
import { settle, shareCommand } from './people.ts';
import { answerOf, childOf, startBot } from './processes.ts';
import { inMs, quantile, row } from './report.ts';

const people = 20;
const turns = 4;
const secondsEach = 15;
const perSecond = 20;
/** How many times as long an acknowledgement may take beside a backup. */
const most = 2;

export const backup = async (): Promise<boolean> => {
  // not in the temporary folder, which may be no disk
  await mkdir('.bench', { recursive: true });
  const folder = await mkdtemp('.bench/backup-');
  const to = await mkdtemp(join(tmpdir(), 'image-share-backups-'));
  const cloud = await startCloud();
  const slack = await startSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')) as Manifest,
    users: Array.from({ length: people }, (_, n) => ({ id: `UPERSON${n}` })),
  });
  const sender = childOf('bench/load-sender.ts');
  const { bot, log, keys, url } = await startBot(folder, slack, cloud.cloudsYaml);
  const env = { ...process.env, DATABASE_URL: `sqlite:${join(folder, 'bot.db')}`, ENCRYPTION_KEYS: keys };
  const operator = (...words: string[]) =>
    promisify(execFile)(process.execPath, ['src/operator.ts', 'backup', ...words], { env });

  const commands = async (seconds: number): Promise<Received> => {
    const bodies = Array.from({ length: seconds * perSecond }, (_, n) =>
      shareCommand(slack.team.id, `UPERSON${n % people}`),
    );
    sender.send({ url, signingSecret: slack.signingSecret, bodies, perSecond } satisfies Stream);
    return answerOf<Received>(sender);
  };
  /** Starts one a second, whether or not the one before has ended. */
  const backups = async (seconds: number) => {
    const made = [];
    for (let n = 0; n < seconds; n += 1) {
      made.push(operator('--to', to));
      await sleep(1_000);
    }
    await Promise.all(made);
  };

  try {
    slack.deliverTo(url);
    for (let n = 0; n < people; n += 1) await settle(slack, cloud, n);
    await commands(5);
    const alone: Received[] = [];
    const beside: Received[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      alone.push(await commands(secondsEach));
      const [received] = await Promise.all([commands(secondsEach), backups(secondsEach)]);
      beside.push(received);
    }
    const p99 = (all: readonly Received[]) =>
      quantile(
        all.flatMap(({ acksMs }) => acksMs),
        0.99,
      );
    const ratio = p99(beside) / p99(alone);
    const failures = [...alone, ...beside].flatMap((received) => received.failures);
    const files = (await readdir(to)).filter((name) => name.endsWith('.db'));
    for (const file of files) await operator('--check', join(to, file));

    console.log(`${perSecond} commands a second, alone and beside a backup every second, in ${turns} turns`);
    row('acknowledgement alone, p99', inMs(p99(alone)), '');
    row('acknowledgement beside backups, p99', inMs(p99(beside)), '');
    row('ratio', ratio.toFixed(2), `at most ${most}${ratio <= most ? '' : '   MISSED'}`);
    row('not acknowledged', String(failures.length), 'none');
    row('backups that pass --check', String(files.length), String(turns * secondsEach));
    return ratio <= most && failures.length === 0 && files.length === turns * secondsEach;
  } finally {
    for (const child of [bot, sender]) child.kill('SIGKILL');
    await log.close();
    await slack.close();
    await cloud.close();
    await rm(folder, { recursive: true });
    await rm(to, { recursive: true });
  }
};
