/** A bot as a process of its own on the demo of the playground's cloud, for tests of what happens to a process. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach } from 'vitest';
import { parse } from 'yaml';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { credentialInputs, linkAccount } from '../../playground/linking.ts';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import { type BotProcess, createBotProcess } from './bot-process.ts';

export let slack: Slack;
export let cloud: Cloud;
export let demo: ReturnType<typeof seedDemo>;
export let bot: BotProcess;

/** Begins each test of the file that calls it with a bot that runs. */
export const onBotProcess = (): void => {
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
};

/** Links the person's account of the demo. @throws if the form is refused */
export const link = (name: 'alice' | 'bob') =>
  linkAccount(slack, `U${name.toUpperCase()}`, credentialInputs(demo.people[name].bot));
