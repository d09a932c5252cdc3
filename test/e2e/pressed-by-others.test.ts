/** Every button that somebody sees, pressed by others who wrote the request themselves: what it is about stays as it was. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { optionsOf, type Placed, placed } from '../../playground/slack/format/inputs.ts';
import type { SlackMessage, View } from '../../playground/slack/format/wire.ts';
import { createLog } from '../../src/core/log.ts';
import { openForReading } from '../../src/store/open.ts';
import { contentOf } from '../support/every-row.ts';
import { onPlayground } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import { type Name, people } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const [setting] = onPlayground();
onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob', 'carol'] });

const pressing = ['carol', 'newt', 'stranger'] as const;

type Place = SlackMessage | View;
interface Pressed extends Placed {
  readonly place: Place;
}

/** All that can be clicked there. */
const inPlace = (place: Place): Pressed[] =>
  placed(place.blocks ?? [])
    .filter(({ element }) => element.type === 'button' || element.type === 'overflow')
    .map((each) => ({ place, ...each }));

const seenBy = (name: Name): Pressed[] => {
  const actor = stage.actor(name);
  const home = actor.home();
  return [...actor.dm(), ...actor.ephemerals(), ...actor.views, ...(home ? [home] : [])].flatMap(inPlace);
};

const press = async (name: Name, { place, block, element }: Pressed) => {
  const options =
    element.type === 'overflow' ? optionsOf(element).map(({ value }) => value) : [element.action_id];
  for (const which of options)
    expect(
      (await stage.actor(name).click(place, which, { within: block.block_id ?? '' })).error,
    ).toBeUndefined();
};

/** What people have decided, but for preferences of those who press; without what a row is due for. */
const decided = async () => {
  const { kysely, close } = await openForReading(`sqlite:${join(stage.folder, 'bot.db')}`, {
    log: createLog('silent'),
  });
  const all = await contentOf(kysely).finally(close);
  const tables = [
    ...['accounts', 'offers', 'shares', 'offerShares', 'withdrawals', 'pendingActs', 'timers'],
    ...['preferences', 'projectChannels', 'producerBlocks'],
  ];
  const volatile = /\["(?:dueAt|touched|lease\w+|finishedAt|polledAt|attempts)",[^\]]*\],?/g;
  const own = (row: string) => pressing.some((name) => row.includes(`["userId","${people[name]}"]`));
  return Object.fromEntries(
    tables.map((name) => [
      name,
      all[name]?.filter((row) => name !== 'preferences' || !own(row)).map((row) => row.replace(volatile, '')),
    ]),
  );
};

/** alice shares with bob's project and with one that nobody has linked; everything there is to see is open. */
const muchToSee = async () => {
  const alice = stage.actor('alice');
  await alice.command(
    '/share-image',
    `${image.id} ${consumer} ${'f'.repeat(32)} @bob @ben --note "ours alone"`,
  );
  await stage.card('alice', /pending/, image);
  await stage.card('bob', 'Waiting for an answer', image);
  for (const [command, words] of [
    ['/list-images', ''],
    ['/show-image', image.id],
    ['/image-members', image.id],
    ['/unshare-image', `${image.id} ${consumer}`],
    ['/image-account', ''],
    ['/image-help', ''],
  ] as const) {
    const before = alice.ephemerals().length;
    await alice.command(command, words);
    await stage.slack.until(() => alice.ephemerals().length > before, { what: `the answer to ${command}` });
  }
  for (const name of ['alice', 'bob'] as const) {
    await stage.actor(name).openHome();
    await stage.slack.until(() => stage.actor(name).home(), { what: `the Home of ${name}` });
  }
  await stage.atRest();
};

it('what colleagues, newcomers and strangers press of others changes nothing, and shows them nothing', async () => {
  await muchToSee();
  const all = [...seenBy('alice'), ...seenBy('bob')];
  expect(all.length).toBeGreaterThan(30);
  const before = await decided();
  const written = () =>
    stage.cloud?.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('/auth/')).length;
  const writes = written();
  for (const name of pressing) for (const one of all) await press(name, one);
  await stage.atRest();
  expect(await decided()).toEqual(before);
  expect(written()).toBe(writes);
  for (const name of pressing) {
    const read = [...stage.actor(name).dm(), ...stage.actor(name).ephemerals()].map(fullText).join('\n');
    expect(read).not.toContain('ours alone');
    expect(read).not.toContain('nightly');
  }
});
