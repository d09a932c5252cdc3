/** Block Kit as the playground's page draws it: also what the bot does not use today. */
import type { Browser, Locator, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../playground/browser.ts';
import { hasChromium, type Playground, startPlayground } from '../support/browser.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });
const words = (text: string, style?: object) => ({ type: 'text', text, ...(style && { style }) });
const line = (...elements: object[]) => ({ type: 'rich_text_section', elements });

const blocks = [
  { type: 'header', text: plain('All there is') },
  {
    type: 'section',
    text: {
      type: 'mrkdwn',
      text: '*bold* _italic_ ~struck~ `code` <https://a.example|a link> <@UBOB>\n>quoted\n```\nfenced\n```',
    },
    fields: [plain('one'), plain('two')],
    accessory: {
      type: 'image',
      image_url: 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
      alt_text: 'a thumbnail',
    },
  },
  { type: 'divider' },
  { type: 'context', elements: [{ type: 'mrkdwn', text: ':lock: small print' }] },
  {
    type: 'rich_text',
    elements: [
      line(
        words('rich ', { bold: true }),
        { type: 'user', user_id: 'UCAROL' },
        { type: 'emoji', name: 'tada' },
        { type: 'emoji', name: 'technologist', unicode: '1f9d1-200d-1f4bb' },
        { type: 'color', value: '#cc3344' },
      ),
      { type: 'rich_text_list', style: 'ordered', elements: [line(words('first')), line(words('second'))] },
      { type: 'rich_text_quote', elements: [words('a rich quote')] },
      { type: 'rich_text_preformatted', elements: [words('rich code')] },
    ],
  },
  { type: 'markdown', text: '# Title\n**strong** and [link](https://b.example)\n\n- item one\n- item two' },
  {
    type: 'table',
    rows: [
      [
        { type: 'raw_text', text: 'Tenant' },
        { type: 'raw_text', text: 'Status' },
      ],
      [
        { type: 'raw_text', text: 'consumer' },
        { type: 'rich_text', elements: [line(words('accepted', { bold: true }))] },
      ],
    ],
  },
  {
    type: 'image',
    image_url: 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
    alt_text: 'a picture',
    title: plain('Its title'),
  },
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'plain', text: plain('Plain') },
      {
        type: 'button',
        action_id: 'dangerous',
        style: 'danger',
        text: plain('Remove'),
        confirm: {
          title: plain('Remove it?'),
          text: { type: 'mrkdwn', text: 'It is *gone* then.' },
          confirm: plain('Yes, remove'),
          deny: plain('Keep'),
        },
      },
      {
        type: 'static_select',
        action_id: 'pick',
        placeholder: plain('Pick a colour'),
        options: [option('Red'), option('Green')],
        confirm: {
          title: plain('That one?'),
          text: plain('It cannot be painted over.'),
          confirm: plain('Paint'),
          deny: plain('Wait'),
        },
      },
      { type: 'datepicker', action_id: 'day', placeholder: plain('A day') },
      { type: 'timepicker', action_id: 'hour', placeholder: plain('An hour') },
      { type: 'overflow', action_id: 'more', options: [option('Later'), option('Never')] },
    ],
  },
  {
    type: 'section',
    block_id: 'boxes',
    text: plain('Boxes'),
    accessory: { type: 'checkboxes', action_id: 'boxes', options: [option('Salt'), option('Pepper')] },
  },
  {
    type: 'section',
    block_id: 'radio',
    text: plain('Radio'),
    accessory: { type: 'radio_buttons', action_id: 'radio', options: [option('Left'), option('Right')] },
  },
];

