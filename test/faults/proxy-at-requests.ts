/**
 * A proxy in front of Glance answers one request in its place, at each request about an image: while it is shared, accepted and taken
 * back. Whoever reads an error does it again. No card ever says that access has ended while the project is a member.
 */
import { shownText } from '../../playground/slack/format/shown.ts';
import type { Promised, Tally } from './promise.ts';
import { cardsByImage, createScene, type SceneImage } from './scene.ts';

const statuses = [401, 403, 404, 413];

/** From the first look at the image to its last. */
const requestsOfAnImage = 8;

/** After so many tries a person gives up. */
const patience = 5;

const ended = /No longer shared|removed by|withdrawn by|withdrawn outside/;
/** What only Glance itself may say. */
const final = /You can see no image|as many members as|may not be shared/;

const keep: Promised['keep'] = async (times, onProgress): Promise<Tally> => {
  const scene = await createScene();
  const { slack, cloud, seen, consumer } = scene;
  const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
  await Promise.all([scene.link('alice'), scene.link('bob')]);
  const images = scene.images(times, 'private');
  const strikes = statuses.length * requestsOfAnImage;
  const lies: string[] = [];
  slack.on((event) => {
    if (event.type !== 'message' && event.type !== 'message_changed') return;
    const text = shownText(event.message);
    for (const image of images.filter(({ id }) => text.includes(id))) {
      if (ended.test(text) && consumer in scene.members(image))
        lies.push(`${image.name} has its member: ${text}`);
      if (final.test(text)) lies.push(`${image.name}, of a proxy: ${text}`);
    }
  });

  // image n has its own request and status, spread over all there are
  const asked = new Map<string, number>();
  let struck = 0;
  images.forEach(({ id }, n) => {
    const strike = Math.floor((n * strikes) / times);
    const at = Math.floor(strike / statuses.length);
    cloud.faults.add({
      match: ({ service, path }) => {
        if (service !== 'glance' || !path.includes(id)) return false;
        const count = asked.get(id) ?? 0;
        asked.set(id, count + 1);
        if (count !== at) return false;
        struck += 1;
        return true;
      },
      do: 'status',
      by: 'proxy',
      status: statuses[(strike + at) % statuses.length] ?? 404,
    });
  });

  const cardOf = (person: typeof alice, { id }: SceneImage) => cardsByImage(person, images).get(id)?.[0];
  const reads = (person: typeof alice, image: SceneImage, words: string) => {
    const card = cardOf(person, image);
    return card !== undefined && shownText(card).includes(words);
  };
  /** Does it for all of whom `words` are not said yet, and again for those of whom they are not said in the end. */
  const insist = async (
    act: (image: SceneImage) => Promise<unknown>,
    isDone: (image: SceneImage) => boolean,
  ): Promise<void> => {
    for (let attempt = 0; attempt < patience; attempt += 1) {
      for (const image of images.filter((one) => !isDone(one))) await act(image);
      if (await seen(() => images.every(isDone))) return;
    }
  };
  await insist(
    ({ id }) => alice.command('/share-image', `${id} ${consumer}`),
    (image) => reads(bob, image, 'Waiting for an answer'),
  );
  await insist(
    async (image) => {
      const card = cardOf(bob, image);
      if (card) await bob.click(card, 'Accept');
    },
    (image) => reads(bob, image, '*Accepted* by <@UBOB>') && reads(alice, image, '*accepted* by <@UBOB>'),
  );
  const accepted = images.filter((image) => scene.members(image)[consumer] === 'accepted').length;
  await insist(
    async ({ id, name }) => {
      const question = () =>
        alice
          .ephemerals()
          .findLast((one) => /\[Remove/.test(shownText(one)) && shownText(one).includes(name));
      for (let attempt = 0; attempt < patience && question() === undefined; attempt += 1) {
        await alice.command('/unshare-image', `${id} ${consumer}`);
        await seen(() => question() !== undefined);
      }
      const asking = question();
      if (asking) await alice.click(asking, 'Remove 1 member');
    },
    (image) => reads(bob, image, 'withdrawn by <@UALICE>'),
  );

  const reckoning = await scene.reckoned(({ members, card, lost, untrue }) => {
    if (accepted < times) lost(`${times - accepted} were not accepted`);
    for (const lie of lies) untrue(lie);
    for (const image of images) {
      members(image.name, scene.members(image), {});
      card(`${image.name} for bob`, cardsByImage(bob, images).get(image.id) ?? [], /withdrawn by <@UALICE>/);
      onProgress(images.indexOf(image) + 1);
    }
  });
  await scene.close();
  return reckoning.tally(times, [`${struck} requests were answered by the proxy`]);
};

export const proxyAtRequests: Promised = {
  promise:
    'An image is shared, accepted and taken back, and no card says that access has ended before it has',
  fault:
    'a proxy in front of Glance answers one request with 401, 403, 404 or 413: each request about an image in turn',
  unit: 'images',
  short: 8,
  full: statuses.length * requestsOfAnImage,
  keep,
};
