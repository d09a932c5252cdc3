/** Three replicas on PostgreSQL are replaced one after the other, as a Deployment does it, while people share images and type commands. */
import { expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createDice } from '../faults/dice.ts';
import { createLife, type Life } from '../faults/lives.ts';
import { judge } from '../faults/verdict.ts';
import { openWorkplace } from '../faults/workplace.ts';
import { type BotProcess, createBotProcess, newKeys } from '../support/bot-process.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { startReverseProxy } from '../support/reverse-proxy.ts';
import { postgresql } from '../support/services.ts';

const patienceMs = 100_000;
const replaced = 4;
const server = await postgresql('a rolling restart');

test.skipIf(server === null).each(['sockets', 'http'] as const)('over %s', async (transport) => {
  const { url: databaseUrl, drop } = await createPostgresDatabase(server ?? '');
  const work = await openWorkplace(transport === 'http' ? () => true : undefined);
  const { slack } = work;
  const shared = { databaseUrl, encryptionKeys: newKeys(), transport };
  /** Those that get requests. */
  const replicas: BotProcess[] = [];
  let turn = 0;
  const front = await startReverseProxy(() => replicas[turn++ % replicas.length]?.address() ?? '');
  if (transport === 'http') slack.deliverTo(`${front.url}/slack/events`);
  const add = async () => {
    const bot = await createBotProcess(slack, work.cloud, shared);
    await bot.start();
    replicas.push(bot);
  };
  for (let n = 0; n < 3; n += 1) await add();
  await work.link();

  let isOver = false;
  const lives: Life[] = [];
  const share = async () => {
    while (!isOver) {
      const n = lives.length + 1;
      const { life, live } = createLife(work, createDice(n), n, systemClock.sleep(patienceMs));
      lives.push(life);
      await live();
    }
  };
  const errors: unknown[] = [];
  const type = async () => {
    while (!isOver) {
      const { error } = await slack.person('UCAROL').command('/image-account', 'list');
      if (error !== undefined) errors.push(error);
    }
  };
  const busy = [share(), share(), share(), type()];
  const codes: (number | null)[] = [];
  for (let n = 0; n < replaced; n += 1) {
    await add();
    // its address is taken out before it is told to end
    const oldest = replicas.shift();
    codes.push((await oldest?.terminate()) ?? null);
    await oldest?.close();
  }
  isOver = true;
  await Promise.all(busy);

  expect(codes).toEqual(Array(replaced).fill(0));
  const isRight = () => judge(work, lives).notes.length === 0;
  await slack.until(isRight).catch(() => {});
  expect(judge(work, lives).notes).toEqual([]);
  // what Slack sends while a socket closes cannot be acknowledged over it any more, and Slack sends nothing twice
  if (transport === 'sockets') expect(errors.filter((error) => error !== 'dispatch_failed')).toEqual([]);
  else expect(errors).toEqual([]);
  for (const bot of replicas) await bot.close();
  front.close();
  await work.close();
  await drop();
});
