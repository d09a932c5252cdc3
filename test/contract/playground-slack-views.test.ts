/** The playground's Slack, met by a real Bolt app over both transports: modals and the Home do as at Slack's. */

import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { alice, form, plain, start, text } from '../support/slack-and-bolt.ts';
import { transports } from '../support/slack-bolt-app.ts';

describe.each(transports)('over %s', (transport) => {
  test('a modal is opened, complains, keeps what was typed, suggests, updates, pushes and closes', async () => {
    const seen: unknown[] = [];
    const slack = await start(transport, (app) => {
      app.command('/ask', async ({ ack, client, command }) => {
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view: form });
      });
      app.options('colour', async ({ ack, options }) => {
        const known = ['red', 'green'].filter((each) => each.startsWith(options.value));
        await ack({ options: known.map((each) => ({ text: plain(each), value: each })) });
      });
      app.view('form', async ({ ack, view }) => {
        const name = view.state.values.name?.name?.value;
        seen.push([name, view.state.values.colour?.colour?.selected_option?.value]);
        if (name === 'bad') return ack({ response_action: 'errors', errors: { name: 'Not that one.' } });
        if (name === 'more')
          return ack({ response_action: 'push', view: { ...form, title: plain('On top') } });
        if (name === 'done')
          return ack({ response_action: 'update', view: { ...form, blocks: [{ type: 'divider' }] } });
        return ack();
      });
      app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
        seen.push([body.type, body.view.state]);
        await ack();
      });
    });
    const person = slack.person(alice);
    await person.command('/ask');
    await slack.until(() => person.views.length === 1);
    expect(await person.submit()).toEqual({
      ackMs: 0,
      errors: { Name: 'Please complete this required field.' },
    });
    expect(await person.submit({ Name: 'longer than it' })).toMatchObject({
      errors: { Name: expect.stringContaining('10') },
    });
    expect(await person.submit({ Name: 'bad' })).toMatchObject({ errors: { Name: 'Not that one.' } });
    expect((await person.suggest('Colour', 're')).map(({ value }) => value)).toEqual(['red']);
    await person.submit({ Name: 'more', Colour: 'red' });
    expect(person.views.map(({ title }) => title.text)).toEqual(['A form', 'On top']);
    await person.close();
    expect(person.views).toHaveLength(1);
    await person.submit({ Name: 'done' });
    expect(person.views[0]?.blocks).toMatchObject([{ type: 'divider' }]);
    await person.submit();
    expect(person.views).toEqual([]);
    expect(seen).toEqual([
      ['bad', undefined],
      ['more', 'red'],
      // as at Slack's: not what stood in it
      ['view_closed', { values: {} }],
      ['done', 'red'],
      [undefined, undefined],
    ]);
    expect(slack.surprises).toEqual([]);
  });

  test('the Home is published when it is opened, and its elements act', async () => {
    const chosen: unknown[] = [];
    const options = ['On', 'Off'].map((each) => ({ text: plain(each), value: each.toLowerCase() }));
    const slack = await start(transport, (app) => {
      app.event('app_home_opened', async ({ event, client, body }) => {
        chosen.push(body.authorizations?.[0]?.is_bot);
        const radio = { type: 'radio_buttons' as const, action_id: 'light', options };
        await client.views.publish({
          user_id: event.user,
          view: { type: 'home', blocks: [{ type: 'section', text: text('Light'), accessory: radio }] },
        });
      });
      app.action('light', async ({ ack, body }) => {
        await ack();
        if (body.type === 'block_actions') chosen.push(body.view?.state.values);
      });
    });
    const person = slack.person(alice);
    await person.openHome();
    const home = await slack.until(() => person.home());
    await person.choose(home, 'light', 'Off');
    expect(chosen).toEqual([
      true,
      { [home.blocks[0]?.block_id ?? '']: { light: { type: 'radio_buttons', selected_option: options[1] } } },
    ]);
    expect(slack.surprises).toEqual([]);
  });

  test('a trigger opens one view, and none after three seconds', async () => {
    let nowMs = Date.now();
    const errors: unknown[] = [];
    const slack = await start(
      transport,
      (app) => {
        app.command('/ask', async ({ ack, client, command }) => {
          await ack();
          const open = () => client.views.open({ trigger_id: command.trigger_id, view: form });
          const failed = (error: { data: { error: string } }) => errors.push(error.data.error);
          if (command.text === 'late') nowMs += 3000;
          else await open();
          await open().catch(failed);
        });
      },
      { clock: createClock(() => nowMs) },
    );
    await slack.person(alice).command('/ask');
    await slack.until(() => errors.length === 1);
    await slack.person(alice).command('/ask', 'late');
    await slack.until(() => errors.length === 2);
    expect(errors).toEqual(['exchanged_trigger_id', 'expired_trigger_id']);
    expect(slack.surprises).toEqual([]);
  });
});
