/** Where the faults happen: the bot's stage with as many images and people as it takes, and a bot that is waited for until it has nothing left to do. */
import assert from 'node:assert/strict';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import { shownText } from '../../playground/slack/format/shown.ts';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import type { Actor } from '../../playground/slack/people/actor.ts';
import { createStage, type StageOptions } from '../support/stage.ts';
import type { Tally } from './promise.ts';

export type Scene = Awaited<ReturnType<typeof createScene>>;

export interface SceneImage {
  readonly id: string;
  readonly name: string;
}

/** A retry waits for five minutes at the most, and the bot is not at rest before it. */
const soonMs = 6 * 60_000;

/** The stage. What is seen on it is counted, not thrown. */
export const createScene = async (options: StageOptions = {}) => {
  const stage = await createStage({ soonMs, ...options });
  const { slack } = stage;
  const cloud = stage.cloud as Cloud;
  assert(stage.cloud !== null, 'faults are ordered of the playground’s cloud');
  const producer = stage.projectId('producer');
  const consumer = stage.projectId('consumer');
  // nothing else waits for an answer
  for (const { region, image, members } of cloud.state.images.values())
    if (members.has(consumer)) cloud.state.setMember(region, image.id, consumer, 'accepted');
  let named = 0;

  /** Whether `look` came true before the bot was at rest. */
  const seen = (look: () => boolean): Promise<boolean> =>
    slack.until(look).then(
      () => true,
      () => false,
    );

  /** What `look` counts once the bot is at rest: a moment in which nothing is missing may be followed by another. */
  const reckoned = async (look: (reckoning: Reckoning) => void): Promise<Reckoning> => {
    const count = () => {
      const reckoning = createReckoning();
      look(reckoning);
      return reckoning;
    };
    await seen(() => count().isEven());
    await stage.atRest();
    return count();
  };

  /** Links bob's account for somebody new, so that they speak for the project `consumer` too. */
  const join = async (person: Actor) => {
    await person.command('/image-account', 'link');
    await slack.until(() => person.views.length > 0, { what: `the link modal of ${person.id}` });
    const { errors } = await person.submit(stage.applicationCredential('bob'));
    assert.equal(errors, undefined);
    await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked', {
      what: `${person.id} linked`,
    });
    await person.close();
  };

  return {
    ...stage,
    cloud,
    consumer,
    seen,
    reckoned,
    /** New ones of alice's, in IAD. */
    images: (count: number, visibility: 'shared' | 'private' = 'shared'): SceneImage[] =>
      Array.from({ length: count }, () => {
        named += 1;
        const name = `image-${named}`;
        return { id: cloud.state.addImage('IAD', { name, owner: producer, visibility }).id, name };
      }),
    /** So many people, all of the project `consumer`; bob is the first. */
    consumers: async (count: number): Promise<Actor[]> => {
      await stage.link('bob');
      const more = Array.from({ length: count - 1 }, (_, n) => {
        slack.setUser({ id: `UPEER${n}`, name: `peer-${n}` });
        return slack.person(`UPEER${n}`);
      });
      for (const person of more) await join(person);
      return [stage.actor('bob'), ...more];
    },
    /** The members of an image and their statuses, as the cloud has them. */
    members: ({ id }: SceneImage): Readonly<Record<string, string>> =>
      Object.fromEntries(
        [...(cloud.state.imageIn('IAD', id)?.members ?? [])].map(([project, { status }]) => [
          project,
          status,
        ]),
      ),
    /** The requests to Glance about an image, oldest first. */
    asked: ({ id }: SceneImage, method: string) =>
      cloud.requests.filter((request) => request.method === method && request.path.includes(id)),
  };
};

/** Somebody's direct messages by the image they are about. */
export const cardsByImage = (
  person: Pick<Actor, 'dm'>,
  images: readonly SceneImage[],
): ReadonlyMap<string, readonly SlackMessage[]> => {
  const ids = new Set(images.map(({ id }) => id));
  const found = new Map<string, SlackMessage[]>();
  for (const message of person.dm()) {
    const id = shownText(message).match(/[0-9a-f]{8}-[0-9a-f-]{27}/)?.[0] ?? '';
    if (ids.has(id)) found.set(id, [...(found.get(id) ?? []), message]);
  }
  return found;
};

export type Reckoning = ReturnType<typeof createReckoning>;

/** Counts what breaks, and says so in words. */
const createReckoning = () => {
  const broken: Record<'lost' | 'doubled' | 'untrue', string[]> = { lost: [], doubled: [], untrue: [] };
  const reckoning = {
    lost: (what: string) => broken.lost.push(what),
    doubled: (what: string) => broken.doubled.push(what),
    untrue: (what: string) => broken.untrue.push(what),
    /** There should be one card that says `words`. */
    card: (what: string, cards: readonly SlackMessage[], words: string | RegExp) => {
      const [card, ...more] = cards;
      for (const _ of more) reckoning.doubled(`${what}: a card too many`);
      if (card === undefined) reckoning.lost(`${what}: no card`);
      else if (!shownText(card).match(words)) reckoning.untrue(`${what}: ${shownText(card)}`);
    },
    /** The cloud should have just these members. */
    members: (
      what: string,
      have: Readonly<Record<string, string>>,
      want: Readonly<Record<string, string>>,
    ) => {
      for (const [project, status] of Object.entries(want))
        if (have[project] !== status)
          reckoning.lost(`${what}: ${project} is ${have[project]}, not ${status}`);
      for (const project of Object.keys(have))
        if (!(project in want)) reckoning.untrue(`${what}: ${project} is a member`);
    },
    isEven: () => Object.values(broken).every((all) => all.length === 0),
    tally: (tried: number, notes: readonly string[] = []): Tally => ({
      tried,
      lost: broken.lost.length,
      doubled: broken.doubled.length,
      untrue: broken.untrue.length,
      notes: [
        ...notes,
        ...Object.entries(broken).flatMap(([kind, all]) => all.slice(0, 5).map((one) => `${kind}: ${one}`)),
      ],
    }),
  };
  return reckoning;
};
