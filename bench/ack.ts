/**
 * How many commands a second the bot acknowledges, and how soon, beside a bare Bolt app that does nothing else:
 * `npm run bench -- ack`. The bot, the bare app and the load are a process each; the intents are on a disk before they are acknowledged.
 */
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parse } from 'yaml';
import { startCloud } from '../playground/cloud/cloud-server.ts';
import { seedDemo } from '../playground/cloud/demo.ts';
import { startSlack } from '../playground/slack/slack.ts';
import type { Manifest } from '../playground/slack/workspace/manifest.ts';
import type { Load, Measured } from './ack-load.ts';
import { answerOf, childOf, startBot } from './processes.ts';
import { inMs, quantile, row } from './report.ts';

const people = Array.from({ length: 50 }, (_, n) => `UPERSON${n}`);
const rounds = 7;
const connections = 64;
const tenant = '883982ae96cf433f89e6c9097d5b8082';

interface Kind {
  readonly command: string;
  readonly text: string;
  /** What an acknowledgement has to say. */
  readonly expected: string;
  /** How many are sent in a round. */
  readonly commands: number;
  /** The least share of the bare app's throughput. */
  readonly wanted: number;
}

const reading: readonly Kind[] = [
  { command: '/image-help', text: '', expected: '/share-image', commands: 4_000, wanted: 0.8 },
  { command: '/share-image', text: 'help', expected: 'For example', commands: 4_000, wanted: 0.8 },
];
const intent: Kind = {
  command: '/share-image',
  text: `<image> ${tenant}`,
  expected: 'Sharing',
  commands: 2_000,
  wanted: 0.3,
};
/** The bare app gets the same commands as the intent, and says nothing. */
const bareApp = { ...intent, expected: '', commands: 4_000 };

const inWords = (measured: readonly Measured[]): string => {
  const perSecond = quantile(
    measured.map((one) => one.perSecond),
    0.5,
  );
  const acksMs = measured.flatMap((one) => one.acksMs);
  return `${perSecond.toFixed(0)} a second, p99 ${inMs(quantile(acksMs, 0.99))}`;
};

export const ack = async (): Promise<boolean> => {
  // not in the temporary folder, which may be no disk
  await mkdir('.bench', { recursive: true });
  const folder = await mkdtemp('.bench/ack-');
  const cloud = await startCloud();
  const demo = seedDemo(cloud);
  const slack = await startSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')) as Manifest,
    users: people.map((id) => ({ id })),
  });
  const { bot, log, url } = await startBot(folder, slack, cloud.cloudsYaml);
  const bare = childOf('bench/ack-bare.ts', {
    env: { SLACK_SIGNING_SECRET: slack.signingSecret },
    likeTheBot: true,
  });
  const load = childOf('bench/ack-load.ts');
  try {
    const barePort = await answerOf<number>(bare);
    slack.deliverTo(url);
    for (const id of people) {
      const person = slack.person(id);
      await person.command('/image-account', 'link');
      await slack.until(() => person.views.length > 0);
      const { id: credential, secret } = demo.people.alice.bot;
      await person.submit({
        'Application credential ID': credential,
        'Application credential secret': secret,
      });
      await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked');
      await person.close();
    }
    // a cloud at its slowest: what is carried out meanwhile is not the measure
    cloud.faults.add({ match: () => true, times: Number.POSITIVE_INFINITY, do: 'delay', ms: 5_000 });

    const measure = async (where: string, kind: Omit<Kind, 'wanted'>): Promise<Measured> => {
      load.send({
        ...kind,
        url: where,
        signingSecret: slack.signingSecret,
        teamId: slack.team.id,
        people,
        connections,
      } satisfies Load);
      return answerOf<Measured>(load);
    };
    const bareUrl = `http://127.0.0.1:${barePort}/slack/events`;

    /** Round by round beside the bare app, so that a busy machine slows both. */
    const beside = async (kinds: readonly Kind[]): Promise<boolean> => {
      const rows = [bareApp, ...kinds].map((kind) => ({ kind, measured: [] as Measured[] }));
      for (let round = 0; round <= rounds; round++) {
        for (const { kind, measured } of rows) {
          const one = await measure(kind === bareApp ? bareUrl : url, kind);
          // the first is for warming up
          if (round > 0) measured.push(one);
        }
      }
      const [bare = { kind: bareApp, measured: [] }, ...rest] = rows;
      row(`a bare Bolt app: ${inWords(bare.measured)}`, '1', '');
      const held = rest.map(({ kind, measured }) => {
        const shares = measured.map(
          ({ perSecond }, round) => perSecond / (bare.measured[round]?.perSecond ?? Number.NaN),
        );
        const share = quantile(shares, 0.5);
        const good = share >= kind.wanted;
        const what = `${kind.command} ${kind.text}`.trim().replace(tenant, '<tenant>');
        row(
          `${what}: ${inWords(measured)}`,
          share.toFixed(2),
          `at least ${kind.wanted}${good ? '' : '   MISSED'}`,
        );
        return good;
      });
      return held.every(Boolean);
    };

    console.log(
      `acknowledged over signed HTTP, ${connections} connections, and beside the bare app; medians of ${rounds} rounds`,
    );
    // the intents last: the loop is busy with them afterwards
    const held = [await beside(reading), await beside([intent])];
    bot.kill('SIGKILL');
    await once(bot, 'exit');
    const stored = new DatabaseSync(join(folder, 'bot.db'))
      .prepare('select count(*) as "count" from "offers"')
      .get();
    const acked = (rounds + 1) * intent.commands;
    row('intents stored after a kill -9, of those acknowledged', `${stored?.count}/${acked}`, 'all');
    held.push(stored?.count === acked);
    return held.every(Boolean);
  } finally {
    for (const child of [bot, bare, load]) child.kill('SIGKILL');
    await log.close();
    await slack.close();
    await cloud.close();
    await rm(folder, { recursive: true });
  }
};
