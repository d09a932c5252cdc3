/** A command of somebody without an account waits, sealed, until they have one, and then goes on by itself. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

onStage();

const modalOf = (name: Name, words: string) =>
  stage.slack.until(
    () =>
      stage
        .actor(name)
        .views.toReversed()
        .find((view) => fullText({ text: view.title.text, blocks: view.blocks }).includes(words)),
    { what: `a modal of ${name} with ${words}` },
  );

/** Fills the link modal that is open. */
const submitLink = (name: 'alice' | 'bob') => {
  const { id, secret } = stage.lab.users[name].app_credentials.bot;
  return stage.actor(name).submit({
    'Application credential ID': id,
    'Application credential secret': secret,
  });
};

const image = () => stage.demo?.images.unshared.id ?? '';

test('a share goes on after linking, with its note', async () => {
  await stage.link('bob');
  const { actor } = stage;
  await actor('alice').command(
    '/share-image',
    `${image()} ${stage.projectId('consumer')} --note "the build you asked for"`,
  );
  const modal = await modalOf('alice', 'Once you link one, your command runs');
  expect(modal.title.text).toBe('Link a cloud account');
  expect(fullText({ text: '', blocks: modal.blocks })).toContain(image());
  await submitLink('alice');
  await modalOf('alice', 'Account linked');
  expect(fullText(await stage.card('bob', 'the build you asked for'))).toContain('unshared-new');
  await stage.card('alice', '*pending*');
});

test('a list goes on after linking and is told in the direct message', async () => {
  await stage.actor('bob').command('/list-images', '--member-status pending');
  await modalOf('bob', '/list-images --member-status pending');
  await submitLink('bob');
  await stage.card('bob', /db-base[\s\S]*retired-base|retired-base[\s\S]*db-base/);
});

test('a command that opens a form opens it on top of the news that the account is linked', async () => {
  await stage.actor('alice').command('/share-image');
  await modalOf('alice', 'Link a cloud account');
  await submitLink('alice');
  await modalOf('alice', 'Share an image');
  expect(stage.actor('alice').views.map(({ title }) => title.text)).toEqual([
    'Account linked',
    'Share an image',
  ]);
});

test('it goes on once: linking a second time does nothing more', async () => {
  await stage.actor('alice').command('/share-image', `${image()} ${stage.projectId('consumer')}`);
  await modalOf('alice', 'Link a cloud account');
  await submitLink('alice');
  await stage.card('alice', '*pending*');
  await stage.actor('alice').close();
  await stage.link('alice');
  await stage.actor('alice').command('/image-account');
  await stage.ephemeral('alice', 'Your linked accounts');
  await stage.atRest();
  expect(
    stage
      .actor('alice')
      .dm()
      .filter((message) => fullText(message).includes('unshared-new')),
  ).toHaveLength(1);
});

test('what cannot be done is said as if it were typed now', async () => {
  await stage.actor('bob').command('/image-status', 'not-an-image accepted');
  await modalOf('bob', 'not-an-image accepted');
  await submitLink('bob');
  await stage.card('bob', 'is not an image id');
});

test('while it waits it can be read nowhere', async () => {
  await stage.actor('alice').command('/share-image', `${image()} t-1 --note "between-us"`);
  await modalOf('alice', 'between-us');
  const files = await Promise.all(
    (await readdir(stage.folder)).map((file) => readFile(join(stage.folder, file), 'latin1')),
  );
  expect(files.some((text) => text.includes('command:'))).toBe(true);
  for (const text of [...files, stage.lines.join('\n')]) expect(text).not.toContain('between-us');
});
