/** The stage that a file's stories are told on: set before each story, cleared after it. */
import { afterEach, beforeEach, expect } from 'vitest';
import type { MadeImage } from './by-hand.ts';
import { setting } from './settings.ts';
import { createStage, type Stage, type StageOptions } from './stage.ts';
import type { Name } from './stage-people.ts';

/** Of the story that is being told. */
export let stage: Stage;
/** The image that it is about, where it began with one. */
export let image: MadeImage;
/** The id of the project that bob and ben answer for. */
export let consumer: string;
/** Of the one that carol answers for. */
export let consumer2: string;

/** A wait that throws asserts something: a story that only waits has its assertions. */
const countWaits = ({ slack }: Stage) => {
  const { until } = slack;
  const counted: typeof until = async (look, how) => {
    const found = await until(look, how);
    expect(found, how?.what).toBeDefined();
    return found;
  };
  Object.assign(slack, { until: counted });
};

interface Beginning extends StageOptions {
  /** Who has linked their account by then. */
  readonly linked?: readonly Name[];
  /** What {@link image} is called: one of alice's. Without a name there is none. */
  readonly about?: string;
}

/**
 * Begins each story of the describe block or file that calls it on a new {@link stage}: in the part's setting, on the
 * playground's cloud unless there is a `lab`. A function is asked once the hooks before this have run.
 */
export const onStage = (beginning: Beginning | (() => Beginning) = {}): void => {
  let opened: Stage | undefined;
  beforeEach(async () => {
    opened = undefined;
    const given = typeof beginning === 'function' ? beginning() : beginning;
    const { linked = [], about, ...options } = given;
    opened = await createStage({ ...setting, ...options });
    stage = opened;
    consumer = stage.projectId('consumer');
    consumer2 = stage.projectId('consumer2');
    const [made] = await Promise.all([
      about === undefined ? undefined : stage.byHand.image({ name: about }),
      ...linked.map((name) => stage.link(name)),
    ]);
    if (made) image = made;
    // what linking brought is told before the story begins
    await stage.atRest();
    countWaits(stage);
  });
  afterEach(() => opened?.close());
};
