/** The message box of the playground's page: what it completes, what the bot gets of it, and the shortcuts beside it. */
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

describe.skipIf(!hasChromium)('the message box, in Chromium (without it: apt-get install chromium)', () => {
  let browser: Browser;
  let playground: Playground;
  let tab: Tab;
  beforeAll(async () => {
    browser = await startBrowser();
    playground = await startPlayground(browser);
    tab = await playground.open('alice');
  });
  afterAll(async () => {
    await playground.close();
    await browser.close();
    expect(playground.complaints).toEqual([]);
    expect(playground.stage.slack.surprises).toEqual([]);
  });
  beforeEach(() => composer(tab).fill(''));

  const list = (name: string) => tab.getByRole('listbox', { name });
  /** The option that a screen reader is told of. */
  const active = async () => {
    const id = await composer(tab).getAttribute('aria-activedescendant');
    return id === null ? null : tab.locator(`[id="${id}"] strong`).textContent();
  };

  it('people after @, by keyboard; the bot gets them as Slack escapes them', async () => {
    const { images, projects } = playground.stage.demo;
    const { keyboard } = tab;
    await composer(tab).pressSequentially('/share-image @');
    await list('People').waitFor();
    expect(await active()).toBe('@alice');
    await keyboard.press('ArrowDown');
    expect(await active()).toBe('@bob');
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowUp');
    expect(await active()).toBe('@newt');
    await keyboard.press('Enter');
    expect(await composer(tab).inputValue()).toBe('/share-image @newt ');
    expect(await list('People').count()).toBe(0);
    await keyboard.type('@ca');
    await keyboard.press('Tab');
    // In the middle of the line, too: the caret stays behind what was completed.
    await keyboard.press('Home');
    for (const _ of '/share-image ') await keyboard.press('ArrowRight');
    await keyboard.type(`${images.build.id} @bo`);
    await keyboard.press('Tab');
    await keyboard.type(`${projects.consumer.id} `);
    await keyboard.press('Enter');
    const { payload } = await playground.stage.slack.until(
      () => playground.stage.slack.deliveries.findLast(({ type }) => type === '/share-image'),
      { what: 'the command' },
    );
    expect(payload.text).toBe(
      `${images.build.id} <@UBOB|bob> ${projects.consumer.id} <@UNEWT|newt> <@UCAROL|carol>`,
    );
  });

  it('a message names people as people', async () => {
    await typeIn(tab, '@bob <b> & *co*');
    const message = messageWith(tab, '<b> & co');
    await seen(message.locator('.mention', { hasText: '@bob' }));
  });

  it('Escape keeps what was typed, and Enter sends it', async () => {
    await composer(tab).pressSequentially('mail me @b');
    await list('People').waitFor();
    await tab.keyboard.press('Escape');
    await list('People').waitFor({ state: 'detached' });
    await tab.keyboard.press('Enter');
    await seen(messageWith(tab, 'mail me @b'));
  });

  it('a click completes a channel; nothing is offered inside a word', async () => {
    await composer(tab).pressSequentially('see #gen');
    await list('Channels').getByRole('option', { name: '#general' }).click();
    expect(await composer(tab).inputValue()).toBe('see #general ');
    await composer(tab).pressSequentially('a@b and/or @nobody');
    expect(await tab.getByRole('listbox').count()).toBe(0);
  });

  it('shortcuts: beside the message box, and of a message', async () => {
    await tab.getByRole('button', { name: 'Shortcuts', exact: true }).click();
    await tab.getByRole('menuitem', { name: 'Share an image' }).click();
    const modal = tab.getByRole('dialog', { name: 'Share an image' });
    await modal.getByRole('combobox', { name: 'Image', exact: true }).waitFor();
    await tab.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });

    const { images, projects } = playground.stage.demo;
    await tab.getByRole('button', { name: /general/ }).click();
    await typeIn(tab, `Please give ${images.build.id} to ${projects.consumer.id}`);
    const message = tab.locator('.message').filter({ hasText: 'Please give' });
    await message.hover();
    await message.getByRole('button', { name: 'More message shortcuts' }).click();
    await tab.getByRole('menuitem', { name: 'Share image from message' }).click();
    const tenants = modal.getByRole('textbox', { name: /^Tenants/ });
    await tenants.waitFor();
    expect(await tenants.inputValue()).toBe(projects.consumer.id);
    await tab.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
  });
});
