/** Slack’s Web API is away for ten minutes, and people go on asking: everything is delivered afterwards, to each in the order of their intents. */
import type { Actor } from '../../playground/slack/people/actor.ts';
import type { Promised } from './promise.ts';
import { cardsByImage, createScene, type SceneImage } from './scene.ts';

const outageMs = 10 * 60_000;

export const slackOutage: Promised = {
  promise: 'What was acknowledged is delivered, to each person in order',
  fault: 'ten minutes without Slack’s Web API (on a sped-up clock), while three people continue',
  unit: 'intents',
  short: 15,
  full: 500,
  keep: async (times, onProgress) => {
    const scene = await createScene();
    const { cloud, slack, consumer } = scene;
    await scene.link('alice');
    await scene.link('bob');
    await scene.link('newt', 'alice');
    const images = scene.images(times);
    const fifth = Math.floor(times / 5);
    const answered = images.slice(0, fifth);
    for (const { id } of answered) cloud.state.setMember('IAD', id, consumer, 'pending');
    const intents: readonly { readonly by: Actor; readonly about: readonly SceneImage[] }[] = [
      { by: scene.actor('bob'), about: answered },
      { by: scene.actor('alice'), about: images.slice(fifth, 3 * fifth) },
      { by: scene.actor('newt'), about: images.slice(3 * fifth) },
    ];

    // one request is refused, the next cut off
    let asked = 0;
    const always = { method: '*', times: Number.POSITIVE_INFINITY };
    slack.faults.add({ ...always, do: 'status', when: () => asked++ % 2 === 0 });
    slack.faults.add({ ...always, do: 'drop' });
    let done = 0;
    let refused = 0;
    const longest = Math.max(...intents.map(({ about }) => about.length));
    for (let n = 0; n < longest; n++) {
      const acts = intents.flatMap(({ by, about }) => {
        const id = about[n]?.id;
        if (id === undefined) return [];
        return by.id === 'UBOB'
          ? by.command('/image-status', `${id} accepted`)
          : by.command('/share-image', `${id} ${consumer}`);
      });
      for (const { error } of await Promise.all(acts)) {
        if (error) refused += 1;
        onProgress(++done);
      }
      await scene.pass(Math.round(outageMs / longest));
    }
    slack.faults.clear();

    const order = ({ by, about }: (typeof intents)[number]) => {
      const place = new Map(about.map(({ id }, n) => [id, n]));
      return [...cardsByImage(by, about).keys()].map((id) => place.get(id) ?? -1);
    };
    const reckoning = await scene.reckoned(({ members, card, untrue }) => {
      for (const intent of intents) {
        const cards = cardsByImage(intent.by, intent.about);
        const answers = intent.by.id === 'UBOB';
        for (const image of intent.about) {
          members(image.name, scene.members(image), { [consumer]: answers ? 'accepted' : 'pending' });
          card(
            `${image.name} for ${intent.by.id}`,
            cards.get(image.id) ?? [],
            answers ? /\*Accepted\* by <@UBOB>/ : /\*pending\* — asked <@UBOB>/,
          );
        }
        order(intent).forEach((place, n, all) => {
          if (n > 0 && place < (all[n - 1] ?? 0))
            untrue(`${intent.by.id}: intent ${place} after intent ${all[n - 1]}`);
        });
      }
      const bobs = cardsByImage(scene.actor('bob'), images);
      for (const { id, name } of images)
        card(`${name} for bob`, bobs.get(id) ?? [], /Waiting for an answer|Accepted/);
    });
    const failed = slack.requests.filter(({ answer }) => answer !== 'ok').length;
    await scene.close();
    return reckoning.tally(done - refused, [`${failed} requests to Slack failed meanwhile`]);
  },
};
