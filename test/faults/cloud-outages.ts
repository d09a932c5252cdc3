/** The cloud is away, slow, or takes nobody’s credential for a while: people read that it waits and for what, and afterwards it is carried out. */
import type { Fault } from '../../playground/cloud/cloud-faults.ts';
import { shownText } from '../../playground/slack/format/shown.ts';
import type { Promised } from './promise.ts';
import { cardsByImage, createScene, type Scene } from './scene.ts';

interface Outage {
  readonly fault: string;
  readonly how: Pick<Fault, 'do'> & Partial<Fault>;
  /** What else happens when it begins. */
  readonly before?: (scene: Scene) => void;
  /** What a card says meanwhile. */
  readonly says: RegExp;
  /** Ends it, for those who have to do something then. */
  readonly mend?: (scene: Scene) => Promise<unknown>;
  readonly full: number;
  /** Only what bob asks for meets with it. */
  readonly answersOnly?: boolean;
}

const awayWords = /is not answering properly|refuses the token that the cloud has just issued/;

const promised = ({ fault, how, before, says, mend, full, answersOnly = false }: Outage): Promised => ({
  promise: 'What was acknowledged is carried out, or its failure is reported',
  fault,
  unit: 'intents',
  short: 4,
  full,
  keep: async (times, onProgress) => {
    const scene = await createScene();
    const { cloud, consumer } = scene;
    const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
    await scene.link('alice');
    await scene.link('bob');
    const images = scene.images(Math.ceil(times / 2));
    const outage = () => {
      before?.(scene);
      cloud.faults.add({
        match: ({ service }) => service === 'glance',
        times: Number.POSITIVE_INFINITY,
        ...how,
      });
    };
    const cardsOf = (person: typeof alice) => {
      const cards = cardsByImage(person, images);
      return images.map(({ id }) => (cards.get(id) ?? []).map(shownText).join());
    };
    const mended = async () => {
      cloud.faults.clear();
      await mend?.(scene);
    };

    if (!answersOnly) outage();
    let done = 0;
    for (const { id } of images) {
      await alice.command('/share-image', `${id} ${consumer}`);
      onProgress(++done);
    }
    const told = (person: typeof alice) => scene.seen(() => cardsOf(person).every((text) => says.test(text)));
    const toldAlice = answersOnly || (await told(alice));
    await mended();
    await scene.seen(() => cardsOf(bob).every((text) => text.includes('[Accept]')));
    outage();
    for (const [card] of cardsByImage(bob, images).values()) {
      if (card) await bob.click(card, 'Accept');
      onProgress(++done);
    }
    const toldBob = await told(bob);
    await mended();
    // a click that was refused was no intent: whoever read so clicks again
    const open = () =>
      [...cardsByImage(bob, images).values()].flat().filter((card) => shownText(card).includes('[Accept]'));
    const refusals = () => bob.ephemerals().filter((message) => says.test(shownText(message))).length;
    await scene.seen(() => cardsOf(bob).every((text) => /\[Accept\]|\*Accepted\*/.test(text)));
    const refusedAloud = await scene.seen(() => open().length <= refusals());
    const again = open();
    for (const card of again) await bob.click(card, 'Accept');

    const reckoning = await scene.reckoned(({ members, card, lost }) => {
      if (!toldAlice) lost('alice did not read what her intents waited for');
      if (!toldBob) lost('bob did not read what his intents waited for');
      if (!refusedAloud) lost('a click came to nothing, and bob did not read that');
      const [alices, bobs] = [cardsByImage(alice, images), cardsByImage(bob, images)];
      for (const image of images) {
        members(image.name, scene.members(image), { [consumer]: 'accepted' });
        card(`${image.name} for bob`, bobs.get(image.id) ?? [], /\*Accepted\* by <@UBOB>/);
        card(`${image.name} for alice`, alices.get(image.id) ?? [], /\*accepted\* by <@UBOB>/);
      }
    });
    const failed = cloud.requests.filter(({ status }) => status === 0 || status >= 400).length;
    await scene.close();
    return reckoning.tally(done, [
      `${failed} requests to the cloud failed`,
      `${again.length} clicks were refused with a message and repeated`,
    ]);
  },
});

export const cloudOutages: readonly Promised[] = [
  promised({
    fault: 'the cloud cuts every connection for a while',
    how: { do: 'drop' },
    says: awayWords,
    full: 60,
  }),
  promised({
    fault: 'the cloud answers 503 for a while',
    how: { do: 'status', status: 503 },
    says: awayWords,
    full: 60,
  }),
  promised({
    fault: 'the cloud carries out after 11 s what the bot gave up after 10',
    how: { do: 'delay', ms: 11_000 },
    says: awayWords,
    answersOnly: true,
    full: 16,
  }),
  promised({
    fault: 'Keystone answers 401 until the account is linked again',
    how: { match: ({ service }) => service === 'keystone', do: 'status', status: 401 },
    before: ({ cloud }) => cloud.expireTokens(),
    says: /[Ll]ink it again|[Ll]ink again/,
    mend: async (scene) => {
      await scene.link('alice');
      await scene.link('bob');
    },
    full: 60,
  }),
  promised({
    fault: 'Glance answers 401 to every account for a while',
    how: { do: 'status', status: 401 },
    says: awayWords,
    full: 60,
  }),
  ...[401, 403, 404, 413].map((status) =>
    promised({
      fault: `a proxy in front of Glance answers ${status} for a while`,
      how: { do: 'status', by: 'proxy', status },
      says: new RegExp(`A proxy in front of lab answered ${status}`),
      full: 60,
    }),
  ),
];
