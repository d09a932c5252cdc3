/** Two weeks of ten shares on a hurried clock: whatever falls due, and whatever happens to the bot, everyone is told once. */
import { shownText } from '../../playground/slack/format/shown.ts';
import { systemClock } from '../../src/core/clock.ts';
import { dayMs } from '../../src/core/durations.ts';
import { createPostgresDatabase, findPostgres } from '../support/postgres.ts';
import { createDice, type Dice } from './dice.ts';
import { hurriedDatabase } from './hurried-database.ts';
import type { Promised, Tally } from './promise.ts';
import { cardsByImage, createScene, type Reckoning, type Scene, type SceneImage } from './scene.ts';
import { actsOf, type Due, dueOf, kindOf, plans } from './two-weeks-plan.ts';

/** Something is due, or done by somebody, so long after the beginning. */
interface Moment {
  readonly atMs: number;
  readonly happen: () => Promise<void>;
}

/** More than the bot lets pass to gather what belongs into one message. */
const laterMs = 20 * 60_000;
/** What is done to the bot while it is at work. */
type Disturb = (scene: Scene) => Promise<void>;

/** Plays the two weeks and counts what everybody was told, by its kind and image. */
const play = async (scene: Scene, disturb: Disturb): Promise<Tally> => {
  await scene.link('alice');
  await scene.link('bob');
  await scene.link('ben');
  const images = scene.images(plans.length);
  const begunAt = scene.now();
  const dues = plans.flatMap((plan, n) => dueOf(plan, images[n]?.name ?? ''));

  const until = async (look: () => boolean) => void (await scene.seen(look));
  const told = ({ who, kind, image, times }: Due) => countTold(scene, who, kind, image) >= times;

  const moments: Moment[] = dues.map((due) => ({
    atMs: due.atMs + laterMs,
    happen: () => until(() => told(due)),
  }));
  for (const [n, plan] of plans.entries())
    for (const { atMs, act, isSeen } of actsOf(plan, scene, images[n] as SceneImage))
      moments.push({
        atMs,
        happen: async () => {
          await act(until);
          await until(isSeen);
        },
      });
  moments.sort((one, other) => one.atMs - other.atMs);
  for (const { atMs, happen } of moments) {
    await scene.later(Math.max(0, begunAt + atMs - scene.now()));
    await disturb(scene);
    await happen();
  }
  // what would be told once too often
  for (let days = 14; days < 18; days++) {
    await scene.later(dayMs);
    await scene.atRest();
  }
  const count = (reckoning: Reckoning) => reckon(scene, images, dues, reckoning);
  return (await scene.reckoned(count)).tally(1);
};

/** The lines about the image by their kind, in the direct messages of `who`. */
const countTold = (scene: Scene, who: Due['who'], kind: Due['kind'], image: string): number =>
  scene
    .cards(who)
    .flatMap((message) => shownText(message).split('\n'))
    .filter((line) => line.includes(`*${image}*`) && kindOf(line) === kind).length;

const reckon = (
  scene: Scene,
  images: readonly SceneImage[],
  dues: readonly Due[],
  { lost, doubled, untrue, members, card }: Reckoning,
) => {
  for (const who of ['alice', 'bob', 'ben'] as const) {
    const lines = scene.cards(who).flatMap((message) => shownText(message).split('\n'));
    for (const { name } of images) {
      const have = lines.filter((line) => line.includes(`*${name}*`)).map(kindOf);
      const want = dues.filter((due) => due.who === who && due.image === name).map(({ kind }) => kind);
      for (const kind of new Set([...have, ...want])) {
        if (kind === null) continue;
        const [had, wanted] = [have, want].map((all) => all.filter((one) => one === kind).length) as [
          number,
          number,
        ];
        for (let n = had; n < wanted; n++) lost(`${who} of ${name}: ${kind}, ${had} times and not ${wanted}`);
        for (let n = wanted; n < had; n++)
          doubled(`${who} of ${name}: ${kind}, ${had} times and not ${wanted}`);
      }
    }
  }
  const bobs = cardsByImage(scene.actor('bob'), images);
  for (const [n, plan] of plans.entries()) {
    const image = images[n] as SceneImage;
    const project = scene.projectId(plan.to);
    members(image.name, scene.members(image), plan.stands === null ? {} : { [project]: plan.stands });
    if (plan.to === 'consumer') card(`${image.name} for bob`, bobs.get(image.id) ?? [], plan.reads);
  }
  for (const surprise of [...scene.slack.surprises, ...scene.cloud.surprises]) untrue(String(surprise));
};

const promise = 'Everyone is reminded and warned, and every share ends, once and in time';
const weeks = 'two weeks of ten shares on a sped-up clock';

/** A restart at any moment: in the midst of what fell due just now, with the time to end it or without. */
const restarts =
  (dice: Dice): Disturb =>
  async (scene) => {
    if (dice.next() < 0.5) return;
    await systemClock.sleep(dice.next() * 150);
    await scene.restart(dice.pick(1, 20, 5_000));
  };

const added = (tallies: readonly (Tally & { readonly seed: number })[]): Tally => {
  const sum = (kind: 'tried' | 'lost' | 'doubled' | 'untrue') =>
    tallies.reduce((all, one) => all + one[kind], 0);
  return {
    tried: sum('tried'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    untrue: sum('untrue'),
    notes: [
      `there were ${plans.flatMap((plan) => dueOf(plan, '')).length} notifications due in each`,
      ...tallies.flatMap(({ notes = [], seed }) => notes.map((note) => `${note} (seed ${seed})`)),
    ],
  };
};

/** So many times, each on a stage of its own with its own throws. */
const fortnights =
  (stage: (dice: Dice) => Promise<Staged>): Promised['keep'] =>
  async (times, onProgress) => {
    const tallies = [];
    for (let n = 0; n < times; n++) {
      const dice = createDice();
      const { scene, close, disturb = async () => {} } = await stage(dice);
      tallies.push({ ...(await play(scene, disturb)), seed: dice.seed });
      await close();
      onProgress(n + 1);
    }
    return added(tallies);
  };

interface Staged {
  readonly scene: Scene;
  readonly disturb?: Disturb;
  readonly close: () => Promise<void>;
}

const onSqlite = async (): Promise<Staged> => {
  const scene = await createScene();
  return { scene, close: scene.close };
};

const onPostgres = async (): Promise<Staged> => {
  const { url, drop } = await createPostgresDatabase((await findPostgres()) ?? '');
  const database = await hurriedDatabase(url);
  const scene = await createScene({ databaseUrl: database.url, databaseLater: database.later });
  await scene.replicate();
  const close = async () => {
    await scene.close();
    await database.close();
    await drop();
  };
  return { scene, close };
};

export const twoWeeks: readonly Promised[] = [
  {
    promise,
    fault: `${weeks}, undisturbed`,
    unit: 'fortnights',
    short: 1,
    full: 2,
    keep: fortnights(onSqlite),
  },
  {
    promise,
    fault: `${weeks}, with restarts at any moment`,
    unit: 'fortnights',
    short: 1,
    full: 10,
    keep: fortnights(async (dice) => ({ ...(await onSqlite()), disturb: restarts(dice) })),
  },
  {
    promise: `${promise}, even by several replicas`,
    fault: `${weeks}, with two replicas on PostgreSQL and restarts of one at any moment`,
    unit: 'fortnights',
    short: 1,
    full: 10,
    needs: 'postgres',
    keep: fortnights(async (dice) => ({ ...(await onPostgres()), disturb: restarts(dice) })),
  },
];
