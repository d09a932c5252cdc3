/** Commands typed without an image: a form asks for it, and what the command says stands in the form's place. */
import { expect, test } from 'vitest';
import type { View } from '../../playground/slack/format/wire.ts';
import { fullText, inputValues } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

onStage();

const modal = (name: Name, words: string): Promise<View> =>
  stage.slack.until(
    () => {
      const view = stage.actor(name).views.at(-1);
      return view && fullText({ text: view.title.text, blocks: view.blocks }).includes(words)
        ? view
        : undefined;
    },
    { what: `a modal of ${name} with ${words}` },
  );

/** Opens the form, picks what is offered for `typed`, submits it. */
const picked = async (
  name: Name,
  command: `/${string}`,
  typed: string,
  more: Record<string, string> = {},
) => {
  const person = stage.actor(name);
  await person.command(command);
  await modal(name, 'Image');
  const [option] = await person.suggest('Image', typed);
  return person.submit({ Image: option?.text.text ?? '', ...more });
};

test('/show-image: the image stands in the form’s place, with its buttons', async () => {
  await stage.link('alice');
  await picked('alice', '/show-image', 'unshared');
  expect((await modal('alice', 'unshared-new')).title.text).toBe('Show an image');
});

test('/image-members: a removal is begun and shown in the same place', async () => {
  await stage.link('alice');
  await picked('alice', '/image-members', 'web-base');
  const members = await modal('alice', stage.projectId('consumer'));
  expect(members.title.text).toBe('Members of an image');
  await stage.actor('alice').click(members, 'Remove', { within: stage.projectId('consumer2') });
  await stage.slack.until(
    () => stage.status(stage.demo?.images.webBase.id ?? '', 'consumer2') === undefined,
    {
      what: 'the member gone',
    },
  );
  await modal('alice', 'removed');
});

test('/unshare-image: offers what has members, asks whom, and the question can be answered there', async () => {
  await stage.link('alice');
  await stage.link('bob');
  await stage.card('bob', 'db-base');
  const alice = stage.actor('alice');
  await alice.command('/unshare-image');
  await modal('alice', 'Image');
  const offered = await alice.suggest('Image', '');
  expect(offered).toContainEqual(
    expect.objectContaining({
      text: expect.objectContaining({ text: 'db-base' }),
      description: expect.objectContaining({ text: expect.stringContaining(' · 1 member') }),
    }),
  );
  expect(JSON.stringify(offered)).not.toContain('unshared-new');
  expect(await alice.suggest('Image', 'unshared')).toMatchObject([{ text: { text: 'unshared-new' } }]);
  await alice.close();
  await picked('alice', '/unshare-image', 'db-base');
  await modal('alice', stage.projectId('consumer'));
});

test('/image-status: offers what is shared with me, and sets the status', async () => {
  await stage.link('bob');
  const image = stage.demo?.images.dbBase;
  await stage.card('bob', 'db-base');
  await picked('bob', '/image-status', 'db-b', { Status: 'Accepted' });
  await modal('bob', 'to *accepted* for project consumer');
  await stage.card('bob', '*Accepted* by <@UBOB>', image);
  expect(stage.status(image?.id ?? '', 'consumer')).toBe('accepted');
});

test('an id that is nowhere: the form comes back, filled in, with the reason on top', async () => {
  await stage.link('alice');
  const nowhere = '8b818b61-cfbf-44ca-b57e-727da7c9464d';
  await picked('alice', '/show-image', nowhere);
  expect(inputValues(await modal('alice', 'The bot found no image')).image).toBe(nowhere);
  const [option] = await stage.actor('alice').suggest('Image', 'unshared');
  await stage.actor('alice').submit({ Image: option?.text.text ?? '' });
  await modal('alice', 'unshared-new');
});

test('with several accounts: the menu offers what the chosen one has, and the command goes by it', async () => {
  await stage.link('alice');
  await stage.link('alice', 'bob', { Name: 'my "other" one' });
  const alice = stage.actor('alice');
  await alice.command('/show-image');
  const form = await modal('alice', 'Image');
  const offered = async (typed: string) => (await alice.suggest('Image', typed)).map(({ text }) => text.text);
  expect(await offered('consumer-snap')).toEqual(['consumer-snap']);
  expect(await offered('unshared')).toEqual(['unshared-new']);
  await alice.choose(form, 'Account', 'my "other" one — consumer on lab');
  await stage.slack.until(() => alice.views.at(-1)?.private_metadata !== form.private_metadata, {
    what: 'the choice kept in the form',
  });
  expect(await offered('unshared')).toEqual([]);
  expect(await offered('consumer-snap')).toEqual(['consumer-snap']);
  await alice.submit({ Image: 'consumer-snap' });
  await modal('alice', '*consumer-snap*');
});

test('in another region: offered there, and found there', async () => {
  await stage.link('alice');
  const alice = stage.actor('alice');
  await alice.command('/show-image');
  const form = await modal('alice', 'Image');
  await alice.choose(form, 'Region', 'DFW');
  await stage.slack.until(() => alice.views.at(-1)?.private_metadata.includes('DFW'), {
    what: 'the choice kept in the form',
  });
  expect((await alice.suggest('Image', 'build')).map(({ text }) => text.text)).toEqual(['build-2001']);
  await alice.submit({ Image: 'build-2001' });
  await modal('alice', 'lab, DFW');
});

test('offers of all my projects, or of the chosen one', async () => {
  await stage.link('bob');
  await stage.card('bob', 'db-base');
  await stage.link('bob', 'carol');
  const bob = stage.actor('bob');
  await bob.command('/image-status');
  const form = await modal('bob', 'Image');
  const offered = async () => (await bob.suggest('Image', 'db-base')).map(({ text }) => text.text);
  expect(await offered()).toEqual(['db-base']);
  await bob.choose(form, 'Account', 'consumer2 — consumer2 on lab');
  await stage.slack.until(() => bob.views.at(-1)?.private_metadata !== form.private_metadata, {
    what: 'the choice kept in the form',
  });
  expect(await offered()).toEqual([]);
});

test('one account: no account to choose', async () => {
  await stage.link('alice');
  await stage.actor('alice').command('/unshare-image');
  const form = await modal('alice', 'Image');
  expect(form.blocks.map(({ block_id }) => block_id)).toEqual(['image', 'region']);
});
