/** Thousands of records go from one key to the next, though the bot is killed on the way and people use it: none is lost, and the former key can go. */
import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { openDatabase, openForReading } from '../../src/store/open.ts';
import { createSealedRecords } from '../../src/store/secrets/credentials.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import { sealedBy } from '../../src/store/secrets/sealed-by.ts';
import { openWorkplace } from '../faults/workplace.ts';
import { createBotProcess, newKeys } from '../support/bot-process.ts';
import { lastingPlaces } from '../support/every-store.ts';

const log = createLog('silent');
const records = 4_000;
const kills = 3;
const former = newKeys();
const current = newKeys().replace('k1:', 'k2:');
const kidOf = (keys: string) => parseKeys(keys).kid;
const name = (n: number) => `record:${n}`;

describe.each(await lastingPlaces())('on $name', ({ make }) => {
  test('killed several times, beside commands', async () => {
    const { url: databaseUrl, drop } = await make();
    const work = await openWorkplace();
    const { slack, producers } = work;
    const [alice] = producers;
    const botOf = (encryptionKeys: string) =>
      createBotProcess(slack, work.cloud, { databaseUrl, encryptionKeys });

    const before = await botOf(former);
    await before.start();
    await work.link([alice]);
    expect(await before.terminate()).toBe(0);
    const filling = await openDatabase(databaseUrl, { log });
    await filling.transaction(async (tx) => {
      const sealed = createSealedRecords({ keyv: createKeyv(tx), keys: parseKeys(former) });
      for (let n = 0; n < records; n += 1) await sealed.put(name(n), { n });
    });
    await filling.close();

    const reading = await openForReading(databaseUrl, { log });
    const left = async () => (await sealedBy(reading.kysely)).get(kidOf(former)) ?? 0;
    const bot = await botOf(`${current},${former}`);
    const answers: unknown[] = [];
    let last = await left();
    for (let n = 0; n < kills; n += 1) {
      await bot.start();
      answers.push((await alice.command('/image-account', 'list')).error);
      const goal = last - Math.floor(records / (2 * kills));
      await expect.poll(left, { interval: 10 }).toBeLessThan(goal);
      await bot.kill();
      last = await left();
    }
    expect(last).toBeGreaterThan(0);
    await bot.start();
    while ((await left()) > 0) answers.push((await alice.command('/image-account', 'list')).error);
    expect(answers.filter((error) => error !== undefined)).toEqual([]);
    expect(await bot.terminate()).toBe(0);

    const after = await botOf(current);
    await after.start();
    const seen = alice.ephemerals().length;
    await alice.command('/image-account', 'list');
    await slack.until(() => alice.ephemerals().length > seen, { what: 'the account, which opens' });
    const sealed = createSealedRecords({ keyv: createKeyv(reading.kysely), keys: parseKeys(current) });
    for (let n = 0; n < records; n += 1) expect(await sealed.get(name(n))).toEqual({ n });
    for (const one of [before, bot, after]) await one.close();
    await reading.close();
    await work.close();
    await drop();
  });
});
