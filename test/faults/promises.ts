/** Every promise that is tried, in the order of docs/promises.md; in four parts, which are tried side by side. */

import { clockJumps } from './clock-jumps.ts';
import { cloudOutages } from './cloud-outages.ts';
import { fullDisk } from './full-disk.ts';
import { killsOfReplicas, killsOnSqlite, stopsUnderLoad } from './kills.ts';
import { killsInOfferingAgain, killsInTakingBack, killsInTheMainJob } from './kills-at-requests.ts';
import { latePut } from './late-put.ts';
import { lostCloudAnswers } from './lost-cloud-answers.ts';
import { lostSlackAnswers } from './lost-slack-answers.ts';
import { modelOfTheWhole } from './model/model-of-the-whole.ts';
import type { Promised } from './promise.ts';
import { repeats } from './repeats.ts';
import { severedDatabase } from './severed-database.ts';
import { slackOutage } from './slack-outage.ts';
import { slackOutages } from './slack-refusals.ts';
import { socketCuts, socketRefresh } from './socket-refresh.ts';
import { twoWeeks } from './two-weeks.ts';

/** Bots that die, stop and start again, each a process. */
export const ofKills: readonly Promised[] = [
  killsOnSqlite,
  killsOfReplicas,
  stopsUnderLoad,
  killsInTheMainJob,
  killsInTakingBack,
  killsInOfferingAgain,
];

/** What two weeks of a team bring, by a clock that is turned. */
export const ofWeeks: readonly Promised[] = twoWeeks;

/** What Slack, the cloud, the clock, the disk and the database do to a bot that goes on. */
export const ofOutages: readonly Promised[] = [
  slackOutage,
  ...slackOutages,
  ...lostSlackAnswers,
  ...cloudOutages,
  ...lostCloudAnswers,
  latePut,
  ...repeats,
  socketRefresh,
  socketCuts,
  clockJumps,
  fullDisk,
  severedDatabase,
];

/** What the domain makes of whole stories, many and short. */
export const ofStories: readonly Promised[] = [modelOfTheWhole];

export const promises: readonly Promised[] = [...ofKills, ...ofWeeks, ...ofOutages, ...ofStories];
