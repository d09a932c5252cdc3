/** The clock of the bot’s machine is put an hour forward and back in the middle of the work: nothing waits for the hour to pass, and nothing is done twice. */
import { shownText } from '../../playground/slack/format/shown.ts';
import { createClock, createSteadyTime } from '../../src/core/clock.ts';
import type { Promised } from './promise.ts';
import { cardsByImage, createScene } from './scene.ts';

const hourMs = 3_600_000;

export const clockJumps: Promised = {
  promise: 'What was acknowledged is carried out, once and at once',
  fault:
    'the clock is set an hour forward and back again while requests are running or their answers are lost',
  unit: 'jumps',
  short: 4,
  full: 40,
  keep: async (times, onProgress) => {
    let wrongMs = 0;
    const wall = { now: () => Date.now() + wrongMs };
    const clock = createClock(createSteadyTime(wall, () => performance.now()));
    // time passes by itself: what is due is waited for
    const scene = await createScene({ clock, soonMs: 15_000 });
    const { cloud, slack, consumer } = scene;
    const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
    await scene.link('alice');
    await scene.link('bob');
    const images = scene.images(times / 2);
    const jump = (n: number) => {
      wrongMs += n % 2 === 0 ? hourMs : -hourMs;
      onProgress(n + 1);
    };
    for (const [n, { id }] of images.entries()) {
      const lost = n === 0 ? ({ do: 'drop-after-effect' } as const) : ({ do: 'delay', ms: 300 } as const);
      let struck = false;
      slack.faults.add({
        method: 'chat.postMessage',
        ...lost,
        when: ({ channel, text }) => {
          const hit = channel === 'DBOB' && String(text).includes(id);
          struck ||= hit;
          return hit;
        },
      });
      cloud.faults.add({
        match: ({ path, method }) => method !== 'GET' && path.includes(id),
        do: 'drop-after-effect',
      });
      await alice.command('/share-image', `${id} ${consumer}`);
      await scene.seen(() => struck);
      jump(2 * n);
      const offered = () =>
        cardsByImage(bob, [{ id, name: '' }])
          .get(id)
          ?.find((card) => shownText(card).includes('[Accept]'));
      await scene.seen(() => offered() !== undefined);
      const card = offered();
      if (card) await bob.click(card, 'Accept');
      jump(2 * n + 1);
    }
    const reckoning = await scene.reckoned(({ members, card }) => {
      const [alices, bobs] = [cardsByImage(alice, images), cardsByImage(bob, images)];
      for (const image of images) {
        members(image.name, scene.members(image), { [consumer]: 'accepted' });
        card(`${image.name} for bob`, bobs.get(image.id) ?? [], /\*Accepted\* by <@UBOB>/);
        card(`${image.name} for alice`, alices.get(image.id) ?? [], /\*accepted\* by <@UBOB>/);
      }
    });
    await scene.close();
    return reckoning.tally(times);
  },
};
