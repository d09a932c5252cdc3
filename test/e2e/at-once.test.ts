/** What people ask for is carried out at once: the loop is woken for it, and no time has to pass before. */
import { expect, test } from 'vitest';
import { buttons } from '../support/shown.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

// with no time let pass for what is due soon, the bot is at rest where an intent woke nobody
onStage({ about: 'nightly', linked: ['alice', 'bob'], soonMs: 0 });

const becomes = (status: string | undefined) =>
  stage.slack.until(() => stage.status(image.id, 'consumer') === status, { what: `${status} at the cloud` });
const share = async () => {
  await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
  await becomes('pending');
};

test('an offer, and an answer on its card', async () => {
  await share();
  await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
  await becomes('accepted');
});

test('an answer by the image’s id', async () => {
  await share();
  await stage.actor('bob').command('/image-status', `${image.id} rejected`);
  await becomes('rejected');
});

test('a withdrawal', async () => {
  await share();
  await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer}`);
  const asked = await stage.ephemeral('alice', 'lose access');
  await stage.actor('alice').click(asked, buttons(asked)[0] ?? '');
  await becomes(undefined);
  expect(stage.slack.surprises).toEqual([]);
});
