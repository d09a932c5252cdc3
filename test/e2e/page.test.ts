/** The playground's page in a real browser: a Slack that works, for people and for those who drive it with a keyboard. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser } from '../../playground/browser.ts';
import {
  composer,
  hasChromium,
  messageWith,
  type Playground,
  seen,
  startPlayground,
  typeIn,
} from '../support/browser.ts';

describe.skipIf(!hasChromium)('the page, in Chromium (without it: apt-get install chromium)', () => {
  let browser: Browser;
  let playground: Playground;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    playground = await startPlayground(browser);
  });
  afterEach(async () => {
    await playground.close();
    expect(playground.complaints).toEqual([]);
    expect(playground.stage.slack.surprises).toEqual([]);
    expect(playground.stage.cloud.surprises).toEqual([]);
  });

  /** The image that nobody is a member of, and bob's project. */
  const ids = () => {
    const { images, projects } = playground.stage.demo;
    return { image: images.build.id, project: projects.consumer.id };
  };
  const statusOf = (image: string, project: string) =>
    playground.stage.cloud.state.imageIn('IAD', image)?.members.get(project)?.status;

  it('the main job, by two people in two windows', async () => {
    const { image, project } = ids();
    const [alice, bob] = await Promise.all([playground.open('alice'), playground.open('bob')]);
    await typeIn(alice, `/share-image ${image} ${project} --note "the build you asked for"`);
    await alice.getByText('Only visible to you').waitFor();

    const card = messageWith(bob, 'the build you asked for');
    await card.getByRole('button', { name: 'Accept', exact: true }).click();
    await card.getByText('Accepted').waitFor();
    expect(await card.getByRole('button', { name: 'Accept', exact: true }).count()).toBe(0);
    await messageWith(alice, 'build-1042').getByText('accepted').waitFor();
    await alice
      .getByRole('list', { name: 'Members of build-1042' })
      .getByText('accepted', { exact: true })
      .waitFor();
    expect(statusOf(image, project)).toBe('accepted');
  });

  it('a button plays a first step, and the focus moves on to the message box', async () => {
    const { image, project } = ids();
    const alice = await playground.open('alice');
    await alice.getByRole('button', { name: 'Play a first step' }).click();
    await messageWith(alice, 'You are sharing it').waitFor();
    expect(await alice.getByRole('button', { name: 'Play a first step' }).count()).toBe(0);
    expect(await alice.evaluate<string>('document.activeElement.id')).toBe('composer');
    await playground.stage.slack.until(() => statusOf(image, project) === 'pending', { what: 'the member' });
  });

  it('who is unread, and becoming somebody else', async () => {
    const { image, project } = ids();
    const tab = await playground.open('alice');
    await typeIn(tab, `/share-image ${image} ${project}`);
    const bob = tab.getByRole('button', { name: /^bob/ });
    await bob.getByText('unread').waitFor();
    await bob.click();
    await messageWith(tab, 'build-1042').getByRole('button', { name: 'Reject', exact: true }).waitFor();
    await bob.getByText('unread').waitFor({ state: 'detached' });
    expect(new URL(tab.url()).searchParams.get('as')).toBe('bob');
    await tab.reload();
    await messageWith(tab, 'build-1042').waitFor();
  });

  it('a newcomer links an account: an empty form, a wrong secret, the right one', async () => {
    const newt = await playground.open('newt');
    await typeIn(newt, '/image-account link');
    const modal = newt.getByRole('dialog', { name: 'Link a cloud account' });
    const [id, secret] = ['Application credential ID', 'Application credential secret'].map((label) =>
      modal.getByRole('textbox', { name: label }),
    );
    await modal.getByRole('button', { name: 'Link', exact: true }).click();
    await modal.getByText('Please complete this required field.').nth(1).waitFor();

    await modal.getByRole('button', { name: 'Fill in a credential' }).click();
    const right = await secret?.inputValue();
    await secret?.fill('not the secret');
    await modal.getByRole('button', { name: 'Link', exact: true }).click();
    await modal
      .getByRole('alert')
      .filter({ hasText: /secret|credential/i })
      .waitFor();
    expect(await secret?.getAttribute('aria-invalid')).toBe('true');
    expect(await id?.inputValue()).not.toBe('');

    await secret?.fill(right ?? '');
    await secret?.press('Enter');
    const done = newt.getByRole('dialog', { name: 'Account linked' });
    await done.getByRole('button', { name: 'Done' }).click();
    await done.waitFor({ state: 'detached' });
  });

  it('the form of /share-image: type-ahead from the bot, then shared', async () => {
    const { image, project } = ids();
    const alice = await playground.open('alice');
    await typeIn(alice, '/share-image');
    const modal = alice.getByRole('dialog', { name: 'Share an image' });
    const choose = async (label: string, letters: string, option: string | RegExp) => {
      await modal.getByRole('combobox', { name: new RegExp(`^${label}\\b`) }).fill(letters);
      await modal.getByRole('option', { name: option }).click();
    };
    await choose('Image', 'build-1', /build-1042/);
    await choose('Projects', 'consumer', /^consumer(?!2)/);
    await choose('Also ask', 'car', 'carol');
    await choose('Also ask', 'new', 'newt');
    await modal.getByRole('button', { name: 'Remove newt' }).click();
    await modal.getByRole('button', { name: 'Share', exact: true }).click();
    await modal.waitFor({ state: 'detached' });
    await messageWith(alice, 'You are sharing it').getByText('pending').waitFor();
    expect(statusOf(image, project)).toBe('pending');
  });

  it('the Home of the bot, kept up to date', async () => {
    const { image, project } = ids();
    const [alice, bob] = await Promise.all([playground.open('alice'), playground.open('bob')]);
    await bob.getByRole('button', { name: 'Home', exact: true }).click();
    const home = bob.getByRole('main');
    await home.getByText('Waiting for your answer').waitFor();
    await typeIn(alice, `/share-image ${image} ${project}`);
    await seen(home.getByText('build-1042').first());
  });

  it('a change made at the cloud’s command line is in the card after Refresh', async () => {
    const { image, project } = ids();
    const alice = await playground.open('alice');
    await typeIn(alice, `/share-image ${image} ${project}`);
    const card = messageWith(alice, 'You are sharing it');
    await card.getByText('pending').waitFor();
    await alice
      .getByRole('button', { name: 'What can be done to consumer as a member of build-1042' })
      .click();
    await alice.getByRole('menuitem', { name: 'image set --accept' }).click();
    await alice.getByRole('list', { name: 'Members of build-1042' }).getByText('accepted').waitFor();
    await card.getByRole('button', { name: 'More actions' }).first().click();
    await alice.getByRole('menuitem', { name: 'Refresh' }).click();
    await card.getByText('accepted').waitFor();
    await seen(card.getByText('outside the bot'));
  });

  it('the cloud fails, and what was asked is done once it is well again', async () => {
    const { image, project } = ids();
    const alice = await playground.open('alice');
    await alice.getByRole('switch', { name: 'The cloud answers 503' }).click();
    await alice.getByRole('switch', { name: 'The cloud answers 503', checked: true }).waitFor();
    await typeIn(alice, `/share-image ${image} ${project}`);
    await alice.getByRole('region', { name: 'The wire' }).locator('li.is-bad').first().waitFor();
    expect(statusOf(image, project)).toBeUndefined();
    await alice.getByRole('switch', { name: 'The cloud answers 503' }).click();
    await alice.getByRole('list', { name: 'Members of build-1042' }).getByText('pending').waitFor();
  });

  it('Slack answers 429, and the card comes once it no longer does', async () => {
    const { image, project } = ids();
    const alice = await playground.open('alice');
    const slackFails = alice.getByRole('switch', { name: 'Slack answers 429' });
    await slackFails.click();
    await typeIn(alice, `/share-image ${image} ${project}`);
    await alice.getByRole('region', { name: 'The wire' }).getByText('ratelimited').first().waitFor();
    expect(await messageWith(alice, 'You are sharing it').count()).toBe(0);
    await slackFails.click();
    await messageWith(alice, 'You are sharing it').getByText('pending').waitFor();
  });

  it('the bot restarts, and goes on', async () => {
    const alice = await playground.open('alice');
    await alice.getByRole('button', { name: 'Expire the tokens' }).click();
    await alice.getByRole('button', { name: 'Restart the bot' }).click();
    await alice.getByText('The bot was restarted.').waitFor();
    await typeIn(alice, '/list-images --custom');
    await seen(messageWith(alice, 'build-1042'));
  });

  it('with the keyboard alone', async () => {
    const { image, project } = ids();
    const tab = await playground.open('alice');
    const { keyboard } = tab;
    await keyboard.type('/sha');
    await tab.getByRole('listbox', { name: 'Commands' }).getByText('/share-image').waitFor();
    await keyboard.press('Tab');
    expect(await composer(tab).inputValue()).toBe('/share-image ');
    await keyboard.type(`${image} ${project}`);
    await keyboard.press('Enter');
    await messageWith(tab, 'You are sharing it').getByText('pending').waitFor();

    await tab.getByRole('button', { name: /^bob/ }).press('Enter');
    const accept = messageWith(tab, 'build-1042').getByRole('button', { name: 'Accept', exact: true });
    await accept.waitFor();
    await composer(tab).focus();
    // backwards from the composer, past what else stands in the messages
    for (let presses = 0; presses < 20; presses += 1) {
      if (await accept.evaluate((element) => element.matches(':focus'))) break;
      await keyboard.press('Shift+Tab');
    }
    await keyboard.press('Enter');
    await messageWith(tab, 'build-1042').getByText('Accepted').waitFor();

    await composer(tab).fill('/share-image');
    await composer(tab).press('Enter');
    const modal = tab.getByRole('dialog');
    await modal.waitFor();
    expect(await modal.locator(':focus').count()).toBe(1);
    await keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
  });

  it.each([375, 900])(
    'nothing sticks out of a window of %i pixels, and every pane is there',
    async (width) => {
      const tab = await playground.open('bob');
      await tab.setViewportSize({ width, height: 700 });
      await typeIn(tab, '/list-images --sort name');
      await messageWith(tab, 'golden-debian').waitFor();
      for (const pane of ['Cloud', 'Wire', 'Slack']) {
        await tab.getByRole('button', { name: pane, exact: true }).click();
        expect(await tab.evaluate('document.documentElement.scrollWidth'), pane).toBe(width);
      }
      await tab.getByRole('button', { name: 'Wire', exact: true }).click();
      await tab.getByRole('switch', { name: 'Slack answers 429' }).waitFor();
    },
  );
});
