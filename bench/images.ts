/**
 * 10,000 images on the playground's cloud: `npm run bench -- images`. How long the first page and the type-ahead take, and
 * that going through the pages leaves nothing behind in the bot's memory.
 */
import { shownText } from '../playground/slack/format/shown.ts';
import { settle } from './people.ts';
import { residentMib } from './processes.ts';
import { inMs, quantile, row } from './report.ts';
import { createScene } from './scene.ts';

const count = 10_000;
const rounds = 20;
const pages = 200;
/** What is typed: a part of names, a whole name among the oldest, the beginning of an id, nothing. */
const typed = ['image-99', 'image-7', '0', ''];

export const images = async (): Promise<boolean> => {
  const { cloud, slack, bot, close } = await createScene('images', 1);
  try {
    const { userId, projectId: owner } = await settle(slack, cloud, 0);
    for (let n = 0; n < count; n++)
      cloud.state.addImage('IAD', { name: `image-${n}`, owner, visibility: 'private' });
    const person = slack.person(userId);
    const newest = () => person.ephemerals().at(-1);

    const standing = () => {
      const list = newest();
      return list === undefined ? '' : `${list.ts} ${shownText(list)}`;
    };
    /** What `act` takes until another list stands there, in ms. */
    const untilListed = async (act: () => Promise<unknown>): Promise<number> => {
      const before = standing();
      const started = performance.now();
      await act();
      await slack.until(() => standing() !== before && standing().includes('image-'));
      return performance.now() - started;
    };
    const [first = Number.NaN, ...again] = await inTurns(rounds, () =>
      untilListed(() => person.command('/list-images', '--visibility private')),
    );

    const before = await residentMib(bot.pid);
    const turning = await inTurns(pages, () => {
      const list = newest();
      if (list === undefined) throw new Error('there is no list');
      return untilListed(() => person.click(list, 'Next'));
    });
    const after = await residentMib(bot.pid);

    await person.command('/share-image');
    await slack.until(() => person.views.length > 0);
    await person.suggest('Image', '');
    const typing = await inTurns(rounds * typed.length, async (n) => {
      const started = performance.now();
      const options = await person.suggest('Image', typed[n % typed.length] ?? '');
      if (options.length === 0) throw new Error('nothing was offered');
      return performance.now() - started;
    });

    const slowest = quantile(again, 0.99);
    const typeAhead = quantile(typing, 0.99);
    console.log(`${count} images, ${rounds} lists, ${pages} pages, ${typing.length} times typed`);
    row('/list-images to its first page, the first time', inMs(first), 'under 1000 ms');
    row('/list-images to its first page, median', inMs(quantile(again, 0.5)), '');
    row('/list-images to its first page, p99', inMs(slowest), 'under 1000 ms');
    row('Next, median', inMs(quantile(turning, 0.5)), '');
    row('type-ahead with a warm token, median', inMs(quantile(typing, 0.5)), '');
    row('type-ahead with a warm token, p99', inMs(typeAhead), 'under 300 ms');
    row('resident memory before the pages', `${before.toFixed(0)} MiB`, '');
    row(`resident memory after ${pages} of them`, `${after.toFixed(0)} MiB`, '');
    return first < 1_000 && slowest < 1_000 && typeAhead < 300;
  } finally {
    await close();
  }
};

/** `times` times, one after the other. */
const inTurns = async (times: number, once: (n: number) => Promise<number>): Promise<number[]> => {
  const all: number[] = [];
  for (let n = 0; n < times; n++) all.push(await once(n));
  return all;
};
