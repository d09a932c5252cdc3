/** What several benchmarks begin with: the bot as its operator runs it, with the playground's Slack and cloud in this process. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { parse } from 'yaml';
import { startCloud } from '../playground/cloud/cloud-server.ts';
import { startSlack } from '../playground/slack/slack.ts';
import type { Manifest } from '../playground/slack/workspace/manifest.ts';
import { startBot } from './processes.ts';

/** @param people how many: `UPERSON0` and so on; on a Slack that enforces its limits where `enforceRates` is set */
export const createScene = async (name: string, people: number, { enforceRates = false } = {}) => {
  // not in the temporary folder, which may be no disk
  await mkdir('.bench', { recursive: true });
  const folder = await mkdtemp(`.bench/${name}-`);
  const cloud = await startCloud();
  const slack = await startSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')) as Manifest,
    users: Array.from({ length: people }, (_, n) => ({ id: `UPERSON${n}` })),
    enforceRates,
  });
  const { bot, log, url } = await startBot(folder, slack, cloud.cloudsYaml);
  slack.deliverTo(url);
  return {
    cloud,
    slack,
    bot,
    close: async () => {
      bot.kill('SIGKILL');
      await log.close();
      await slack.close();
      await cloud.close();
      await rm(folder, { recursive: true });
    },
  };
};
