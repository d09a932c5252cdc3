/** A bot that is killed while a slow identity service makes somebody wait: nothing of the account is kept. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { credentialInputs, linkAccount } from '../../playground/linking.ts';
import { startSlack } from '../../playground/slack/slack.ts';
import { createLog } from '../../src/core/log.ts';
import { openForReading } from '../../src/store/open.ts';
import { accountOf, sealedRecords } from '../../src/store/secrets/credentials.ts';
import { createBotProcess } from '../support/bot-process.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

test('the next bot has neither the account nor its credential, and links it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-killed-'));
  ends.push(() => rm(folder, { recursive: true }));
  const manifest = parse(await readFile('manifest.yml', 'utf8'));
  const slack = await startSlack({ manifest, users: [{ id: 'UALICE' }] });
  ends.push(slack.close);
  const cloud = await startCloud();
  ends.push(cloud.close);
  const { bot: credential } = seedDemo(cloud).people.alice;
  const databaseUrl = `sqlite:${join(folder, 'bot.db')}`;
  const bot = await createBotProcess(slack, cloud, { databaseUrl });
  ends.push(bot.close);
  const kept = async () => {
    const { kysely, close } = await openForReading(databaseUrl, { log: createLog('silent') });
    const accounts = await kysely.selectFrom('accounts').select('id').execute();
    const sealed = (await sealedRecords(kysely)).filter(({ recordKey }) => accountOf(recordKey) !== null);
    await close();
    return { accounts: accounts.length, credentials: sealed.length };
  };
  await bot.start();
  const alice = slack.person('UALICE');
  const shows = (callbackId: string) =>
    slack.until(() => alice.views.at(-1)?.callback_id === callbackId, { what: callbackId });

  const answer = Promise.withResolvers<void>();
  cloud.faults.add({ match: ({ service }) => service === 'keystone', do: 'delay', after: answer.promise });
  await alice.command('/image-account', 'link');
  await shows('link-account');
  expect((await alice.submit(credentialInputs(credential))).errors).toBeUndefined();
  await shows('looking');
  await bot.kill();
  answer.resolve();
  expect(await kept()).toEqual({ accounts: 0, credentials: 0 });

  await bot.start();
  await alice.close();
  cloud.faults.add({ match: ({ service }) => service === 'keystone', do: 'delay', ms: 2_600 });
  await linkAccount(slack, 'UALICE', credentialInputs(credential));
  expect(await kept()).toEqual({ accounts: 1, credentials: 1 });
});
