/**
 * The cloud does what it is asked and its answer is lost on the way, or only half of it arrives: the bot looks before it
 * repeats, the members end as they were asked for, and each person has one card that says so.
 */
import type { Fault } from '../../playground/cloud/cloud-faults.ts';
import { shownText } from '../../playground/slack/format/shown.ts';
import type { Promised, Tally } from './promise.ts';
import { cardsByImage, createScene } from './scene.ts';

const methods = { POST: 'POST member', PUT: 'PUT member', DELETE: 'DELETE member', PATCH: 'PATCH image' };
type Method = keyof typeof methods;

const keep =
  (method: Method, how: Fault['do']): Promised['keep'] =>
  async (times, onProgress): Promise<Tally> => {
    const scene = await createScene();
    const { slack, cloud, seen, consumer } = scene;
    const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
    await Promise.all([scene.link('alice'), scene.link('bob')]);
    const images = scene.images(times, method === 'PATCH' ? 'private' : 'shared');
    const all = (person: typeof alice, words: string) => () => {
      const cards = cardsByImage(person, images);
      return images.every(({ id }) => (cards.get(id) ?? []).some((card) => shownText(card).includes(words)));
    };
    const struck = new Set<string>();
    cloud.faults.add({
      times: Number.POSITIVE_INFINITY,
      do: how,
      match: (call) => {
        const image = images.find(({ id }) => call.path.includes(id));
        if (call.method !== method || image === undefined || struck.has(image.id)) return false;
        struck.add(image.id);
        onProgress(struck.size);
        return true;
      },
    });

    for (const { id } of images) await alice.command('/share-image', `${id} ${consumer}`);
    await seen(all(bob, 'Waiting for an answer'));
    for (const [id, [card]] of cardsByImage(bob, images)) {
      if (card && images.some((image) => image.id === id)) await bob.click(card, 'Accept');
    }
    await seen(all(alice, '*accepted* by <@UBOB>'));
    await seen(all(bob, '*Accepted* by <@UBOB>'));
    const removes = method === 'DELETE';
    if (removes) {
      for (const { id } of images) {
        await alice.command('/unshare-image', `${id} ${consumer}`);
        const question = await slack.until(
          () => alice.ephemerals().findLast((message) => shownText(message).includes('[Remove')),
          { what: 'the question' },
        );
        await alice.click(question, 'Remove 1 member');
      }
    }
    await seen(() => struck.size === times);

    const reckoning = await scene.reckoned(({ members, card, doubled }) => {
      const [alices, bobs] = [cardsByImage(alice, images), cardsByImage(bob, images)];
      for (const image of images) {
        members(image.name, scene.members(image), removes ? {} : { [consumer]: 'accepted' });
        const words = removes ? /withdrawn by <@UALICE>/ : /\*Accepted\* by <@UBOB>/;
        card(`${image.name} for bob`, bobs.get(image.id) ?? [], words);
        const own = alices.get(image.id) ?? [];
        const offered = own.filter((one) => shownText(one).includes('You are sharing it'));
        card(
          `${image.name} for alice`,
          offered,
          removes ? /removed by <@UALICE>/ : /\*accepted\* by <@UBOB>/,
        );
        if (own.length - offered.length > (removes ? 1 : 0))
          doubled(`${image.name}: a card too many for alice`);
        // to make an image shared twice is to make it shared
        if (method !== 'PATCH' && scene.asked(image, method).length > 1)
          doubled(`${image.name}: ${method} was repeated unread`);
      }
    });
    await scene.close();
    return reckoning.tally(struck.size);
  };

const promised = (method: Method, how: Fault['do'], fault: string): Promised => ({
  promise: 'One member with the status that was asked for, and cards that say so',
  fault,
  unit: 'answers lost',
  short: 3,
  full: 50,
  keep: keep(method, how),
});

export const lostCloudAnswers: readonly Promised[] = (['POST', 'PUT', 'DELETE', 'PATCH'] as const).flatMap(
  (method) => [
    promised(method, 'drop-after-effect', `the answer to ${methods[method]} is lost`),
    promised(method, 'half-answer', `the answer to ${methods[method]} is cut in half`),
  ],
);
