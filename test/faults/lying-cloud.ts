/**
 * A cloud whose answers are changed at random, asked by people's commands through the whole bot: each command is answered, and with the
 * cloud's own answers again all works. An exception or a rejection that nothing handles ends the trial. FAULTS_SEED repeats one.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hourMs } from '../../src/core/durations.ts';
import { startLyingProxy } from '../support/lying-proxy.ts';
import { mutatedAnswer } from '../support/mutated-answers.ts';
import { digestsAndRetriesMs } from '../support/rest.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { createDice } from './dice.ts';
import type { Promised, Tally } from './promise.ts';
import { createScene, type Scene, type SceneImage } from './scene.ts';

/** So many commands are answered with lies, and then the truth has to work. */
const batch = 10;

type Command = readonly [Name, `/${string}`, string];

/** What the person reads of the command; null: nothing. */
const told = async ({ actor, slack, seen }: Scene, [name, command, words]: Command) => {
  const answers = () => actor(name).ephemerals().length;
  const before = answers();
  const { error } = await actor(name).command(command, words);
  if (error !== undefined || !(await seen(() => answers() > before))) return null;
  return fullText(await slack.until(() => actor(name).ephemerals().slice(before).at(-1)));
};

const commandsOf = (scene: Scene, { id }: SceneImage): readonly [Command, ...Command[]] => [
  ['alice', '/list-images', '--visibility all'],
  ['bob', '/list-images', '--member-status pending'],
  ['alice', '/show-image', id],
  ['bob', '/show-image', id],
  ['alice', '/image-members', id],
  ['bob', '/image-members', id],
  ['alice', '/share-image', `${id} ${scene.projectId('consumer2')}`],
  ['bob', '/image-status', `${id} accepted`],
  ['alice', '/unshare-image', `${id} ${scene.projectId('consumer2')}`],
];

/** With the cloud's own answers; a forged no of Keystone's is a no, and so the person links again. */
const works = async (scene: Scene, name: Name, image: SceneImage): Promise<boolean> => {
  // the longest that a cloud can have the bot wait
  await scene.later(hourMs);
  const show = () => told(scene, [name, '/show-image', image.id]);
  const first = (await show()) ?? '';
  if (/[Ll]ink it again/.test(first)) await scene.link(name);
  return [first, await show()].some((text) => text?.includes(image.name) === true);
};

const keep: Promised['keep'] = async (times, onProgress): Promise<Tally> => {
  const dice = createDice();
  // what waits for somebody to link again is tried every five minutes for ever
  const scene = await createScene({ soonMs: digestsAndRetriesMs });
  const [lab] = scene.clouds;
  assert(lab);
  const { origin } = new URL(lab.authUrl);
  const proxy = await startLyingProxy(origin);
  scene.clouds.splice(0, 1, { ...lab, authUrl: lab.authUrl.replace(origin, proxy.url) });
  await scene.restart();
  await Promise.all([scene.link('alice'), scene.link('bob')]);
  const [image] = scene.images(1);
  assert(image);
  await scene.actor('alice').command('/share-image', `${image.id} ${scene.consumer}`);
  await scene.actor('bob').click(await scene.card('bob', 'Waiting for an answer', image), 'Accept');
  await scene.card('alice', '*accepted* by <@UBOB>', image);

  const lost: string[] = [];
  const untrue: string[] = [];
  for (const [n, mutate] of fc.sample(mutatedAnswer, { seed: dice.seed, numRuns: times }).entries()) {
    const command = dice.pick(...commandsOf(scene, image));
    if (dice.next() < 0.5) scene.cloud.state.tokens.clear();
    proxy.lie(mutate);
    if (!(await told(scene, command))) lost.push(`${n}: ${command.join(' ')}`);
    onProgress(n + 1);
    if ((n + 1) % batch > 0 && n + 1 < times) continue;
    proxy.lie(null);
    for (const name of ['alice', 'bob'] as const)
      if (!(await works(scene, name, image))) untrue.push(`${n}: ${name} is not shown the image`);
  }
  // where a lie says that no service is, its versions document is looked for
  const asked = scene.cloud.surprises.splice(0);
  untrue.push(...asked.filter((one) => !one.startsWith('GET /:')));
  await scene.close();
  proxy.close();
  const notes = [...lost, ...untrue].slice(0, 5);
  return {
    tried: times,
    lost: lost.length,
    doubled: 0,
    untrue: untrue.length,
    notes: [`seed ${dice.seed}, ${proxy.lies()} answers changed`, ...notes],
  };
};

export const lyingCloud: Promised = {
  promise: 'Each command is answered, and the next one works',
  fault:
    'the cloud’s answers are changed at random: in status, headers, fields and bytes, and cut off anywhere',
  unit: 'commands',
  short: 40,
  full: 1_000,
  keep,
};
