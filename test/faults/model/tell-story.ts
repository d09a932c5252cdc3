/** One story: people, services and time as its acts have it, until all is well again and at rest; and what is wrong then. */
import { hourMs } from '../../../src/core/durations.ts';
import type { ImageId } from '../../../src/core/ids.ts';
import { createLog } from '../../../src/core/log.ts';

import type { Database } from '../../../src/store/engine/database.ts';
import type { DrivenClock } from '../../support/driven-clock.ts';
import type { Act, OutsideAct } from './acts.ts';
import { isOutside, isTime } from './acts.ts';
import { atRest, type Change, changed, untouched, type World } from './expected.ts';
import { createAgenda, createFaults } from './fate.ts';
import { createBot, renderers } from './in-process-bot.ts';
import { type CloudFate, createGlance, region } from './in-process-glance.ts';
import { createInProcessSlack, type SlackFate } from './in-process-slack.ts';
import { alice, bob, consumer, createPeople, producer } from './story-people.ts';
import { judgeStory } from './story-verdict.ts';

const log = createLog('silent');
const lasting = {
  'a quarter of a minute passes': 15_000,
  'half a minute passes': 31_000,
  'two minutes pass': 120_000,
};
/** What waits for an account is tried again in this time. */
const recoveryMs = hourMs / 10;
/** Everything at the cloud is compared in this time. */
const comparedMs = 1.1 * hourMs;

const tables = [
  'offerShares',
  'offers',
  'shares',
  'withdrawals',
  'projectSyncs',
  'timers',
  'pendingActs',
  'notifications',
  'cards',
  'accounts',
  'preferences',
] as const;

const outsideStatus: Record<OutsideAct, World['status']> = {
  'outside the bot, the member is added': 'pending',
  'outside the bot, the member is removed': 'absent',
  'outside the bot, the member accepts': 'accepted',
  'outside the bot, the member rejects': 'rejected',
  'outside the bot, the image is deleted': 'gone',
};

/** Tells the story from the beginning, on a database that may hold another's rows. What was wrong at its end, in words. */
export const tell = async (
  acts: readonly Act[],
  database: Database,
  clock: DrivenClock,
  hear: (what: string) => void = () => {},
): Promise<readonly string[]> => {
  for (const table of tables) await database.kysely.deleteFrom(table).execute();
  const agenda = createAgenda(clock);
  const life = () => bot.life();
  const cloudFaults = createFaults<CloudFate>(agenda, life, hear);
  const slackFaults = createFaults<SlackFate>(agenda, life, hear);
  const { state, surprises, sessions } = createGlance(clock, cloudFaults, [producer, consumer]);
  const { messenger, posted } = createInProcessSlack(slackFaults);
  const bot = createBot({ database, clock, log, agenda, sessions, messenger });
  const imageId = state.addImage(region, { owner: producer, name: 'web', visibility: 'shared' })
    .id as ImageId;
  const stored = () => state.imageIn(region, imageId);
  const deps = { store: bot.store, clock, renderers, firstSteps: bot.firstSteps, nudge: () => {} };
  const people = createPeople(deps, imageId, () => stored()?.image, posted);
  const status = (): World['status'] => {
    const image = stored();
    return image === undefined ? 'gone' : (image.members.get(consumer)?.status ?? 'absent');
  };

  let worlds: readonly World[] = [untouched];
  /** Something may still keep the bot from what was asked for. */
  let disturbed = false;
  let adds = 0;
  /** Something was changed outside the bot: it sees that when it compares. */
  let unseen = false;
  /** Whoever became a member and answered outside the bot before it compared is nobody's question. */
  let addedOutside = false;
  const change = (one: Change | null) => {
    if (one === null) return;
    unseen ||= 'outside' in one;
    if ('outside' in one ? one.outside === 'pending' : one.wants === 'offer') addedOutside = 'outside' in one;
    if ('outside' in one ? one.outside === 'pending' : one.wants !== 'withdraw' && one.wants !== 'remove')
      adds += 1;
    worlds = changed(worlds, one);
  };
  const rest = async (ms: number) => {
    await bot.pass(ms);
    if (!disturbed) worlds = atRest(worlds);
  };
  const changeOutside = (act: OutsideAct) => {
    const to = outsideStatus[act];
    const is = status();
    if (is === 'gone' || ((to === 'pending') !== (is === 'absent') && to !== 'gone')) return;
    if (to === 'gone') state.deleteImage(region, imageId);
    else if (to === 'absent') state.removeMember(region, imageId, consumer);
    else state.setMember(region, imageId, consumer, to);
    change({ outside: to });
  };

  await people.link(alice);
  await people.link(bob);
  for (const act of acts) {
    hear('act' in act ? act.act : JSON.stringify(act));
    if ('cloud' in act) cloudFaults.arm(act.cloud);
    else if ('slack' in act) slackFaults.arm(act.slack);
    else if (isOutside(act.act)) changeOutside(act.act);
    else if (isTime(act.act)) {
      if (act.act === 'the bot dies') await bot.die();
      else if (act.act === 'the bot does what is due, once around') await bot.goAround();
      else await rest(lasting[act.act]);
    } else change(await people.act(act.act));
    if (!('act' in act) || act.act === 'the bot dies' || act.act.includes('link')) disturbed = true;
  }

  hear('all is well again');
  cloudFaults.end();
  slackFaults.end();
  if (!(await people.areLinked())) {
    await people.link(alice);
    await people.link(bob);
  }
  disturbed = false;
  await rest(recoveryMs);
  const judge = () => [
    ...bot.bugs,
    ...surprises,
    ...judgeStory({
      is: status(),
      may: new Set(worlds.map((world) => world.status)),
      isNobodysQuestion: addedOutside,
      adds,
      posted,
      imageId,
    }),
  ];
  const early = unseen ? [] : judge();
  if (early.length > 0) return early;
  await rest(comparedMs);
  return judge();
};
