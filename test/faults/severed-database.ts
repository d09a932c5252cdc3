/** The database is away for a while, as when PostgreSQL restarts or a cable is pulled: what was acknowledged is there afterwards, the rest was said not to be done. */
import { shownText } from '../../playground/slack/format/shown.ts';
import { systemClock } from '../../src/core/clock.ts';
import { leaseMs } from '../../src/sharing/reconcile/lease-length.ts';
import { createCable } from '../support/cable.ts';
import { createPostgresDatabase, findPostgres } from '../support/postgres.ts';
import { digestsAndRetriesMs } from '../support/rest.ts';
import type { Promised } from './promise.ts';
import { cardsByImage, createScene, type SceneImage } from './scene.ts';

/** What a cut step had leased is due again when the lease ends. */
const soonMs = leaseMs + digestsAndRetriesMs;

/** At full size the last outage lasts so long. */
const aMinuteMs = 60_000;

export const severedDatabase: Promised = {
  promise: 'What was acknowledged is on record; what could not be written is reported as not done',
  fault: 'PostgreSQL cuts every connection and accepts none for a while, repeatedly, at the end for a minute',
  unit: 'intents',
  short: 12,
  full: 120,
  needs: 'postgres',
  keep: async (times, onProgress) => {
    const { url, drop } = await createPostgresDatabase((await findPostgres()) ?? '');
    const cable = await createCable(new URL(url));
    const scene = await createScene({ databaseUrl: cable.url, clock: systemClock, soonMs });
    const { consumer } = scene;
    const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
    await scene.link('alice');
    await scene.link('bob');
    const images = scene.images(times);
    const taken: SceneImage[] = [];
    const refused: SceneImage[] = [];
    let untold = 0;
    for (const [n, image] of images.entries()) {
      if (n % 6 === 0) cable.plug();
      if (n % 6 === 3) cable.pull();
      const before = alice.ephemerals().length;
      const { error } = await alice.command('/share-image', `${image.id} ${consumer}`);
      const told = alice.ephemerals().slice(before).map(shownText).join('\n');
      if (told.includes('Sharing')) taken.push(image);
      else refused.push(image);
      if (!error && !/Sharing|went wrong|nothing was done/i.test(told)) untold += 1;
      onProgress(n + 1);
    }
    if (times >= severedDatabase.full) await systemClock.sleep(aMinuteMs);
    cable.plug();
    const reckoning = await scene.reckoned(({ members, card, untrue }) => {
      const [alices, bobs] = [cardsByImage(alice, images), cardsByImage(bob, images)];
      for (const image of taken) {
        members(image.name, scene.members(image), { [consumer]: 'pending' });
        card(`${image.name} for alice`, alices.get(image.id) ?? [], /\*pending\* — asked <@UBOB>\.$/m);
        card(`${image.name} for bob`, bobs.get(image.id) ?? [], /Waiting for an answer/);
      }
      for (let n = 0; n < untold; n++) untrue('a command was answered with neither');
    });
    // a commit whose answer was lost is done and was said to have failed: the one thing that nobody can know
    const unsure = refused.filter((image) => Object.keys(scene.members(image)).length > 0).length;
    await scene.close();
    cable.close();
    await drop();
    return reckoning.tally(times, [
      `${taken.length} were accepted, ${refused.length} were reported as not done`,
      `${unsure} of the latter were committed anyway: their answer was lost with the connection`,
    ]);
  },
};
