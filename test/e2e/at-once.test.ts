/** What people ask for is carried out at once: the loop is woken for it, and no time has to pass before. */
import { test } from 'vitest';
import { buttons } from '../support/shown.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

// with no time let pass for what is due soon, the bot is at rest where an intent woke nobody
onStage({ about: 'nightly', linked: ['alice', 'bob'], soonMs: 0 });

/** Acts on a bot that sleeps: nothing else wakes it. */
const makes = async (status: string | undefined, act: () => Promise<unknown>) => {
  await stage.atRest();
  await act();
  await stage.slack.until(() => stage.status(image.id, 'consumer') === status, {
    what: `${status} at the cloud`,
  });
};
const share = () =>
  makes('pending', () => stage.actor('alice').command('/share-image', `${image.id} ${consumer}`));

test('an offer, and an answer on its card', async () => {
  await share();
  const offered = await stage.card('bob', 'Waiting for an answer', image);
  await makes('accepted', () => stage.actor('bob').click(offered, 'Accept'));
});

test('an answer by the image’s id', async () => {
  await share();
  await makes('rejected', () => stage.actor('bob').command('/image-status', `${image.id} rejected`));
});

test('a withdrawal', async () => {
  await share();
  await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer}`);
  const question = await stage.ephemeral('alice', 'loses access');
  await makes(undefined, () => stage.actor('alice').click(question, buttons(question)[0] ?? ''));
});
