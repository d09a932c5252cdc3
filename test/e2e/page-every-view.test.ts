/** Everything that the bot says, as docs/messages.md lists it, on the playground's page: axe on each view, and where the focus goes when it closes. */
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../playground/browser.ts';
import { people } from '../../playground/people.ts';
import type { Block, Message, ModalView } from '../../src/slack/feature.ts';
import { hasChromium, type Playground, startPlayground, violations } from '../support/browser.ts';
import { chapters } from '../support/messages/page.ts';
import { type Puppet, startPuppet } from '../support/puppet-bot.ts';

const said = chapters.flatMap(({ title, said: all }) =>
  all.flatMap(([heading, it]) => (typeof it === 'string' ? [] : [[`${title}: ${heading}`, it] as const])),
);
const isModal = (it: Message | ModalView | readonly Block[]): it is ModalView => 'type' in it;
const isHome = (it: Message | ModalView | readonly Block[]): it is readonly Block[] => Array.isArray(it);

const modals = said.filter((one): one is readonly [string, ModalView] => isModal(one[1]));
const homes = said.filter((one): one is readonly [string, readonly Block[]] => isHome(one[1]));
const messages = said.flatMap(([, it]) => (isModal(it) || isHome(it) ? [] : [it]));

describe.skipIf(!hasChromium)('every view (without Chromium: apt-get install chromium)', () => {
  let browser: Browser;
  let playground: Playground;
  let puppet: Puppet;
  let tab: Tab;
  beforeAll(async () => {
    browser = await startBrowser();
    playground = await startPlayground(browser);
    puppet = await startPuppet(playground.stage.slack);
    await puppet.call('conversations.open', { users: people.alice });
    tab = await playground.open('alice');
  });
  afterAll(async () => {
    await puppet.close();
    await playground.close();
    await browser.close();
    expect(playground.complaints).toEqual([]);
  });

  const post = (message: object) => puppet.call('chat.postMessage', { channel: 'DALICE', ...message });

  const found = (part: string) => violations(tab, [1440, 420], part);

  it('every message', async () => {
    for (const { text, blocks } of messages) await post({ text, ...(blocks && { blocks }) });
    await post({ text: 'That is all.' });
    await tab.getByText('That is all.').first().waitFor();
    expect(await found('main')).toEqual([]);
  });

  it.each(homes)('%s', async (_, blocks) => {
    await puppet.call('views.publish', { user_id: people.alice, view: { type: 'home', blocks } });
    await tab.getByRole('button', { name: 'Home', exact: true }).click();
    expect(await found('main')).toEqual([]);
    await tab.getByRole('button', { name: 'Messages', exact: true }).click();
  });

  it.each(modals)('%s', async (name, view) => {
    const text = { type: 'plain_text', text: `Open ${name}`.slice(0, 75) };
    await post({
      text: name,
      blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'open', text }] }],
    });
    puppet.answers(async ({ trigger_id }) => {
      puppet.answers(() => ({}));
      await puppet.call('views.open', { trigger_id, view });
      return {};
    });
    const opener = tab.getByRole('button', { name: text.text, exact: true });
    await opener.click();
    const dialog = tab.getByRole('dialog', { name: view.title.text });
    await dialog.waitFor();
    expect(await found('[role=dialog]')).toEqual([]);
    await tab.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await opener.evaluate((element) => element.matches(':focus'))).toBe(true);
  });
});
