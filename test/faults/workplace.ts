/** A Slack and a cloud with people in them who share images: two who produce, three who consume for two projects. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { credentialInputs, linkAccount } from '../../playground/linking.ts';
import { shownText } from '../../playground/slack/format/shown.ts';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import type { Actor } from '../../playground/slack/people/actor.ts';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import type { Manifest } from '../../playground/slack/workspace/manifest.ts';

/** A project that images are shared with, and who speaks for it. */
export interface Tenant {
  readonly projectId: string;
  readonly people: readonly [Actor, ...Actor[]];
}

/** A message about one of the images, as it is now. */
export interface Seen {
  /** Who sees it; null for what a command in a channel was answered with. */
  readonly by: string | null;
  /** Of a card: the same in each copy of it. */
  readonly cardId: string | null;
  readonly message: SlackMessage;
  readonly text: string;
}

export interface Workplace {
  readonly slack: Slack;
  readonly cloud: Cloud;
  readonly producers: readonly [Actor, Actor];
  readonly tenants: readonly [Tenant, Tenant];
  /** They link their accounts, or everybody does; a bot has to be running. */
  readonly link: (people?: readonly Actor[]) => Promise<void>;
  /** A new image of the producers' project, number `n`. */
  readonly addImage: (n: number) => string;
  /** All messages about image `n`, oldest first, those that only one person sees included. */
  readonly about: (n: number) => readonly Seen[];
  /** Whether what people type reaches a bot. */
  readonly isReachable: () => boolean;
  readonly close: () => Promise<void>;
}

const numbered = /\bimage-(\d+)\b|77777777-0000-4000-8000-(\d{12})/g;

/** @param isReachable if requests come over HTTP; else a bot is, that has a socket */
export const openWorkplace = async (isReachable?: () => boolean): Promise<Workplace> => {
  const manifest = parse(await readFile('manifest.yml', 'utf8')) as Manifest;
  const ids = ['UALICE', 'UANNA', 'UBOB', 'UBEN', 'UCAROL'];
  const slack = await startSlack({ manifest, users: ids.map((id) => ({ id })) });
  const cloud = await startCloud();
  const { people, projects, images } = seedDemo(cloud);
  // nothing of before waits for anyone, so that what they get is of the images made here
  for (const image of [images.webBase, images.dbBase, images.retired, images.hidden])
    for (const { id } of [projects.consumer, projects.consumer2])
      cloud.state.setMember('IAD', image.id, id, 'accepted');
  const [alice, anna, bob, ben, carol] = ids.map((id) => slack.person(id)) as [
    Actor,
    Actor,
    Actor,
    Actor,
    Actor,
  ];

  const owners = new Map<string, string>();
  const ownerOf = (channel: string) => {
    const known = owners.get(channel);
    if (known !== undefined) return known;
    const owner = ids.find((id) => slack.person(id).dm()[0]?.channel === channel);
    if (owner !== undefined) owners.set(channel, owner);
    return owner ?? null;
  };
  const seen = new Map<number, Map<string, Seen>>();
  slack.on((event) => {
    if (event.type !== 'message' && event.type !== 'message_changed') return;
    const { message } = event;
    const text = shownText(message);
    const cardId = message.metadata?.event_payload.card_id;
    const now: Seen = {
      by: ownerOf(message.channel),
      cardId: typeof cardId === 'string' ? cardId : null,
      message,
      text,
    };
    for (const n of new Set([...text.matchAll(numbered)].map(([, name, id]) => Number(name ?? id)))) {
      const known = seen.get(n) ?? new Map<string, Seen>();
      seen.set(n, known);
      known.set(`${message.channel} ${message.ts}`, now);
    }
  });

  return {
    slack,
    cloud,
    isReachable: isReachable ?? (() => slack.sockets.count > 0),
    producers: [alice, anna],
    tenants: [
      { projectId: projects.consumer.id, people: [bob, ben] },
      { projectId: projects.consumer2.id, people: [carol] },
    ],
    link: async (linking = [alice, anna, bob, ben, carol]) => {
      const as = new Map([
        [alice, people.alice],
        [anna, people.alice],
        [bob, people.bob],
        [ben, people.bob],
        [carol, people.carol],
      ]);
      for (const person of linking)
        await linkAccount(slack, person.id, credentialInputs((as.get(person) ?? people.alice).bot));
    },
    addImage: (n) =>
      cloud.state.addImage('IAD', {
        id: `77777777-0000-4000-8000-${String(n).padStart(12, '0')}`,
        name: `image-${n}`,
        owner: projects.producer.id,
        visibility: n % 3 === 0 ? 'private' : 'shared',
      }).id,
    about: (n) => [...(seen.get(n)?.values() ?? [])],
    close: async () => {
      await slack.close();
      await cloud.close();
    },
  };
};
