/** Whoever does not want to hear of a producer hears nothing, and the producer does not learn of it. */
import { expect, it } from 'vitest';
import { dayMs } from '../../src/core/durations.ts';
import { onPlayground } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import { image, onStage, stage } from '../support/story.ts';

const [setting] = onPlayground();
onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

const consumer = () => stage.projectId('consumer');
const share = (more = '') =>
  stage.actor('alice').command('/share-image', `${image.id} ${consumer()} ${more}`);
/** Of other images bob is reminded all the while. */
const heard = () =>
  stage.cards('bob').filter((message) => fullText(message).includes(`*${image.name}*`)).length;
const offered = () => stage.card('bob', 'Waiting for an answer', image);

/** Blocks from the menu of bob's card; the choices are those of the modal unless they are named. */
const block = async (choices: Readonly<Record<string, string>> = {}) => {
  const bob = stage.actor('bob');
  await bob.click(await offered(), 'Block…');
  await stage.slack.until(() => bob.views.at(-1)?.title.text === 'Block', { what: 'the modal that blocks' });
  expect((await bob.submit(choices)).errors).toBeUndefined();
};
const withdraw = async () => {
  await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer()}`);
  await stage.actor('alice').click(await stage.ephemeral('alice', 'Stop sharing'), 'Remove 1 member');
  await stage.card('alice', 'removed by <@UALICE>', image);
};

it('a blocked producer makes members but no cards, and reads what they would read of anybody', async () => {
  await share();
  await offered();
  const pending = async () => fullText(await stage.card('alice', '*pending* — asked <@UBOB>', image));
  const before = await pending();
  await block();
  await withdraw();
  await stage.atRest();
  const messages = heard();
  await share();
  await stage.card('alice', 'pending', image);
  await stage.atRest();
  const members = stage.cloud?.state.imageIn('IAD', image.id)?.members;
  expect(members?.get(consumer())?.status).toBe('pending');
  expect(heard()).toBe(messages);
  expect(await pending()).toBe(before);
  await stage.actor('alice').click(await stage.card('alice', 'pending', image), 'Remind');
  await stage.ephemeral('alice', 'The bot will remind one person');
  await stage.later(8 * dayMs);
  await stage.atRest();
  expect(heard()).toBe(messages);
});

it('blocked for the project, in its people’s name; unblocked under Preferences', async () => {
  await share();
  await block({
    'Block offers from': 'Everybody in project producer',
    'Block for': 'Everybody in project consumer',
  });
  await withdraw();
  await stage.atRest();
  const bob = stage.actor('bob');
  const messages = heard();
  await share();
  await stage.card('alice', 'asked <@UBOB>', image);
  await stage.atRest();
  expect(heard()).toBe(messages);
  await withdraw();
  await bob.command('/image-account', 'preferences');
  await stage.slack.until(() => JSON.stringify(bob.views).includes('for everybody in consumer'), {
    what: 'the block in the preferences',
  });
  await bob.submit({ 'Blocked: their offers come as no messages': [] });
  await stage.slack.until(() => bob.views.at(-1)?.title.text === 'Preferences saved', { what: 'saved' });
  await share();
  await offered();
});
