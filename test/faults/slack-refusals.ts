/** Slack refuses for a while, is away or slow while an image is offered to ten people and answered: each has one card in the end, and it is true. */
import { shownText } from '../../playground/slack/format/shown.ts';
import type { Fault } from '../../playground/slack/web-api/slack-faults.ts';
import type { Promised } from './promise.ts';
import { cardsByImage, createScene, type Scene } from './scene.ts';

/** So many people speak for the project that the image is offered to. */
const peopleEach = 10;

interface Outage {
  readonly fault: string;
  readonly short: number;
  readonly full: number;
  /** Makes failure from the third card on, and says how often so far. */
  readonly order: (scene: Scene) => void;
}

const spoil =
  (
    fault: { readonly [key: string]: unknown } & Pick<Fault, 'do'>,
    times: number,
    methods: readonly string[] = ['chat.postMessage', 'chat.update'],
  ): Outage['order'] =>
  ({ slack }) => {
    let cards = 0;
    const fromThird = { when: () => cards++ >= 2 };
    for (const method of methods)
      slack.faults.add({
        method,
        times,
        ...(method === 'chat.postMessage' && fromThird),
        ...fault,
      } as Fault);
  };

const promised = ({ fault, short, full, order }: Outage): Promised => ({
  promise:
    'One card per person, with the current state; where Slack lets no message be changed, a new one takes its place',
  fault,
  unit: 'cards',
  short,
  full,
  keep: async (times, onProgress) => {
    const scene = await createScene();
    await scene.link('alice');
    const people = await scene.consumers(peopleEach);
    const images = scene.images(Math.ceil(times / peopleEach));
    const [bob] = people;
    let before = 0;
    for (const [n, image] of images.entries()) {
      scene.slack.faults.clear();
      order(scene);
      await scene.actor('alice').command('/share-image', `${image.id} ${scene.consumer}`);
      const offered = () =>
        bob &&
        cardsByImage(bob, [image])
          .get(image.id)
          ?.find((card) => shownText(card).includes('[Accept]'));
      await scene.seen(() => offered() !== undefined);
      const card = offered();
      if (bob && card) await bob.click(card, 'Accept');
      const all = () => people.every((person) => cardsByImage(person, [image]).has(image.id));
      await scene.seen(all);
      before += peopleEach;
      onProgress(Math.min(before, times));
      if (n === images.length - 1) await scene.pass(1_000);
    }
    const reckoning = await scene.reckoned(({ members, card }) => {
      for (const image of images) members(image.name, scene.members(image), { [scene.consumer]: 'accepted' });
      for (const person of people) {
        const cards = cardsByImage(person, images);
        for (const { id, name } of images)
          card(`${name} for ${person.id}`, cards.get(id) ?? [], /\*Accepted\* by <@UBOB>/);
      }
      const own = cardsByImage(scene.actor('alice'), images);
      for (const { id, name } of images)
        card(`${name} for alice`, own.get(id) ?? [], /\*accepted\* by <@UBOB>/);
    });
    const failed = scene.slack.requests.filter(({ answer }) => answer !== 'ok').length;
    await scene.close();
    return reckoning.tally(before, [`${failed} requests to Slack failed`]);
  },
});

export const slackOutages: readonly Promised[] = (
  [
    {
      fault: 'Slack answers 429 with Retry-After in the middle of ten cards',
      short: 10,
      full: 100,
      order: spoil({ do: 'ratelimited', retryAfterS: 2 }, 5),
    },
    {
      fault: 'Slack answers 503 in the middle of ten cards',
      short: 10,
      full: 100,
      order: spoil({ do: 'status', status: 503 }, 8),
    },
    {
      fault: 'Slack accepts the connection but does not answer, in the middle of ten cards',
      short: 10,
      full: 30,
      order: spoil({ do: 'hang' }, 4),
    },
    {
      // the bot gives up after 6 s: what it asked for happens all the same, and it may not ask for it twice
      fault: 'Slack carries out after 8 s what the bot gave up after 6',
      short: 10,
      full: 30,
      order: spoil({ do: 'delay', ms: 8_000 }, 4),
    },
    {
      fault: 'a proxy answers 403 in Slack’s place, in the middle of ten cards',
      short: 10,
      full: 100,
      order: spoil({ do: 'status', status: 403, body: '<html>Forbidden</html>' }, 8),
    },
    {
      fault: 'Slack refuses with a code that nobody has heard of, in the middle of ten cards',
      short: 10,
      full: 100,
      order: spoil({ do: 'error', error: 'a_code_of_next_year' }, 8),
    },
    {
      fault: 'every chat.update is refused with edit_window_closed',
      short: 10,
      full: 30,
      order: spoil({ do: 'error', error: 'edit_window_closed' }, Number.POSITIVE_INFINITY, ['chat.update']),
    },
  ] as const
).map(promised);
