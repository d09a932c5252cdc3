/** The App Home: what waits, what is shared, the accounts; from the record at once, then as the cloud has it. */
import { describe, expect, test } from 'vitest';
import type { View } from '../../playground/slack/format/wire.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

onStage();

const textOf = (view: View | undefined) => (view ? fullText({ text: '', blocks: view.blocks }) : '');

/** `name`'s Home once it has all of `words`, and none of `without`. */
const home = (
  name: Name,
  words: readonly (string | RegExp)[],
  without: readonly string[] = [],
): Promise<View> =>
  stage.slack.until(
    () => {
      const view = stage.actor(name).home();
      const text = textOf(view);
      const has = (word: string | RegExp) =>
        typeof word === 'string' ? text.includes(word) : word.test(text);
      return words.every(has) && !without.some(has) ? view : undefined;
    },
    { what: `a Home of ${name} with ${words.join(', ')}` },
  );

const buttonTexts = (view: View) =>
  view.blocks.flatMap((block) => (block.elements ?? []).flatMap(({ text }) => text?.text ?? []));

const imageId = (name: 'unshared' | 'dbBase' | 'webBase') => stage.demo?.images[name].id ?? '';

test('without an account it asks for one, and shows the account as soon as there is one', async () => {
  await stage.actor('newt').openHome();
  const welcome = await home('newt', ['Link an account']);
  await stage.actor('newt').click(welcome, 'Link an account');
  await stage.slack.until(() => stage.actor('newt').views.length > 0, { what: 'the link modal' });
  const { id, secret } = stage.lab.users.carol.app_credentials.bot;
  await stage.actor('newt').submit({
    'Application credential ID': id,
    'Application credential secret': secret,
  });
  await home('newt', ['Your accounts', 'project consumer2', stage.projectId('consumer2')]);
});

describe('offers made without the bot', () => {
  test('are shown once right after linking, and stand on the Home with Accept and Reject', async () => {
    await stage.link('bob');
    await stage.card('bob', 'db-base');
    await stage.card('bob', 'retired-base');
    await stage.actor('bob').openHome();
    const view = await home('bob', ['db-base', 'retired-base'], ['web-base', 'cache-base']);
    await stage.atRest();
    expect(buttonTexts(view).filter((text) => text === 'Accept')).toHaveLength(2);
    await stage.actor('bob').click(view, 'Accept', { within: 'db-base' });
    await home('bob', ['retired-base'], ['db-base']);
    await stage.card('bob', '*Accepted* by <@UBOB>');
    expect(stage.status(imageId('dbBase'), 'consumer')).toBe('accepted');
    await stage.card('bob', '*db-base* was offered to project *consumer*; it is now accepted');
    // one message for both, and a card for the one that was answered
    await stage.atRest();
    expect(stage.actor('bob').dm()).toHaveLength(2);
  });

  test('the own images that the same list has are none', async () => {
    await stage.link('alice');
    await stage.actor('alice').openHome();
    await home('alice', ['Nothing. Offers to your projects']);
    await stage.atRest();
    expect(stage.actor('alice').dm()).toEqual([]);
  });

  test('are found when the Home is opened', async () => {
    await stage.link('bob');
    await stage.actor('bob').openHome();
    await home('bob', ['db-base'], ['unshared-new']);
    stage.cloud?.state.setMember('IAD', imageId('unshared'), stage.projectId('consumer'), 'pending');
    await stage.actor('bob').openHome();
    await home('bob', ['unshared-new']);
    await stage.card('bob', 'unshared-new');
  });
});

test('what the person shares stands there with whom and how each stands, and follows', async () => {
  await stage.link('alice');
  await stage.link('carol');
  await stage.actor('alice').openHome();
  await home('alice', ['Nothing yet.']);
  const tenants = `${stage.projectId('consumer')} ${stage.projectId('consumer2')}`;
  await stage.actor('alice').command('/share-image', `${imageId('unshared')} ${tenants}`);
  await home('alice', ['*unshared-new*', '2 pending', 'consumer2 pending']);
  await stage.actor('carol').click(await stage.card('carol', 'unshared-new'), 'Accept');
  await home('alice', ['1 accepted, 1 pending', 'consumer2 accepted']);
});

test('opening it looks at the cloud: what was changed elsewhere shows', async () => {
  await stage.link('alice');
  await stage.link('carol');
  await stage
    .actor('alice')
    .command('/share-image', `${imageId('unshared')} ${stage.projectId('consumer2')}`);
  await stage.card('carol', 'unshared-new');
  await stage.actor('alice').openHome();
  await home('alice', ['1 pending']);
  stage.cloud?.state.setMember('IAD', imageId('unshared'), stage.projectId('consumer2'), 'rejected');
  await stage.actor('alice').openHome();
  await home('alice', ['1 rejected']);
});

test('a click on an older Home is not carried out and says how it stands', async () => {
  await stage.link('bob');
  await stage.link('ben');
  await stage.actor('bob').openHome();
  const older = await home('bob', ['db-base']);
  await stage.actor('ben').openHome();
  await stage.actor('ben').click(await home('ben', ['db-base']), 'Reject', { within: 'db-base' });
  await home('bob', ['retired-base'], ['db-base']);
  await stage.actor('bob').click(older, 'Accept', { within: 'db-base' });
  await stage.card('bob', 'This card changed after you saw it');
  await stage.atRest();
  expect(stage.status(imageId('dbBase'), 'consumer')).toBe('rejected');
});

test('its buttons open the form, the accounts and the help', async () => {
  await stage.link('alice');
  const alice = stage.actor('alice');
  await alice.openHome();
  const view = await home('alice', ['Your accounts']);
  const opened = async (button: string, title: string) => {
    await alice.click(view, button);
    await stage.slack.until(() => alice.views.at(-1)?.title.text === title, { what: title });
    return alice.views.at(-1) as View;
  };
  await opened('Share an image', 'Share an image');
  await opened('Help', 'Image Share');
  await opened('List images', 'List images');
  const accounts = await opened('My accounts', 'My accounts');
  await alice.click(accounts, 'Unlink');
  await stage.slack.until(() => textOf(alice.views.at(-1)).includes('no linked cloud account'), {
    what: 'the accounts without the one that was unlinked',
  });
  await home('alice', ['Link an account']);
});
