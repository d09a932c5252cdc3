/** Slack lets go of the bot’s sockets in the middle of a stream of commands and clicks: what was acknowledged is carried out, once. */
import { shownText } from '../../playground/slack/format/shown.ts';
import type { Promised } from './promise.ts';
import { cardsByImage, createScene } from './scene.ts';

/** So many images for each time. */
const imagesEach = 4;
/** Between two times, by the bot's clock: Slack closes a socket ten seconds after it said so. */
const pauseMs = 12_000;

interface Letting extends Pick<Promised, 'promise' | 'fault' | 'unit'> {
  readonly kinds: readonly ('refresh_requested' | 'warning' | 'cut')[];
  /** Whether a command or click that reaches nobody breaks the promise; if not, people repeat it. */
  readonly reachesTheBot: boolean;
}

const promised = ({ promise, fault, unit, kinds, reachesTheBot }: Letting): Promised => ({
  promise,
  fault,
  unit,
  short: 2,
  full: 30,
  keep: async (times, onProgress) => {
    const scene = await createScene({ transport: 'socket' });
    const { slack, consumer } = scene;
    const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
    await scene.link('alice');
    await scene.link('bob');
    const images = scene.images(times * imagesEach);
    const unreached: string[] = [];
    const insist = async (act: () => Promise<{ error?: string }>) => {
      for (;;) {
        const { error } = await act();
        if (!error) return;
        unreached.push(error);
        await slack.until(() => slack.sockets.count > 0, { what: 'a socket' });
      }
    };
    for (let n = 0; n < times; n++) {
      const some = images.slice(n * imagesEach, (n + 1) * imagesEach);
      const stream = some.map(({ id }) => insist(() => alice.command('/share-image', `${id} ${consumer}`)));
      const kind = kinds[n % kinds.length];
      if (kind === 'cut') slack.sockets.cut();
      else if (kind) slack.sockets.disconnect(kind);
      await Promise.all(stream);
      const cards = () => cardsByImage(bob, some);
      await scene.seen(() =>
        some.every(({ id }) =>
          cards()
            .get(id)
            ?.some((card) => shownText(card).includes('[Accept]')),
        ),
      );
      await Promise.all(
        [...cards().values()].map(([card]) => card && insist(() => bob.click(card, 'Accept'))),
      );
      await scene.pass(pauseMs);
      onProgress(n + 1);
    }
    const reckoning = await scene.reckoned(({ members, card, untrue }) => {
      const [alices, bobs] = [cardsByImage(alice, images), cardsByImage(bob, images)];
      for (const image of images) {
        members(image.name, scene.members(image), { [consumer]: 'accepted' });
        card(`${image.name} for bob`, bobs.get(image.id) ?? [], /\*Accepted\* by <@UBOB>/);
        card(`${image.name} for alice`, alices.get(image.id) ?? [], /\*accepted\* by <@UBOB>/);
      }
      if (reachesTheBot) for (const error of unreached) untrue(`a person read ${error}`);
    });
    await scene.close();
    return reckoning.tally(times, [`${unreached.length} of the requests reached nobody`]);
  },
});

export const socketRefresh = promised({
  promise: 'Every command and click reaches the bot and is carried out, once',
  fault: 'Slack refreshes both sockets, or warns of it, in the middle of them',
  unit: 'refreshes',
  kinds: ['refresh_requested', 'warning'],
  reachesTheBot: true,
});

export const socketCuts = promised({
  promise: 'What was acknowledged is carried out, once',
  fault: 'both sockets are cut without warning; people repeat what reached nobody',
  unit: 'cuts',
  kinds: ['cut'],
  reachesTheBot: false,
});
