/** Looking into the store beside the process of a running bot: what is committed is seen, and the bot does not notice. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CloudId, TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { openForReading } from '../../src/store/open.ts';
import { accountsOnCloud } from '../../src/store/repositories/accounts.ts';
import { readAudit } from '../../src/store/repositories/audit-lines.ts';
import { allClouds } from '../../src/store/repositories/known-clouds.ts';
import { type BotProcess, createBotProcess } from '../support/bot-process.ts';
import { createDeployment, type Deployment } from '../support/deployment.ts';
import { lastingPlaces } from '../support/every-store.ts';

const log = createLog('silent');

describe.each(await lastingPlaces())('reading beside a bot on $name', ({ make }) => {
  let made: Awaited<ReturnType<typeof make>>;
  let deployment: Deployment;
  let bot: BotProcess;
  beforeEach(async () => {
    made = await make();
    deployment = await createDeployment();
    bot = await createBotProcess(deployment.slack, deployment.cloud, { databaseUrl: made.url });
    await bot.start();
  });
  afterEach(async () => {
    await bot.close();
    await deployment.close();
    await made.drop();
  });

  test('sees what is committed, holds nobody up, and outlives the bot', async () => {
    const { slack, link } = deployment;
    const teamId = slack.team.id as TeamId;
    const record = await openForReading(made.url, { log });
    const [playground] = await allClouds(record.kysely);
    const owners = async (db = record.kysely) =>
      (await accountsOnCloud(db, teamId, playground?.id ?? ('' as CloudId))).map(({ userId }) => userId);
    expect(await owners()).toEqual([]);
    await link('alice');
    expect(await owners()).toEqual(['UALICE']);
    expect((await readAudit(record.kysely, { teamId })).map(({ by }) => by?.userId)).toContain('UALICE');

    // a long read: the bot writes meanwhile, and what is read does not change
    await record.kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        expect(await owners(tx)).toEqual(['UALICE']);
        await link('bob');
        expect(await owners(tx)).toEqual(['UALICE']);
      });
    expect(await owners()).toEqual(['UALICE', 'UBOB']);

    expect(await bot.terminate()).toBe(0);
    expect(await owners()).toEqual(['UALICE', 'UBOB']);
    await bot.start();
    expect(await owners()).toEqual(['UALICE', 'UBOB']);
    await record.close();
    expect(await bot.terminate()).toBe(0);

    const alone = await openForReading(made.url, { log });
    expect(await owners(alone.kysely)).toEqual(['UALICE', 'UBOB']);
    await alone.close();
  });
});
