/** A key is replaced while the bot runs: `npm run keys` says when the former one can go, and whose record nothing opens. */
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newKeys } from '../support/bot-process.ts';
import { createDeployment, type Deployment, runCommand } from '../support/deployment.ts';
import { fullText } from '../support/shown.ts';

let deployment: Deployment;
let next: Record<'both' | 'alone', { ENCRYPTION_KEYS: string }>;
beforeEach(async () => {
  deployment = await createDeployment();
  const alone = newKeys().replace('k1', 'k2');
  next = {
    both: { ...deployment.env, ENCRYPTION_KEYS: `${alone},${deployment.env.ENCRYPTION_KEYS}` },
    alone: { ...deployment.env, ENCRYPTION_KEYS: alone },
  };
});
afterEach(() => deployment.close());

const keys = async (env: Record<string, string | undefined>) => {
  const { code, out, err } = await runCommand(['keys'], env);
  expect([code, err]).toEqual([0, '']);
  return out;
};

test('the former key is needed, then safe to remove, then gone', async () => {
  const first = await deployment.startBot();
  await deployment.link('alice');
  expect(await keys(deployment.env)).toMatch(/^k1\.[0-9a-f]{8} +\d records +encrypts\n$/);
  await first.terminate();
  expect(await keys(next.both)).toMatch(
    /^k2\.\w+ +0 records +encrypts\nk1\.\w+ +2 records +still needed; the running bot seals them again/,
  );
  expect(await keys(next.alone)).toMatch(
    /\nk1\.\w+ +2 records +not in ENCRYPTION_KEYS; if it is lost: npm run forget-key -- k1\./,
  );
  const { ENCRYPTION_KEYS, ...keyless } = deployment.env;
  expect([ENCRYPTION_KEYS, await keys(keyless)]).toEqual([
    expect.any(String),
    expect.stringMatching(/^k1\.\w+ +2 records +ENCRYPTION_KEYS is not set here\n$/),
  ]);

  const second = await deployment.startBot(next.both);
  await deployment.slack.until(() => second.output().includes('records are sealed again'), {
    what: 'the line that all is done',
  });
  expect(await keys(next.both)).toMatch(
    /^k2\.\w+ +2 records +encrypts\nk1\.\w+ +0 records +safe to remove.*\nA backup needs the keys that the JSON/,
  );
  await second.terminate();
  await deployment.startBot(next.alone);
  await deployment.slack.person('UALICE').command('/list-images', '');
  expect(deployment.slack.surprises).toEqual([]);
});

test('whoever owns a record that nothing opens is asked to link again, once, and the others go on', async () => {
  const first = await deployment.startBot();
  await deployment.link('alice');
  await deployment.link('bob');
  await first.terminate();
  const file = new DatabaseSync(deployment.env.DATABASE_URL?.slice('sqlite:'.length) ?? '');
  file.exec(`update keyv set value = replace(value, '"}', 'A"}') where key like 'credential:%:UBOB:%'`);
  file.close();
  const bot = await deployment.startBot(next.both);
  const asked = (person: string) =>
    deployment.slack
      .person(person)
      .dm()
      .filter((message) => /encrypts its credential\. Link it again/.test(fullText(message)));
  await deployment.slack.until(() => asked('UBOB').length > 0, { what: 'bob is asked to link again' });
  expect(bot.output()).toMatch(/"record":"credential:\w+:UBOB:[\w-]+".*does not open with any key/);
  const shown = await keys(next.both);
  expect(shown).toMatch(/k1\.\w+ +1 record +still needed/);
  expect(shown).toMatch(
    /credential:\w+:UBOB:\S+ does not open, and stays as it is until it is linked again\./,
  );
  expect([asked('UALICE').length, asked('UBOB').length]).toEqual([0, 1]);
  await deployment.link('bob');
  await deployment.slack.until(() => asked('UBOB').length === 0, { what: 'bob is no longer asked' });
  expect(await keys(next.both)).toMatch(/k1\.\w+ +0 records +safe to remove/);
});
