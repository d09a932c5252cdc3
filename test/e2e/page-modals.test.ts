/** Modals of the playground's page: every input of Block Kit, views on views, what the bot complains of and how it is waited for. */
import type { Browser, Locator, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser } from '../../playground/browser.ts';
import { hasChromium, type Playground, startPlayground } from '../support/browser.ts';
import { type Puppet, startPuppet } from '../support/puppet-bot.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });
const input = (label: string, element: object, extra: object = {}) => ({
  type: 'input',
  block_id: label,
  label: plain(label),
  element: { action_id: 'it', ...element },
  ...extra,
});
const view = (title: string, ...blocks: object[]) => ({
  type: 'modal',
  callback_id: 'puppet',
  title: plain(title),
  submit: plain('Save'),
  blocks,
});

describe.skipIf(!hasChromium)('modals, in Chromium (without it: apt-get install chromium)', () => {
  let browser: Browser;
  let playground: Playground;
  let puppet: Puppet;
  let tab: Tab;
  beforeAll(async () => {
    browser = await startBrowser();
    playground = await startPlayground(browser);
    puppet = await startPuppet(playground.stage.slack);
    const button = { type: 'button', action_id: 'open', text: plain('Open') };
    await puppet.call('conversations.open', { users: 'UALICE' });
    await puppet.call('chat.postMessage', {
      channel: 'DALICE',
      text: 'Open',
      blocks: [{ type: 'actions', elements: [button] }],
    });
  });
  afterAll(async () => {
    await puppet.close();
    await playground.close();
    await browser.close();
    expect(playground.complaints).toEqual([]);
    expect(playground.stage.slack.surprises).toEqual([]);
  });
  beforeEach(async () => {
    tab = await playground.open('alice');
  });
  afterEach(async () => {
    puppet.answers(() => ({}));
    await tab.context().close();
    const alice = playground.stage.slack.person('UALICE');
    while (alice.views.length > 0) await alice.close();
  });

  let opened = 0;
  /** Opens it as a bot does, with the trigger of a click. */
  const open = async (modal: { title: { text: string } }): Promise<Locator> => {
    let trigger = '';
    puppet.answers(({ trigger_id = '' }) => {
      trigger = trigger_id;
      return {};
    });
    await tab.getByRole('button', { name: 'Open' }).click();
    await playground.stage.slack.until(() => trigger, { what: `trigger ${++opened}` });
    await puppet.call('views.open', { trigger_id: trigger, view: modal });
    puppet.answers(() => ({}));
    return tab.getByRole('dialog', { name: modal.title.text });
  };
  const field = (modal: Locator, label: string) => modal.getByRole('combobox', { name: label, exact: true });
  const save = (modal: Locator) => modal.getByRole('button', { name: 'Save' }).click();
  const valuesOf = async () => {
    const { view: sent } = await puppet.told(({ type }) => type === 'view_submission', 'a submission');
    const blocks = Object.entries(sent?.state.values ?? {}) as [string, { it: Record<string, unknown> }][];
    return Object.fromEntries(blocks.map(([label, { it }]) => [label, Object.values(it)[1]]));
  };

  it('days, times and moments are picked by keyboard', async () => {
    const modal = await open(
      view(
        'When',
        input('Name', { type: 'plain_text_input' }, { optional: true }),
        input('Day', { type: 'datepicker', initial_date: '2026-01-31', focus_on_load: true }),
        input('Never', { type: 'datepicker', initial_date: '2026-01-31' }, { optional: true }),
        input('Time', { type: 'timepicker', initial_time: '14:30' }),
        input('Moment', { type: 'datetimepicker' }),
      ),
    );
    const { keyboard } = tab;
    await field(modal, 'Day').waitFor();
    expect(await modal.locator(':focus').inputValue()).toBe('31 January 2026');
    await keyboard.press('Enter');
    const calendar = tab.getByRole('dialog', { name: 'Day' });
    await calendar.getByText('January 2026').waitFor();
    await keyboard.press('PageDown'); // there is no 31 February
    await calendar.getByText('February 2026').waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    expect(await field(modal, 'Day').inputValue()).toBe('8 March 2026');

    await field(modal, 'Day').press('Enter');
    await keyboard.press('Escape');
    await calendar.waitFor({ state: 'hidden' });
    expect(await modal.isVisible()).toBe(true);

    await field(modal, 'Never').click();
    await tab.getByRole('dialog', { name: 'Never' }).getByRole('button', { name: 'Clear' }).click();
    await field(modal, 'Time').fill('945');
    await modal.getByRole('option', { name: '9:45' }).click();
    await field(modal, 'Moment').click();
    await tab.getByRole('dialog', { name: 'Moment' }).getByRole('button', { name: / 15 / }).click();
    await field(modal, 'Moment, time').fill('23:');
    await keyboard.press('Enter');
    await save(modal);
    await modal.waitFor({ state: 'detached' });
    const { Moment, ...others } = await valuesOf();
    expect(others).toEqual({ Name: null, Day: '2026-03-08', Never: null, Time: '09:45' });
    expect(new Date(Number(Moment) * 1000).getHours()).toBe(23);
  });

  it('people, channels and options are chosen; no more of them than asked for', async () => {
    const colours = [
      { label: plain('Warm'), options: [option('Red')] },
      { label: plain('Cold'), options: [option('Blue'), option('Green')] },
    ];
    const modal = await open(
      view(
        'Who',
        input('Person', { type: 'users_select' }),
        input('People', { type: 'multi_users_select', max_selected_items: 2 }),
        input('Channel', { type: 'channels_select' }),
        input('Conversations', { type: 'multi_conversations_select' }),
        input('Colour', { type: 'static_select', option_groups: colours }),
        input('Colours', { type: 'multi_static_select', option_groups: colours }),
        input('Sides', { type: 'checkboxes', options: [option('Left'), option('Right')] }),
        input('Number', { type: 'number_input', is_decimal_allowed: false }),
      ),
    );
    const choose = async (label: string, name: string) => {
      await field(modal, label).fill(name.slice(0, 3));
      await modal.getByRole('option', { name }).click();
    };
    await choose('Person', 'bob');
    await choose('People', 'bob');
    await choose('People', 'carol');
    await field(modal, 'People').click();
    await modal.getByText('You can choose no more than 2').waitFor();
    await field(modal, 'Channel').click();
    expect(await modal.getByRole('option').allTextContents()).toEqual(['#general']);
    await modal.getByRole('option').click();
    await choose('Conversations', 'Image Share');
    await field(modal, 'Colour').click();
    await modal.getByRole('group', { name: 'Cold' }).getByRole('option', { name: 'Green' }).click();
    await choose('Colours', 'Red');
    await modal.getByRole('checkbox', { name: 'Right' }).check();
    await modal.getByRole('textbox', { name: 'Number' }).fill('7');
    await save(modal);
    await modal.waitFor({ state: 'detached' });
    expect(await valuesOf()).toMatchObject({
      Person: 'UBOB',
      People: ['UBOB', 'UCAROL'],
      Channel: 'CGENERAL',
      Conversations: ['DALICE'],
      Colour: { value: 'green' },
      Colours: [{ value: 'red' }],
      Sides: [{ value: 'right' }],
      Number: '7',
    });
  });

  it('what is too long or too much is complained of under its input', async () => {
    const modal = await open(
      view(
        'Short',
        input('Word', { type: 'plain_text_input', max_length: 5 }),
        input('Days', { type: 'number_input', is_decimal_allowed: false, max_value: '90' }),
      ),
    );
    await modal.getByRole('textbox', { name: 'Days' }).fill('91');
    const word = modal.getByRole('textbox', { name: 'Word' });
    await word.fill('four');
    await modal.getByText('1 left').waitFor();
    await word.fill('hundred');
    await modal.getByText('2 too many').waitFor();
    await save(modal);
    await modal.getByText('no more than 5 characters').waitFor();
    await modal.getByText('no more than 90').waitFor();
    expect(await word.getAttribute('aria-invalid')).toBe('true');
  });

  it('the bot is waited for, and its complaint stands at the field', async () => {
    const modal = await open(view('Slow', input('Word', { type: 'plain_text_input' })));
    let release = () => {};
    puppet.answers(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { response_action: 'errors', errors: { Word: 'Not that one.' } };
    });
    await modal.getByRole('textbox', { name: 'Word' }).fill('this');
    await save(modal);
    await modal.locator('button[aria-busy="true"]', { hasText: 'Save' }).waitFor();
    await puppet.told(
      ({ type, view: sent }) => type === 'view_submission' && JSON.stringify(sent).includes('this'),
      'it',
    );
    release();
    await modal.getByText('Not that one.').waitFor();
    expect(await modal.locator(':focus').getAttribute('aria-invalid')).toBe('true');
  });

  it('a view on a view: the one below keeps what was typed', async () => {
    const modal = await open(view('Below', input('Word', { type: 'plain_text_input' })));
    const word = modal.getByRole('textbox', { name: 'Word' });
    await word.fill('kept');
    puppet.answers(() => ({
      response_action: 'push',
      view: view('Above', input('Other', { type: 'plain_text_input' })),
    }));
    await save(modal);
    const above = tab.getByRole('dialog', { name: 'Above' });
    await above.getByRole('button', { name: 'Back' }).click();
    await above.waitFor({ state: 'detached' });
    expect(await word.inputValue()).toBe('kept');

    await save(modal);
    await above.getByRole('textbox', { name: 'Other' }).fill('more');
    puppet.answers(() => ({ response_action: 'update', view: view('Changed', { type: 'divider' }) }));
    await save(above);
    const changed = tab.getByRole('dialog', { name: 'Changed' });
    await changed.getByRole('button', { name: 'Close the modal' }).click();
    await tab.getByRole('dialog').waitFor({ state: 'detached' });
  });
});
