/**
 * A PUT that nobody answers and that takes effect 10 s after the bot gave it up, when the opposite has been asked for and
 * carried out: the newest intent stands in the end, and the cards say so.
 */
import { shownText } from '../../playground/slack/format/shown.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { Promised } from './promise.ts';
import { cardsByImage, createScene } from './scene.ts';

export const latePut: Promised = {
  promise: 'The newest intent wins',
  fault:
    'the PUT of an answer takes effect 10 s after the bot gave it up, and somebody has asked for the opposite meanwhile',
  unit: 'late writes',
  short: 3,
  full: 50,
  keep: async (times, onProgress) => {
    const scene = await createScene();
    const { cloud, seen, consumer } = scene;
    const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
    await Promise.all([scene.link('alice'), scene.link('bob')]);
    const images = scene.images(times);
    const struck = new Set<string>();
    const late = Promise.withResolvers<void>();
    cloud.faults.add({
      times: Number.POSITIVE_INFINITY,
      do: 'drop-before-effect',
      after: late.promise,
      match: ({ method, path }) => {
        const image = images.find(({ id }) => path.includes(id));
        if (method !== 'PUT' || image === undefined || struck.has(image.id)) return false;
        struck.add(image.id);
        onProgress(struck.size);
        return true;
      },
    });

    for (const { id } of images) await alice.command('/share-image', `${id} ${consumer}`);
    const asked = () => {
      const cards = cardsByImage(bob, images);
      return images.every(({ id }) => cards.get(id)?.some((card) => shownText(card).includes('[Accept]')));
    };
    await seen(asked);
    for (const [card] of cardsByImage(bob, images).values()) if (card) await bob.click(card, 'Accept');
    for (const { id } of images) await bob.command('/image-status', `${id} rejected`);
    const settled = () => images.every((image) => scene.members(image)[consumer] === 'rejected');
    await seen(() => struck.size === times && settled());
    await scene.pass(5_000);
    cloud.faults.clear();
    late.resolve();
    while (!images.some((image) => scene.members(image)[consumer] === 'accepted')) await systemClock.sleep(5);

    const reckoning = await scene.reckoned(({ members, card }) => {
      const [alices, bobs] = [cardsByImage(alice, images), cardsByImage(bob, images)];
      for (const image of images) {
        members(image.name, scene.members(image), { [consumer]: 'rejected' });
        card(`${image.name} for bob`, bobs.get(image.id) ?? [], /\*Rejected\* by <@UBOB>/);
        card(`${image.name} for alice`, alices.get(image.id) ?? [], /\*rejected\* by <@UBOB>/);
      }
    });
    const again = images.filter((image) => scene.asked(image, 'PUT').length > 2).length;
    await scene.close();
    return reckoning.tally(struck.size, [`the newest intent was carried out again ${again} times`]);
  },
};
