/** The playground's page for those who cannot see it or hold a mouse: axe on each view, and where the focus goes when a form closes. */
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../playground/browser.ts';
import { people } from '../../playground/people.ts';
import {
  composer,
  hasChromium,
  messageWith,
  type Playground,
  startPlayground,
  typeIn,
  violations,
} from '../support/browser.ts';

describe.skipIf(!hasChromium)('the page for everybody (without Chromium: apt-get install chromium)', () => {
  let browser: Browser;
  let playground: Playground;
  beforeAll(async () => {
    browser = await startBrowser();
    playground = await startPlayground(browser);
  });
  afterAll(async () => {
    await playground.close();
    await browser.close();
  });

  const pane = async (tab: Tab, name: string) => {
    const button = tab.getByRole('button', { name, exact: true });
    if (await button.isVisible()) await button.click();
  };
  const openForm = async (tab: Tab, line: string) => {
    await pane(tab, 'Slack');
    await typeIn(tab, line);
    await tab.getByRole('dialog').getByRole('textbox').or(tab.getByRole('combobox')).first().waitFor();
  };
  const closeForm = async (tab: Tab) => {
    await tab.keyboard.press('Escape');
    await tab.getByRole('dialog').waitFor({ state: 'detached' });
  };

  /** The page's own views, by how they are opened and left; what the bot shows in them is in page-every-view.test.ts. */
  const views: readonly (readonly [
    string,
    (tab: Tab) => Promise<unknown>,
    (tab: Tab) => Promise<unknown>,
  ])[] = [
    ['an empty conversation', async () => {}, async () => {}],
    ['the completions', (tab) => composer(tab).fill('/'), (tab) => composer(tab).fill('')],
    [
      'a menu without results',
      async (tab) => {
        await openForm(tab, '/share-image');
        await tab.getByRole('combobox', { name: /^Image/ }).fill('no such image');
        await tab.getByText('No results').first().waitFor();
      },
      async (tab) => {
        await tab.keyboard.press('Escape');
        await closeForm(tab);
      },
    ],
    [
      'a card with its menu',
      async (tab) => {
        const { images, projects } = playground.stage.demo;
        await typeIn(tab, `/share-image ${images.build.id} ${projects.consumer.id}`);
        await messageWith(tab, 'You are sharing it').waitFor();
        await tab.getByRole('button', { name: 'More actions' }).first().click();
      },
      (tab) => tab.keyboard.press('Escape'),
    ],
    [
      'the Home',
      async (tab) => {
        await tab.getByRole('button', { name: 'Home', exact: true }).click();
        await tab.getByRole('main').getByText('Waiting').first().waitFor();
      },
      (tab) => tab.getByRole('button', { name: 'Messages', exact: true }).click(),
    ],
    ['the cloud', (tab) => pane(tab, 'Cloud'), async () => {}],
    ['the wire', (tab) => pane(tab, 'Wire'), async () => {}],
    ['the people', (tab) => pane(tab, 'People'), (tab) => pane(tab, 'Slack')],
  ];

  describe.each([1440, 420])('%i pixels wide', (width) => {
    let tab: Tab;
    beforeAll(async () => {
      tab = await playground.open('alice');
      await tab.setViewportSize({ width, height: 800 });
    });

    it.each(views)('axe finds nothing in %s', async (_name, open, leave) => {
      await open(tab);
      const found = await violations(tab, [width]);
      await leave(tab);
      expect(found).toEqual([]);
    });
  });

  const focused = (tab: Tab) =>
    tab.evaluate<string>('document.activeElement.id || document.activeElement.tagName');

  it.each(['/image-account link', '/share-image', '/image-status', '/unshare-image', '/image-members'])(
    'when the form of %s closes, the focus is back in the message box',
    async (line) => {
      const tab = await playground.open('alice');
      for (const way of ['Escape', 'Close the modal'] as const) {
        await openForm(tab, line);
        if (way === 'Escape') await tab.keyboard.press('Escape');
        else await tab.getByRole('button', { name: way }).click();
        await tab.getByRole('dialog').waitFor({ state: 'detached' });
        expect(await focused(tab), way).toBe('composer');
      }
    },
  );

  it('from the Home the focus goes back to the button that opened the form', async () => {
    const tab = await playground.open('alice');
    await tab.getByRole('button', { name: 'Home', exact: true }).click();
    const share = tab.getByRole('main').getByRole('button', { name: 'Share an image' }).first();
    await share.click();
    await tab.getByRole('dialog').waitFor();
    await closeForm(tab);
    expect(await share.evaluate((element) => element.matches(':focus'))).toBe(true);
  });

  it('the skip link leads into the conversation, on the Home too', async () => {
    const tab = await playground.open('alice');
    for (const name of ['Messages', 'Home']) {
      await tab.getByRole('button', { name, exact: true }).click();
      await tab.getByRole('link', { name: 'Skip to the conversation' }).focus();
      await tab.keyboard.press('Enter');
      expect(await focused(tab), name).toBe('conversation');
    }
  });

  it('with a blank before it, a command is a message, as in Slack', async () => {
    const tab = await playground.open('newt');
    await typeIn(tab, ' /image-help');
    await messageWith(tab, '/image-help').waitFor();
    const said = playground.stage.slack
      .person(people.newt)
      .dm()
      .filter(({ text }) => text === '/image-help');
    expect(said).toHaveLength(1);
  });
});
