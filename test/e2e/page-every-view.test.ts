/** Everything that the bot says, as docs/messages.md lists it, on the playground's page: axe on each view, and where the focus goes when it closes. */
import type { Browser, Locator, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../playground/browser.ts';
import { people } from '../../playground/people.ts';
import type { Block, Message, ModalView } from '../../src/slack/feature.ts';
import { hasChromium, type Playground, startPlayground, violations } from '../support/browser.ts';
import { chapters } from '../support/messages/page.ts';
import { type Puppet, startPuppet } from '../support/puppet-bot.ts';

type View = Message | ModalView | readonly Block[];

const isModal = (it: View): it is ModalView => 'type' in it;
const isHome = (it: View): it is readonly Block[] => Array.isArray(it);

const modals: (readonly [name: string, view: ModalView])[] = [];
const homes: (readonly [name: string, blocks: readonly Block[]])[] = [];
const messages: (readonly [name: string, message: Message])[] = [];
for (const { title, said } of chapters)
  for (const [heading, it] of said) {
    const name = `${title}: ${heading}`;
    if (typeof it === 'string') continue;
    if (isModal(it)) modals.push([name, it]);
    else if (isHome(it)) homes.push([name, it]);
    else messages.push([name, it]);
  }

/** axe takes seconds for a long page. */
const atOnce = 8;
const someMessages = Array.from({ length: Math.ceil(messages.length / atOnce) }, (_, at) =>
  messages.slice(at * atOnce, (at + 1) * atOnce),
);

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

  const found = (part: string) => violations(tab, [420], part);

  it.each(someMessages.map((some) => [some[0]?.[0], some] as const))(
    'messages from %s on',
    async (first, some) => {
      const posted = [];
      for (const [, { text, blocks }] of some) posted.push(await post({ text, ...(blocks && { blocks }) }));
      const last = await post({ text: `Before this: ${first}` });
      await tab.getByText(`Before this: ${first}`).first().waitFor();
      expect(await found('main')).toEqual([]);
      for (const { ts } of [...posted, last]) await puppet.call('chat.delete', { channel: 'DALICE', ts });
    },
  );

  it.each(homes)('%s', async (_, blocks) => {
    await puppet.call('views.publish', { user_id: people.alice, view: { type: 'home', blocks } });
    await tab.getByRole('button', { name: 'Home', exact: true }).click();
    expect(await found('main')).toEqual([]);
    await tab.getByRole('button', { name: 'Messages', exact: true }).click();
  });

  describe('modals', () => {
    let opener: Locator;
    beforeAll(async () => {
      const button = { type: 'button', action_id: 'open', text: { type: 'plain_text', text: 'Open it' } };
      await post({ text: 'A modal', blocks: [{ type: 'actions', elements: [button] }] });
      opener = tab.getByRole('button', { name: 'Open it' });
    });

    afterEach(async () => {
      const alice = playground.stage.slack.person(people.alice);
      while (alice.views.length > 0) await alice.close();
    });

    const open = async (view: ModalView): Promise<void> => {
      const { promise: isOpen, resolve } = Promise.withResolvers<boolean>();
      puppet.answers(async ({ trigger_id }) => {
        puppet.answers(() => ({}));
        const opened = puppet.call('views.open', { trigger_id, view });
        await opened.then(
          () => resolve(true),
          () => resolve(false),
        );
        return {};
      });
      await opener.click();
      // on a busy machine a trigger may have expired
      if (!(await isOpen)) await open(view);
    };

    it.each(modals)('%s', async (_, view) => {
      await open(view);
      const dialog = tab.getByRole('dialog', { name: view.title.text });
      await dialog.waitFor();
      expect(await found('dialog')).toEqual([]);
      await tab.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await opener.evaluate((element) => element.matches(':focus'))).toBe(true);
    });
  });
});
