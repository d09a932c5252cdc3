/** `--keep DIR`: what was there when the playground ended is there when it starts again, and goes on. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startPage } from '../../playground/page/page-server.ts';
import { people } from '../../playground/people.ts';
import { buttonsOf, shownText } from '../../playground/slack/format/shown.ts';
import { type OwnStage, startStage } from '../../playground/stage.ts';
import { openStateFolder } from '../../playground/state-folder.ts';
import { runPlayground } from '../support/playground-process.ts';

let folder = '';
let kept = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-share-test-'));
  kept = join(folder, 'kept');
});
afterEach(() => rm(folder, { recursive: true }));

/** A playground on that folder, played with and ended. */
const play = async (story: (stage: OwnStage) => Promise<void>) => {
  const stage = await startStage(openStateFolder(kept));
  try {
    const page = await startPage(stage, { port: 0 });
    await story(stage);
    await page.close();
    expect(stage.slack.surprises).toEqual([]);
    expect(stage.cloud.surprises).toEqual([]);
  } finally {
    await stage.close();
  }
};

/** bob's messages about the image that the story is about. */
const cardsOf = ({ slack, demo }: OwnStage) =>
  slack
    .person(people.bob)
    .dm()
    .filter((message) => shownText(message).includes(demo.images.build.id));

const cardWith = (stage: OwnStage, button: string) =>
  stage.slack.until(() => cardsOf(stage).find((message) => buttonsOf(message).includes(button)), {
    what: `bob’s card with ${button}`,
  });

it('what was offered before is accepted after, on the same card', async () => {
  await play(async (stage) => {
    const { images, projects } = stage.demo;
    await stage.slack
      .person(people.alice)
      .command('/share-image', `${images.build.id} ${projects.consumer.id} --note "until tomorrow"`);
    await cardWith(stage, 'Accept');
    const alice = stage.slack.person(people.alice);
    const isShared = () => alice.dm().some((message) => shownText(message).includes('You are sharing it'));
    await stage.slack.until(isShared, { what: 'alice’s card' });
  });

  expect((await stat(kept)).mode & 0o777).toBe(0o700);
  for (const file of await readdir(kept))
    expect([file, (await stat(join(kept, file))).mode & 0o777]).toEqual([file, 0o600]);

  await play(async (stage) => {
    const { slack, cloud, demo } = stage;
    // nobody had to link again; what the cloud had for bob comes by itself, now or after his quiet hours
    expect(slack.deliveries.filter(({ kind }) => kind !== 'event')).toEqual([]);
    const bob = slack.person(people.bob);
    const card = await cardWith(stage, 'Accept');
    expect(shownText(card)).toContain('until tomorrow');
    await bob.click(card, 'Accept');
    await cardWith(stage, 'Reject instead');
    expect(cardsOf(stage)).toHaveLength(1);
    const [region = ''] = cloud.regions;
    const { build } = demo.images;
    expect(cloud.state.imageIn(region, build.id)?.image).toBe(build);
    expect(cloud.state.imageIn(region, build.id)?.members.get(demo.projects.consumer.id)?.status).toBe(
      'accepted',
    );
  });
});

it('what was read stays read, and what was changed in the cloud stays changed', async () => {
  await play(async (stage) => {
    stage.notes.lastRead.set('somebody somewhere', '1.000001');
    stage.cloud.state.deleteImage('IAD', stage.demo.images.webBase.id);
  });
  await play(async ({ notes, cloud, demo }) => {
    expect(notes.lastRead.get('somebody somewhere')).toBe('1.000001');
    expect(cloud.state.imageIn('IAD', demo.images.webBase.id)).toBeUndefined();
    expect(cloud.state.imageIn('IAD', demo.images.dbBase.id)?.members.size).toBe(1);
  });
});

const start = () => runPlayground(['--keep', kept], { TMPDIR: folder, PLAYGROUND_PORT: '0' });

it('two do not share a folder', async () => {
  const first = openStateFolder(kept);
  expect(await start().ended).toEqual({
    code: 73,
    out: '',
    err: `${kept} is in use by another playground. End that one first, or name another folder.\n`,
  });
  first.close();
});

it('one that was killed leaves its folder, and all that was done, to the next', async () => {
  const killed = start();
  expect(await killed.ready()).toContain(`its state is kept in ${kept}`);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const next = openStateFolder(kept);
  expect(next.kept?.slack.team.name).toBe('Playground');
  next.close();
});

it('a folder whose bot was of another version is left as it is, with what to do', async () => {
  await play(async () => {});
  const database = new DatabaseSync(join(kept, 'bot.db'));
  database.exec(`update "kysely_migration" set "name" = '0001-initial'`);
  database.close();
  const { code, out, err } = await start().ended;
  expect([code, out]).toEqual([78, '']);
  expect(err).toBe(
    `The bot of ${kept} was of another version, and this one cannot read its database: remove the folder, or name another.\n`,
  );
});

it('a folder that is not a playground’s is left as it is, and named', async () => {
  await mkdir(kept, { mode: 0o755 });
  await chmod(kept, 0o755);
  await writeFile(join(kept, 'diary.txt'), 'today');
  expect(() => openStateFolder(kept)).toThrow(`${kept} holds other things than a playground’s state`);
  expect((await stat(kept)).mode & 0o777).toBe(0o755);
  expect(await readdir(kept)).toEqual(['diary.txt']);

  expect(() => openStateFolder(join(kept, 'diary.txt'))).toThrow('it is no folder');
  expect(() => openStateFolder(join(kept, 'diary.txt', 'below'))).toThrow('it is no folder');
  expect(() => openStateFolder(join(kept, 'nor', 'here'))).toThrow('is not there');
});

it.each([
  [
    'image-share playground, format 2\n…',
    'by another version of the playground (format 2; this one reads 1)',
  ],
  ['image-share playground, format 1\n…', 'is damaged'],
  ['{"clouds":[]}', 'is not the state of a playground'],
])('a state that begins with %j is not taken up', async (content, words) => {
  await mkdir(kept, { mode: 0o700 });
  await writeFile(join(kept, 'playground.state'), content);
  expect(() => openStateFolder(kept)).toThrow(words);
  expect(await readFile(join(kept, 'playground.state'), 'utf8')).toBe(content);
  await rm(join(kept, 'playground.state'));
  openStateFolder(kept).close(); // it was not left locked
});
