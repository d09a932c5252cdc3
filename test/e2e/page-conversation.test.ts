/** Reading on the playground's page: what is unread, what is new, what changes under the reader's eyes, at any width and in the dark. */
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser } from '../../playground/browser.ts';
import { hasChromium, messageWith, type Playground, startPlayground } from '../support/browser.ts';
import { type Puppet, startPuppet } from '../support/puppet-bot.ts';

describe.skipIf(!hasChromium)('a conversation, in Chromium (without it: apt-get install chromium)', () => {
  let browser: Browser;
  let playground: Playground;
  let puppet: Puppet;
  let tab: Tab;
  beforeAll(async () => {
    browser = await startBrowser();
    playground = await startPlayground(browser);
    puppet = await startPuppet(playground.stage.slack);
    await puppet.call('conversations.open', { users: 'UNEWT' });
  });
  afterAll(async () => {
    await puppet.close();
    await playground.close();
    await browser.close();
    expect(playground.complaints).toEqual([]);
    expect(playground.stage.slack.surprises).toEqual([]);
  });
  beforeEach(async () => {
    tab = await playground.open('newt');
  });
  afterEach(() => tab.context().close());

  const say = async (text: string) => {
    const { ts } = await puppet.call('chat.postMessage', { channel: 'DNEWT', text });
    return String(ts);
  };
  const unreadOf = (name: RegExp) => tab.getByRole('button', { name }).getByText('unread');

  it('who reads further up is not pulled away, and told of what is new', async () => {
    for (let line = 1; line <= 40; line += 1) await say(`line ${line}`);
    await messageWith(tab, 'line 40').waitFor();
    const first = tab.getByRole('article').first();
    await first.scrollIntoViewIfNeeded();
    await say('the newest');
    const newer = tab.getByRole('button', { name: 'New messages' });
    await newer.waitFor();
    expect(await first.isVisible()).toBe(true);
    const isInView = (text: string) =>
      messageWith(tab, text).evaluate((node) => {
        const list = node.closest('.messages');
        const { bottom } = node.getBoundingClientRect();
        return list !== null && bottom <= list.getBoundingClientRect().bottom + 1;
      });
    expect(await isInView('the newest')).toBe(false);
    await newer.click();
    await newer.waitFor({ state: 'detached' });
    expect(await isInView('the newest')).toBe(true);
    await say('one more');
    await messageWith(tab, 'one more').waitFor();
    await expect.poll(() => isInView('one more')).toBe(true);
  });

  it('what is not in sight stays unread', async () => {
    await tab.setViewportSize({ width: 375, height: 700 });
    await tab.getByRole('button', { name: 'People', exact: true }).click();
    await unreadOf(/^newt/).waitFor({ state: 'detached' });
    await say('while looking elsewhere');
    await unreadOf(/^newt/).waitFor();
    expect(await tab.title()).toMatch(/^\(1\) newt/);
    await tab.getByRole('button', { name: 'Slack', exact: true }).click();
    await messageWith(tab, 'while looking elsewhere').waitFor();
    await tab.getByRole('button', { name: 'People', exact: true }).click();
    await unreadOf(/^newt/).waitFor({ state: 'detached' });
  });

  it('a message that changes in place is read out; one that only they see says so', async () => {
    const ts = await say('as it was');
    await messageWith(tab, 'as it was').waitFor();
    await puppet.call('chat.update', { channel: 'DNEWT', ts, text: 'as it *is*' });
    await messageWith(tab, 'as it is').waitFor();
    expect(await messageWith(tab, 'as it was').count()).toBe(0);
    await tab.getByRole('log').getByText('Changed: as it is').waitFor();
    await puppet.call('chat.postEphemeral', { channel: 'DNEWT', user: 'UNEWT', text: 'between us' });
    await messageWith(tab, 'between us').getByText('Only visible to you').waitFor();
  });

  it('is dark where the reader likes it dark', async () => {
    /** Of the ground, less that of the ink on it. */
    const brightness = () =>
      tab.evaluate<number>(`
          const sum = (colour) => colour.match(/\\d+/g).slice(0, 3).reduce((all, each) => all + Number(each), 0);
          const ground = getComputedStyle(document.querySelector('main')).backgroundColor;
          sum(ground) - sum(getComputedStyle(document.querySelector('#composer')).color);
        `);
    expect(await brightness()).toBeGreaterThan(300);
    await tab.emulateMedia({ colorScheme: 'dark' });
    expect(await brightness()).toBeLessThan(-300);
  });
});
