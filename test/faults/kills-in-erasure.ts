/**
 * kill -9 while somebody is being forgotten, on request of theirs, at any moment from when that is on record. The next start finishes it by
 * itself: no row names them, and all that is shared stays shared.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import { openForReading } from '../../src/store/open.ts';
import { createBotProcess } from '../support/bot-process.ts';
import { contentOf } from '../support/every-row.ts';
import { createDice } from './dice.ts';
import { oneByOne, type Promised } from './promise.ts';
import { openWorkplace } from './workplace.ts';

const images = 12;
/** Forgetting whoever shares so many takes longer. */
const longestMs = 100;

const once = async (afterMs: number) => {
  const folder = mkdtempSync(join(tmpdir(), 'image-share-erasure-'));
  const databaseUrl = `sqlite:${join(folder, 'bot.db')}`;
  const work = await openWorkplace();
  const { slack, cloud, producers, tenants } = work;
  const [alice] = producers;
  const [, tenant] = tenants;
  const [carol] = tenant.people;
  const notes: string[] = [];
  const broken = { lost: 0, doubled: 0, untrue: 0, notes, wasUnderWay: false };
  const breaks = (kind: 'lost' | 'untrue', what: string) => {
    broken[kind] += 1;
    notes.push(`${kind}: ${what} (killed after ${Math.round(afterMs)} ms)`);
  };
  const bot = await createBotProcess(slack, cloud, { databaseUrl });
  const rows = async () => {
    const { kysely, close } = await openForReading(databaseUrl, { log: createLog('silent') });
    const { audit: _, ...all } = await contentOf(kysely).finally(close);
    return all;
  };
  const until = async (isUnderWay: boolean) => {
    for (let tries = 0; tries < 1_000; tries += 1) {
      if (((await rows()).erasures?.length ?? 0) > 0 === isUnderWay) return true;
      await systemClock.sleep(5);
    }
    return false;
  };
  try {
    await bot.start();
    await work.link([alice, carol]);
    const ids = Array.from({ length: images }, (_, n) => work.addImage(n + 1));
    for (const id of ids) await alice.command('/share-image', `${id} ${tenant.projectId}`);
    const asked = (n: number) =>
      work.about(n + 1).some(({ by, text }) => by === carol.id && text.includes('[Accept]'));
    await slack.until(() => ids.every((_, n) => asked(n)), { what: 'carol’s cards' });
    await alice.command('/image-account', 'preferences');
    const view = (title: string) =>
      slack.until(() => alice.views.findLast((one) => one.title.text === title), { what: title });
    await alice.click(await view('Preferences'), 'What the bot keeps about me');
    const forgetting = alice.click(await view('What the bot keeps'), 'Forget me');
    if (!(await until(true))) throw new Error('nobody was to be forgotten');
    await systemClock.sleep(afterMs);
    await bot.kill();
    await forgetting;
    broken.wasUnderWay = ((await rows()).erasures?.length ?? 0) > 0;
    await bot.start();
    if (!(await until(false))) breaks('lost', 'it does not go on');
    if (JSON.stringify(await rows()).includes(alice.id)) breaks('untrue', 'a row names her');
    for (const [n, id] of ids.entries()) {
      const { members } = cloud.state.imageIn('IAD', id) ?? {};
      if (members?.get(tenant.projectId)?.status !== 'pending')
        breaks('untrue', `image ${n + 1} is shared no more`);
    }
    for (const { where, error: why } of slack.surprises)
      breaks('untrue', `Slack would refuse ${where}: ${why}`);
    return broken;
  } finally {
    await bot.close();
    await work.close();
    rmSync(folder, { recursive: true });
  }
};

export const killsInErasure: Promised = {
  promise: 'Whoever is forgotten is in no row any more, and all that is shared stays shared',
  fault: 'kill -9 at any moment of forgetting somebody who shares a dozen images',
  unit: 'kills',
  short: 2,
  full: 12,
  needs: 'many processes',
  keep: async (times, onProgress) => {
    const dice = createDice();
    let inTheMiddle = 0;
    const tally = await oneByOne(async (n) => {
      const { wasUnderWay, ...broken } = await once(((n + dice.next()) / times) * longestMs);
      inTheMiddle += Number(wasUnderWay);
      return broken;
    })(times, onProgress);
    return { ...tally, notes: [`${inTheMiddle} came before it was over`, ...(tally.notes ?? [])] };
  },
};
