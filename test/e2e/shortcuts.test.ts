/** Shortcuts: the form without a command, and filled in from what somebody wrote. */
import { expect, test } from 'vitest';
import type { View } from '../../playground/slack/format/wire.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

onStage();

const modalOf = (name: Name, title: string): Promise<View> =>
  stage.slack.until(
    () =>
      stage
        .actor(name)
        .views.toReversed()
        .find((view) => view.title.text === title),
    { what: `the modal ${title} of ${name}` },
  );

const valueIn = (view: View, block: string) => {
  const [state] = Object.values(view.state.values[block] ?? {}) as {
    value?: string | null;
    selected_option?: { value: string } | null;
  }[];
  return state?.selected_option?.value ?? state?.value ?? null;
};

test('“Share an image” opens the form', async () => {
  await stage.link('alice');
  await stage.actor('alice').shortcut('share-image');
  expect(valueIn(await modalOf('alice', 'Share an image'), 'image')).toBeNull();
});

test('“Share image from message” picks the image and the tenants out of the message', async () => {
  await stage.link('alice');
  await stage.link('bob');
  const image = stage.demo?.images.unshared.id ?? '';
  const message = await stage
    .actor('alice')
    .say(
      `Could we get ${image.toUpperCase()}, please? We are \`${stage.projectId('consumer')}\` & 1234567, room 12 (2026-11-21).`,
    );
  await stage.actor('alice').messageShortcut(message, 'share-image-from-message');
  const modal = await modalOf('alice', 'Share an image');
  expect(valueIn(modal, 'image')).toBe(image);
  expect(valueIn(modal, 'tenants')).toBe(`${stage.projectId('consumer')}\n1234567`);
  const { errors } = await stage.actor('alice').submit({ Tenants: stage.projectId('consumer') });
  expect(errors).toBeUndefined();
  expect(fullText(await stage.card('bob', 'unshared-new'))).toContain('Waiting for an answer');
});

test('a message that names nothing opens the empty form', async () => {
  await stage.link('alice');
  const message = await stage.actor('alice').say('What about lunch, @bob? 12 or 13?');
  await stage.actor('alice').messageShortcut(message, 'share-image-from-message');
  const modal = await modalOf('alice', 'Share an image');
  expect([valueIn(modal, 'image'), valueIn(modal, 'tenants')]).toEqual([null, null]);
});

test('without an account one is linked first, and nothing is shared before the form was seen', async () => {
  const { actor } = stage;
  const image = stage.demo?.images.unshared.id ?? '';
  const message = await actor('alice').say(`${image} for ${stage.projectId('consumer')}`);
  await actor('alice').messageShortcut(message, 'share-image-from-message');
  await modalOf('alice', 'Link a cloud account');
  const { id, secret } = stage.lab.users.alice.app_credentials.bot;
  await actor('alice').submit({ 'Application credential ID': id, 'Application credential secret': secret });
  expect(valueIn(await modalOf('alice', 'Share an image'), 'image')).toBe(image);
  await stage.atRest();
  expect(stage.status(image, 'consumer')).toBeUndefined();
});
