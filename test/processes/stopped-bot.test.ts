/** A machine may be so busy that the bot gets no time for half a minute: a test that waits for a card does not mind. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { credentialInputs, linkAccount } from '../../playground/linking.ts';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import { systemClock } from '../../src/core/clock.ts';
import { type BotProcess, createBotProcess } from '../support/bot-process.ts';
import { fullText } from '../support/shown.ts';

let slack: Slack;
let cloud: Cloud;
let demo: ReturnType<typeof seedDemo>;
let bot: BotProcess;

beforeEach(async () => {
  slack = await startSlack({
    manifest: parse(readFileSync('manifest.yml', 'utf8')),
    users: [{ id: 'UALICE' }, { id: 'UBOB' }],
  });
  cloud = await startCloud();
  demo = seedDemo(cloud);
  bot = await createBotProcess(slack, cloud);
  await bot.start();
});
afterEach(async () => {
  await bot.close();
  await slack.close();
  await cloud.close();
});

const link = (name: 'alice' | 'bob') =>
  linkAccount(slack, `U${name.toUpperCase()}`, credentialInputs(demo.people[name].bot));

test('a card that comes after the bot was stopped for 30 s is still waited for', async () => {
  await link('alice');
  await link('bob');
  const { id } = demo.images.unshared;
  const { error } = await slack
    .person('UALICE')
    .command('/share-image', `${id} ${demo.projects.consumer.id}`);
  expect(error).toBeUndefined();
  const pid = bot.pid() ?? 0;
  process.kill(pid, 'SIGSTOP');
  const continued = systemClock.sleep(30_000).then(() => process.kill(pid, 'SIGCONT'));
  const card = await slack.until(
    () =>
      slack
        .person('UBOB')
        .dm()
        .find((message) => fullText(message).includes(id)),
    { what: 'the card of bob' },
  );
  await continued;
  expect(fullText(card)).toContain('Waiting for an answer');
});
