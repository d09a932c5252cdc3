/**
 * A cloud whose answers are changed at random, asked by people's commands through the whole bot: each command is answered, and with the
 * cloud's own answers again all works. An exception or a rejection that nothing handles fails the run. FUZZ_COMMANDS says how many,
 * FUZZ_SEED which: a run that fails names its own. More than 500 need a longer --testTimeout.
 */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { hourMs } from '../../src/core/durations.ts';
import { startLyingProxy } from '../support/lying-proxy.ts';
import { mutatedAnswer } from '../support/mutated-answers.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, consumer2, image, onStage, stage } from '../support/story.ts';

const count = Number(process.env.FUZZ_COMMANDS ?? 40);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const batch = 10;

let proxy: Awaited<ReturnType<typeof startLyingProxy>>;
onStage({ about: 'nightly' });
afterEach(() => proxy.close());

/** What the person reads of the command. */
const told = async (name: Name, command: `/${string}`, words: string): Promise<string> => {
  const before = stage.actor(name).ephemerals().length;
  const { error } = await stage.actor(name).command(command, words);
  expect(error, command).toBeUndefined();
  const what = `the answer to ${command} ${words}`;
  return fullText(
    await stage.slack.until(() => stage.actor(name).ephemerals().slice(before).at(-1), { what }),
  );
};

const commands = (): readonly (readonly [Name, `/${string}`, string])[] => [
  ['alice', '/list-images', '--visibility all'],
  ['bob', '/list-images', '--member-status pending'],
  ['alice', '/show-image', image.id],
  ['bob', '/show-image', image.id],
  ['alice', '/image-members', image.id],
  ['bob', '/image-members', image.id],
  ['alice', '/share-image', `${image.id} ${consumer2}`],
  ['bob', '/image-status', `${image.id} accepted`],
  ['alice', '/unshare-image', `${image.id} ${consumer2}`],
];

/** With the cloud's own answers; a forged no of Keystone's is a no, and so the person links again. */
const works = async (name: Name): Promise<void> => {
  proxy.lie(null);
  // the longest that a cloud can have the bot wait
  await stage.later(hourMs);
  const show = () => told(name, '/show-image', image.id);
  const first = await show();
  if (/[Ll]ink it again/.test(first)) await stage.link(name);
  expect(first.includes('nightly') ? first : await show()).toContain('nightly');
};

it(`${count} commands beside mutated answers, seed ${seed}`, async () => {
  const [lab] = stage.clouds;
  if (!lab || !stage.cloud) throw new Error('this is played on the playground’s cloud');
  const { origin } = new URL(lab.authUrl);
  proxy = await startLyingProxy(origin);
  stage.clouds.splice(0, 1, { ...lab, authUrl: lab.authUrl.replace(origin, proxy.url) });
  await stage.restart();
  await Promise.all([stage.link('alice'), stage.link('bob')]);
  await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
  await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
  await stage.card('alice', '*accepted* by <@UBOB>', image);

  const one = fc.tuple(fc.nat(commands().length - 1), fc.boolean(), mutatedAnswer);
  const all = fc.array(one, { minLength: batch, maxLength: batch });
  const worksAfter = fc.asyncProperty(all, async (some) => {
    for (const [at, signsIn, mutate] of some) {
      const [name, command, words] = commands()[at] ?? ['alice', '/list-images', ''];
      if (signsIn) stage.cloud?.state.tokens.clear();
      proxy.lie(mutate);
      expect(await told(name, command, words)).not.toBe('');
    }
    await works('alice');
    await works('bob');
  });
  await fc.assert(worksAfter, { seed, numRuns: Math.ceil(count / batch), endOnFailure: true });
  // where a lie says that no service is, its versions document is looked for
  const asked = stage.cloud.surprises.splice(0);
  expect(asked.filter((one) => !one.startsWith('GET /:'))).toEqual([]);
  console.info(`${count} commands, ${proxy.lies()} mutated answers, seed ${seed}`);
});
