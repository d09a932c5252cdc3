/** What Slack or an impatient finger sends twice, and clicks that meet: one outcome, and everyone sees the same. */
import { buttonsOf, shownText } from '../../playground/slack/format/shown.ts';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import type { Actor } from '../../playground/slack/people/actor.ts';
import type { Promised } from './promise.ts';
import { cardsByImage, createScene, type Reckoning, type Scene, type SceneImage } from './scene.ts';

interface Story {
  readonly scene: Scene;
  readonly alice: Actor;
  readonly bob: Actor;
  readonly ben: Actor;
  readonly image: SceneImage;
  /** The same for every person who has one. */
  card(person: Actor, words: string): Promise<SlackMessage>;
}

/** How the image stands after the story, to count. */
type Outcome = (reckoning: Reckoning) => void;

const deliveryOf = ({ slack }: Scene, type: string, words: string) => {
  const delivery = slack.deliveries.findLast(
    (one) => one.type === type && JSON.stringify(one.payload).includes(words),
  );
  if (!delivery) throw new Error(`nothing of the type ${type} was delivered`);
  return delivery;
};

const share = ({ scene, alice, image }: Story) =>
  alice.command('/share-image', `${image.id} ${scene.consumer}`);

/** One producer's card, and one for each of the project's people, that all say `status`. */
const everyoneSees =
  ({ scene, alice, bob, ben, image }: Story, status: 'pending' | 'accepted' | 'rejected'): Outcome =>
  ({ card, members, untrue }) => {
    members(image.name, scene.members(image), { [scene.consumer]: status });
    const cards = (person: Actor) => cardsByImage(person, [image]).get(image.id) ?? [];
    const consumers = {
      pending: /Waiting for an answer/,
      accepted: /\*Accepted\* by/,
      rejected: /\*Rejected\* by/,
    };
    card(`${image.name} for alice`, cards(alice), `\\*${status}\\*`);
    for (const person of [bob, ben]) card(`${image.name} for ${person.id}`, cards(person), consumers[status]);
    const [one, other] = [bob, ben].map((person) => cards(person).map(shownText).join());
    if (one !== other) untrue(`${image.name}: bob and ben see different things`);
  };

/** @param play ends when everything was sent */
const promised = (
  fault: string,
  play: (story: Story) => Promise<Outcome>,
  transport: 'http' | 'socket' = 'http',
): Promised => ({
  promise: 'One outcome, and everyone sees the same',
  fault,
  unit: 'repeats',
  short: 2,
  full: 50,
  keep: async (times, onProgress) => {
    const scene = await createScene({ transport });
    const [alice, bob, ben] = [scene.actor('alice'), scene.actor('bob'), scene.actor('ben')];
    for (const name of ['alice', 'bob', 'ben'] as const) await scene.link(name);
    const outcomes: Outcome[] = [];
    for (const image of scene.images(times)) {
      const card = async (person: Actor, words: string) => {
        const look = () =>
          (cardsByImage(person, [image]).get(image.id) ?? []).find((one) => shownText(one).includes(words));
        await scene.seen(() => look() !== undefined);
        const found = look();
        if (!found)
          throw new Error(
            `${person.id} has no card with ${words}:\n${person.dm().map(shownText).join('\n')}`,
          );
        return found;
      };
      outcomes.push(await play({ scene, alice, bob, ben, image, card }));
      onProgress(outcomes.length);
    }
    const reckoning = await scene.reckoned((counting) => {
      for (const outcome of outcomes) outcome(counting);
    });
    await scene.close();
    return reckoning.tally(times);
  },
});

export const repeats: readonly Promised[] = [
  promised('a person sends a command twice', async (story) => {
    await Promise.all([share(story), share(story)]);
    await share(story);
    return (reckoning) => {
      everyoneSees(story, 'pending')(reckoning);
      const told = story.alice.ephemerals().map(({ text }) => text);
      const again = told.filter((text) => text.includes(story.image.id) && text.includes('already'));
      if (again.length !== 2)
        reckoning.untrue(`${story.image.name}: “already” was said ${again.length} times`);
    };
  }),
  promised('Slack repeats a command that it believes did not arrive', async (story) => {
    await share(story);
    await story.scene.slack.redeliver(deliveryOf(story.scene, '/share-image', story.image.id));
    return everyoneSees(story, 'pending');
  }),
  ...(['http', 'socket'] as const).map((transport) =>
    promised(
      `Slack repeats a click, over ${transport}`,
      async (story) => {
        await share(story);
        await story.bob.click(await story.card(story.bob, 'Waiting for an answer'), 'Accept');
        const click = deliveryOf(story.scene, 'block_actions', story.image.id);
        await story.scene.slack.redeliver(click);
        await story.card(story.alice, '*accepted*');
        await story.scene.slack.redeliver(click, 2);
        return everyoneSees(story, 'accepted');
      },
      transport,
    ),
  ),
  promised('Slack repeats an event by its event_id', async (story) => {
    await story.bob.openHome();
    const event = deliveryOf(story.scene, 'app_home_opened', 'UBOB');
    await Promise.all([1, 2, 3].map((attempt) => story.scene.slack.redeliver(event, attempt)));
    await share(story);
    const shows = () => {
      const home = story.bob.home();
      return home ? buttonsOf(home).length : 0;
    };
    return (reckoning) => {
      everyoneSees(story, 'pending')(reckoning);
      if (shows() === 0) reckoning.lost('bob has no Home');
    };
  }),
  promised('two people answer in the same millisecond, one yes, one no', async (story) => {
    const { bob, ben, card, scene, image } = story;
    await share(story);
    const [bobs, bens] = await Promise.all([
      card(bob, 'Waiting for an answer'),
      card(ben, 'Waiting for an answer'),
    ]);
    const before = [bob, ben].map((person) => person.ephemerals().length);
    await Promise.all([bob.click(bobs, 'Accept'), ben.click(bens, 'Reject')]);
    const late = () => [bob, ben].filter((person, n) => person.ephemerals().length > (before[n] ?? 0));
    await scene.seen(() => late().length > 0);
    const losers = late();
    return (reckoning) => {
      // whoever was second reads that nothing was changed
      const won = losers.includes(bob) ? 'rejected' : 'accepted';
      everyoneSees(story, won)(reckoning);
      if (losers.length !== 1)
        reckoning.untrue(`${image.name}: ${losers.length} people were told that they were late`);
    };
  }),
  promised('a click on a card that changed meanwhile', async (story) => {
    const { bob, ben, card, image } = story;
    await share(story);
    const old = await card(ben, 'Waiting for an answer');
    await bob.click(await card(bob, 'Waiting for an answer'), 'Accept');
    await card(ben, '*Accepted*');
    await ben.click(old, 'Reject');
    return (reckoning) => {
      everyoneSees(story, 'accepted')(reckoning);
      const told = ben.ephemerals().map(shownText);
      if (!told.some((text) => text.includes('so nothing was done') && text.includes(`*${image.name}*`)))
        reckoning.untrue(`${image.name}: the late click was not told`);
    };
  }),
];
