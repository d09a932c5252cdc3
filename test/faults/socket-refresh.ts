/** Slack lets go of the bot’s sockets in the middle of a stream of commands and clicks: what was acknowledged is carried out, once. */
import { shownText } from '../../playground/slack/format/shown.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { Promised } from './promise.ts';
import { cardsByImage, createScene } from './scene.ts';

/** So many images for each time. */
const imagesEach = 4;

export const socketRefresh: Promised = {
  promise: 'What was acknowledged is carried out, once',
  fault: 'Slack refreshes the sockets, warns of it, or cuts them',
  unit: 'disconnects',
  short: 2,
  full: 30,
  keep: async (times, onProgress) => {
    const scene = await createScene({ transport: 'socket', clock: systemClock, soonMs: 15_000 });
    const { slack, consumer } = scene;
    const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
    await scene.link('alice');
    await scene.link('bob');
    const images = scene.images(times * imagesEach);
    let unreached = 0;
    /** Until it is acknowledged, as people do. */
    const insist = async (act: () => Promise<{ error?: string }>) => {
      while ((await act()).error) {
        unreached += 1;
        await slack.until(() => slack.sockets.count > 0, { what: 'a socket' });
      }
    };
    const kinds = ['refresh_requested', 'warning', 'cut'] as const;
    for (let n = 0; n < times; n++) {
      const some = images.slice(n * imagesEach, (n + 1) * imagesEach);
      const stream = some.map(({ id }) => insist(() => alice.command('/share-image', `${id} ${consumer}`)));
      const kind = kinds[n % kinds.length];
      if (kind === 'cut') slack.sockets.cut();
      else if (kind) slack.sockets.disconnect(kind);
      await Promise.all(stream);
      const cards = () => cardsByImage(bob, some);
      await scene.seen(() =>
        some.every(({ id }) =>
          cards()
            .get(id)
            ?.some((card) => shownText(card).includes('[Accept]')),
        ),
      );
      await Promise.all(
        [...cards().values()].map(([card]) => card && insist(() => bob.click(card, 'Accept'))),
      );
      onProgress(n + 1);
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
    return reckoning.tally(times, [`${unreached} of the requests reached nobody and were sent again`]);
  },
};
