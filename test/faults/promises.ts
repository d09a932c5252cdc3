/** Every promise that is tried, in the order of docs/promises.md; in parts, which are tried side by side. */

import { backupsAtCommits } from './backups.ts';
import { clockJumps } from './clock-jumps.ts';
import { cloudOutages } from './cloud-outages.ts';
import { fullDisk } from './full-disk.ts';
import { killsOfReplicas, killsOnSqlite, stopsUnderLoad } from './kills.ts';
import { killsAtRefusedActs } from './kills-at-refused-acts.ts';
import { killsInOfferingAgain, killsInTakingBack, killsInTheMainJob } from './kills-at-requests.ts';
import { killsInErasure } from './kills-in-erasure.ts';
import { killsInTakeOver } from './kills-in-take-over.ts';
import { latePut } from './late-put.ts';
import { latePutOfTheDead } from './late-put-of-the-dead.ts';
import { lostCloudAnswers } from './lost-cloud-answers.ts';
import { lostSlackAnswers } from './lost-slack-answers.ts';
import { lyingCloud } from './lying-cloud.ts';
import { modelOfTheWhole } from './model/model-of-the-whole.ts';
import { whoMay } from './model/who-may.ts';
import type { Promised } from './promise.ts';
import { proxyAtRequests } from './proxy-at-requests.ts';
import { repeats } from './repeats.ts';
import { restores } from './restores.ts';
import { severedDatabase } from './severed-database.ts';
import { slackOutage } from './slack-outage.ts';
import { slackOutages } from './slack-refusals.ts';
import { socketCuts, socketRefresh } from './socket-refresh.ts';
import { takeovers } from './takeovers.ts';
import { twoWeeks } from './two-weeks.ts';

/** Bots that die, stop and start again, each a process. */
export const ofKills: readonly Promised[] = [
  killsOnSqlite,
  killsOfReplicas,
  stopsUnderLoad,
  killsInTheMainJob,
  killsInTakingBack,
  killsInOfferingAgain,
  killsAtRefusedActs,
  killsInTakeOver,
  killsInErasure,
  latePutOfTheDead,
  ...takeovers,
];

/** What two weeks of a team bring, by a clock that is turned. */
export const ofWeeks: readonly Promised[] = twoWeeks;

/** What Slack does to a bot that goes on. */
export const ofSlack: readonly Promised[] = [
  slackOutage,
  ...slackOutages,
  ...lostSlackAnswers,
  ...repeats,
  socketRefresh,
  socketCuts,
];

/** What a cloud does to it. */
export const ofClouds: readonly Promised[] = [
  ...cloudOutages,
  proxyAtRequests,
  ...lostCloudAnswers,
  latePut,
  lyingCloud,
];

/** What its machine does to it: the clock, the disk, the database, and backups that are put back. */
export const ofMachines: readonly Promised[] = [
  clockJumps,
  fullDisk,
  severedDatabase,
  ...restores,
  backupsAtCommits,
];

/** What the domain makes of whole stories, many and short. */
export const ofStories: readonly Promised[] = [modelOfTheWhole, whoMay];

export const promises: readonly Promised[] = [
  ...ofKills,
  ...ofWeeks,
  ...ofSlack,
  ...ofClouds,
  ...ofMachines,
  ...ofStories,
];
