/** A machine may be so busy that the bot gets no time for half a minute: a test that waits for a card does not mind. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
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

const link = async (name: 'alice' | 'bob') => {
  const person = slack.person(`U${name.toUpperCase()}`);
  await person.command('/image-account', 'link');
  await slack.until(() => person.views.length > 0, { what: 'the modal' });
  const { id, secret } = demo.people[name].bot;
  await person.submit({ 'Application credential ID': id, 'Application credential secret': secret });
  await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked', { what: `${name} linked` });
  await person.close();
};

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