describe.skipIf(!hasChromium)('every block, in Chromium (without it: apt-get install chromium)', () => {
  let browser: Browser;
  let playground: Playground;
  let tab: Tab;
  let message: Locator;
  beforeAll(async () => {
    browser = await startBrowser();
    playground = await startPlayground(browser);
    tab = await playground.open('alice');
    const { slack } = playground.stage;
    const answer = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'DALICE', text: 'All there is', blocks }),
    });
    expect(await answer.json()).toMatchObject({ ok: true });
    message = tab.getByRole('article').last();
    await message.getByRole('heading', { name: 'All there is' }).waitFor();
  });
  afterAll(async () => {
    await playground.close();
    await browser.close();
    expect(playground.complaints).toEqual([]);
  });

  /** What the bot was told last, by `action_id`. Nobody is there to take it. */
  const told = (actionId: string) =>
    playground.stage.slack.until(
      () =>
        playground.stage.slack.deliveries
          .flatMap(({ payload }) => (payload.actions as Record<string, unknown>[] | undefined) ?? [])
          .findLast(({ action_id }) => action_id === actionId),
      { what: `the bot told of ${actionId}` },
    );

  it('texts, people, lists and tables are drawn as such', async () => {
    const roles = async (role: Parameters<Locator['getByRole']>[0]) =>
      message.getByRole(role).allTextContents();
    expect(await roles('strong')).toEqual(['Image Share', 'bold', 'rich ', 'strong', 'accepted']);
    expect(await roles('emphasis')).toEqual(['italic']);
    expect(await roles('code')).toEqual(['code']);
    expect(await roles('link')).toEqual(['a link', 'link']);
    expect(await roles('blockquote')).toEqual(['quoted', 'a rich quote']);
    expect(await roles('listitem')).toEqual(['first', 'second', 'item one', 'item two']);
    expect(await roles('columnheader')).toEqual(['Tenant', 'Status']);
    expect(await roles('cell')).toEqual(['consumer', 'accepted']);
    expect(await message.getByRole('img').count()).toBe(5);
    await message.getByText('#cc3344').waitFor();
    await message.getByText('@carol').waitFor();
    await message.getByText('@bob').waitFor();
  });

  it('a question is asked first, and a no tells nobody', async () => {
    await message.getByRole('button', { name: 'Remove' }).click();
    const question = tab.getByRole('dialog', { name: 'Remove it?' });
    await question.getByRole('button', { name: 'Keep' }).click();
    await question.waitFor({ state: 'detached' });
    // the event of a message is sent again meanwhile, as nobody takes it
    expect(playground.stage.slack.deliveries.filter(({ payload }) => payload.actions !== undefined)).toEqual(
      [],
    );

    await message.getByRole('button', { name: 'Remove' }).click();
    await question.getByRole('button', { name: 'Yes, remove' }).click();
    expect(await told('dangerous')).toMatchObject({ type: 'button', style: 'danger' });
  });

  it('what is chosen is told as Slack tells it', async () => {
    const colour = message.getByRole('combobox', { name: 'Pick a colour' });
    const question = tab.getByRole('dialog', { name: 'That one?' });
    await colour.fill('re');
    await tab.keyboard.press('Enter');
    await question.getByRole('button', { name: 'Wait' }).click();
    expect(await colour.inputValue()).toBe('');
    await colour.fill('gr');
    await tab.keyboard.press('Enter');
    await question.getByRole('button', { name: 'Paint' }).click();
    expect(await told('pick')).toMatchObject({ selected_option: { value: 'green' } });
    expect(await colour.inputValue()).toBe('Green');

    await message.getByRole('combobox', { name: 'A day' }).click();
    await tab.getByRole('dialog', { name: 'A day' }).getByRole('button', { name: / 15 / }).click();
    expect(await told('day')).toMatchObject({ selected_date: expect.stringMatching(/^\d{4}-\d\d-15$/) });
    await message.getByRole('combobox', { name: 'An hour' }).fill('17:20');
    await tab.keyboard.press('Enter');
    expect(await told('hour')).toMatchObject({ selected_time: '17:20' });

    await message.getByRole('button', { name: 'More actions' }).press('ArrowDown');
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('Enter');
    expect(await told('more')).toMatchObject({ selected_option: { value: 'never' } });

    await message.getByRole('checkbox', { name: 'Pepper' }).check();
    expect(await told('boxes')).toMatchObject({ selected_options: [{ value: 'pepper' }] });
    await message.getByRole('radio', { name: 'Right' }).check();
    expect(await told('radio')).toMatchObject({ selected_option: { value: 'right' } });
  });
});
