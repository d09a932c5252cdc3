/**
 * Slack does what it is asked and its answer is lost on the way, once for each of many people: whoever has a card has it once,
 * and it says how things stand.
 */
import { shownText } from '../../playground/slack/format/shown.ts';
import type { Promised, Tally } from './promise.ts';
import { cardsByImage, createScene } from './scene.ts';

type Method = 'conversations.open' | 'chat.postMessage' | 'chat.update' | 'views.publish';

const keep =
  (method: Method): Promised['keep'] =>
  async (times, onProgress): Promise<Tally> => {
    const scene = await createScene();
    const { slack, seen } = scene;
    await scene.link('alice');
    const people = await scene.consumers(times);
    const [image] = scene.images(1);
    if (!image) throw new Error('there is an image');
    const cardOf = ({ dm }: (typeof people)[number]) => cardsByImage({ dm }, [image]).get(image.id) ?? [];
    const shown = (words: string) => () =>
      people.every((person) => cardOf(person).some((card) => shownText(card).includes(words)));

    const struck = new Set<string>();
    const strike = () =>
      slack.faults.add({
        method,
        do: 'drop-after-effect',
        times: Number.POSITIVE_INFINITY,
        when: ({ users, user_id, channel }) => {
          const whose = people.find(
            ({ id }) => [users, user_id].includes(id) || channel === `D${id.slice(1)}`,
          )?.id;
          if (whose === undefined || struck.has(whose)) return false;
          struck.add(whose);
          onProgress(struck.size);
          return true;
        },
      });
    const homes = method === 'views.publish';
    if (homes) {
      for (const person of people) await person.openHome();
      await seen(() => people.every((person) => person.home() !== undefined));
    }
    const early = method === 'conversations.open' || method === 'chat.postMessage';
    if (early || homes) strike();
    await scene.actor('alice').command('/share-image', `${image.id} ${scene.consumer}`);
    await seen(shown('Waiting for an answer'));
    if (method === 'chat.update') strike();
    else await seen(() => struck.size === times);
    const [bob] = people;
    const [card] = bob ? cardOf(bob) : [];
    if (bob && card) await bob.click(card, 'Accept');
    await seen(() => struck.size === times);
    const homeShows = (person: (typeof people)[number]) => {
      const home = person.home();
      return home !== undefined && !shownText(home).includes('[Accept]');
    };
    const reckoning = await scene.reckoned(({ members, card, untrue }) => {
      members(image.name, scene.members(image), { [scene.consumer]: 'accepted' });
      for (const person of people) {
        card(person.id, cardOf(person), /\*Accepted\* by <@UBOB>/);
        if (homes && !homeShows(person)) untrue(`${person.id}: the Home still asks for an answer`);
      }
    });
    await scene.close();
    return reckoning.tally(struck.size);
  };

export const lostSlackAnswers: readonly Promised[] = (
  ['conversations.open', 'chat.postMessage', 'chat.update', 'views.publish'] as const
).map((method) => ({
  promise:
    'One card per person, with the current state; where Slack lets no message be changed, a new one takes its place',
  fault: `the answer to ${method} is lost`,
  unit: 'answers lost',
  short: 3,
  full: 50,
  keep: keep(method),
}));
