/**
 * How long it takes until another replica carries out what a killed one had begun: `npm run bench -- takeover`, on the PostgreSQL of
 * `npm run setup:postgres`. The lease of the killed one is made to last for a day, so that nothing but the takeover ends it.
 */
import { Client } from 'pg';
import { createDice } from '../test/faults/dice.ts';
import { createLife } from '../test/faults/lives.ts';
import { holderOf } from '../test/faults/takeovers.ts';
import { openWorkplace } from '../test/faults/workplace.ts';
import { createBotProcess, newKeys } from '../test/support/bot-process.ts';
import { createPostgresDatabase, findPostgres, howToGetPostgres } from '../test/support/postgres.ts';
import { inMs, quantile, row } from './report.ts';

const rounds = 10;
const wantedMs = 3_000;
const lastForADay =
  'update "shares" set "leaseUntil" = "leaseUntil" + 86400000 where "leaseUntil" is not null';

export const takeover = async (): Promise<boolean> => {
  const server = await findPostgres();
  if (server === null) throw new Error(howToGetPostgres);
  const { url, drop } = await createPostgresDatabase(server);
  const client = new Client({ connectionString: url });
  await client.connect();
  const ask = async (words: string) => (await client.query(words)).rows;
  const work = await openWorkplace();
  const { slack, cloud, producers, tenants } = work;
  const [, tenant] = tenants;
  const shared = { databaseUrl: url, encryptionKeys: newKeys() };
  const all = [
    { bot: await createBotProcess(slack, cloud, shared) },
    { bot: await createBotProcess(slack, cloud, shared) },
  ];
  const times: number[] = [];
  try {
    for (const { bot } of all) await bot.start();
    await work.link([...producers, ...tenant.people]);
    for (let n = 1; n <= rounds; n += 1) {
      const { life, share, answer } = createLife(work, createDice(n), n, new Promise(() => {}));
      await share([tenant]);
      let killed: Promise<void> = Promise.resolve();
      cloud.faults.add({
        match: ({ method, path }) => {
          if (method !== 'PUT' || !path.includes(life.imageId)) return false;
          killed = holderOf(all, ask).then(async ({ bot }) => {
            await ask(lastForADay);
            const at = performance.now();
            const dead = bot.kill();
            const carriedOut = () =>
              cloud.state.imageIn('IAD', life.imageId)?.members.get(tenant.projectId)?.status === 'accepted';
            while (!carriedOut()) await new Promise((resolve) => setTimeout(resolve, 5));
            times.push(performance.now() - at);
            await dead;
            await bot.start();
          });
          return true;
        },
        do: 'hang',
        after: new Promise(() => {}),
      });
      await answer(tenant, tenant.people[0], 'accepted');
      await killed;
    }
    const median = quantile(times, 0.5);
    const held = median <= wantedMs;
    console.log(`kill -9 of one of ${all.length} replicas, ${rounds} times`);
    row(
      'from the kill to the effect, median',
      inMs(median),
      `at most ${wantedMs} ms${held ? '' : '   MISSED'}`,
    );
    row('the longest', inMs(Math.max(...times)), '');
    return held;
  } finally {
    for (const { bot } of all) await bot.close();
    await work.close();
    await client.end();
    await drop();
  }
};
