/** The playground's Slack, met by a real Bolt app over both transports: what a bot relies on happens as it does at Slack's. */
import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { afterEach, describe, expect, test } from 'vitest';
import { buttonsOf, shownText } from '../../playground/slack/shown.ts';
import { type Slack, type SlackOptions, startSlack } from '../../playground/slack/slack.ts';
import type { SlackMessage } from '../../playground/slack/wire.ts';
import { type BoltApp, startBoltApp, type Transport, transports } from '../support/slack-bolt-app.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const alice = 'UALICE';
const bob = 'UBOB';

const start = async (
  transport: Transport,
  listen: (app: App) => void,
  options: SlackOptions = {},
): Promise<Slack & { bolt: BoltApp }> => {
  const slack = await startSlack({
    manifest: ['/do', '/ask'],
    users: [
      { id: alice, name: 'alice' },
      { id: bob, name: 'bob' },
    ],
    channels: [{ id: 'CGENERAL', name: 'general' }],
    ...options,
  });
  cleanups.push(() => slack.close());
  const bolt = await startBoltApp(slack, transport, listen);
  cleanups.push(() => bolt.stop());
  return Object.assign(slack, { bolt });
};

const text = (words: string) => ({ type: 'mrkdwn' as const, text: words });
const plain = (words: string) => ({ type: 'plain_text' as const, text: words });
const button = (words: string, value: string) => ({
  type: 'actions' as const,
  elements: [{ type: 'button' as const, action_id: 'press', text: plain(words), value }],
});
const last = (messages: SlackMessage[]): SlackMessage => {
  const message = messages.at(-1);
  if (!message) throw new Error('no message');
  return message;
};

const form = {
  type: 'modal' as const,
  callback_id: 'form',
  title: plain('A form'),
  submit: plain('Send'),
  close: plain('Cancel'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input' as const,
      block_id: 'name',
      label: plain('Name'),
      element: { type: 'plain_text_input' as const, action_id: 'name', max_length: 10 },
    },
    {
      type: 'input' as const,
      block_id: 'colour',
      label: plain('Colour'),
      optional: true,
      element: { type: 'external_select' as const, action_id: 'colour', min_query_length: 0 },
    },
  ],
};

describe.each(transports)('over %s', (transport) => {
  test('a command is acknowledged with a text that only its typer sees, escaped as Slack escapes it', async () => {
    const slack = await start(transport, (app) => {
      app.command('/do', async ({ ack, command }) => ack(`got ${command.text}`));
    });
    const person = slack.person(alice);
    const outcome = await person.command('/do', '@bob & <x> @nobody');
    expect(outcome.error).toBeUndefined();
    expect(person.ephemerals().map((message) => message.text)).toEqual([
      'got <@UBOB|bob> &amp; &lt;x&gt; @nobody',
    ]);
    expect(slack.person(bob).ephemerals()).toEqual([]);
    expect(slack.messages('CGENERAL')).toEqual([]);
    expect(slack.surprises).toEqual([]);
  });

  test('an unknown command is answered by Slack itself', async () => {
    const slack = await start(transport, () => {});
    expect(await slack.person(alice).command('/nothing')).toEqual({ ackMs: 0, error: 'invalid_command' });
    expect(slack.person(alice).ephemerals()).toMatchObject([{ user: 'USLACKBOT' }]);
    expect(slack.deliveries).toEqual([]);
  });

  test('a response URL takes five answers; the sixth is refused', async () => {
    const outcomes: unknown[] = [];
    const slack = await start(transport, (app) => {
      app.command('/do', async ({ ack, respond }) => {
        await ack();
        for (const n of [1, 2, 3, 4, 5, 6])
          outcomes.push(
            await respond(`${n}`).then(
              () => n,
              (error: { statusCode?: number }) => error.statusCode,
            ),
          );
      });
    });
    await slack.person(alice).command('/do');
    await slack.until(() => outcomes.length === 6);
    expect(outcomes).toEqual([1, 2, 3, 4, 5, 404]);
    expect(slack.requests.at(-1)).toMatchObject({ method: 'response_url', answer: 'used_url' });
    expect(slack.person(alice).ephemerals()).toHaveLength(5);
    expect(slack.surprises).toEqual([]);
  });

  test('a button is pressed in a direct message, the card changes in place, an old copy can still be pressed', async () => {
    const pressed: (string | undefined)[] = [];
    const slack = await start(transport, (app) => {
      app.command('/do', async ({ ack, client }) => {
        await ack();
        const { channel } = await client.conversations.open({ users: bob });
        await client.chat.postMessage({
          channel: channel?.id ?? '',
          text: 'card 1',
          blocks: [{ type: 'section', text: text('*card* 1') }, button('Accept', 'v1')],
          metadata: { event_type: 'card', event_payload: { id: 'c1' } },
        });
      });
      app.action<BlockAction<ButtonAction>>('press', async ({ ack, action, body, client }) => {
        await ack();
        pressed.push(action.value);
        await client.chat.update({
          channel: body.channel?.id ?? '',
          ts: body.message?.ts ?? '',
          text: 'done',
          blocks: [],
        });
      });
    });
    await slack.person(alice).command('/do');
    const person = slack.person(bob);
    const card = await slack.until(() => person.dm()[0]);
    expect(shownText(card)).toBe('*card* 1\n[Accept]');
    expect((await person.click(card, 'Accept')).error).toBeUndefined();
    const after = await slack.until(() => person.dm().find((message) => message.text === 'done'));
    expect([after.ts, after.metadata, buttonsOf(after)]).toEqual([card.ts, card.metadata, []]);
    await person.click(card, 'Accept');
    expect(pressed).toEqual(['v1', 'v1']);
    await expect(person.click(after, 'Accept')).rejects.toThrow('Nothing to act on');
    await slack.until(
      () => slack.requests.filter(({ method, answer }) => method === 'chat.update' && answer).length === 2,
    );
    expect(slack.surprises).toEqual([]);
  });

  test('an ephemeral message is replaced and deleted through its response URL', async () => {
    const slack = await start(transport, (app) => {
      app.command('/do', async ({ ack }) =>
        ack({ text: 'sure?', blocks: [button('Yes', 'y'), button('No', 'n')] }),
      );
      app.action<BlockAction<ButtonAction>>('press', async ({ ack, action, respond }) => {
        await ack();
        await respond(
          action.value === 'y' ? { text: 'yes', replace_original: true } : { delete_original: true },
        );
      });
    });
    const person = slack.person(alice);
    await person.command('/do');
    await person.click(last(person.ephemerals()), 'Yes');
    await slack.until(() => person.ephemerals()[0]?.text === 'yes');
    await person.command('/do');
    await person.click(last(person.ephemerals()), 'No');
    await slack.until(() => person.ephemerals().length === 1);
    expect(slack.surprises).toEqual([]);
  });

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
        seen.push(body.type);
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
      'view_closed',
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

  test('without an acknowledgement in time, the person reads operation_timeout', async () => {
    const slack = await start(
      transport,
      (app) => {
        app.command('/do', async () => {});
      },
      { ackDeadlineMs: 50 },
    );
    expect(await slack.person(alice).command('/do')).toMatchObject({ error: 'operation_timeout' });
    expect(last(slack.person(alice).ephemerals()).text).toContain('operation_timeout');
    expect(slack.deliveries).toMatchObject([{ kind: 'command', type: '/do', error: 'operation_timeout' }]);
  });

  test('a person of another workspace is told by user.team_id alone', async () => {
    const teams: unknown[] = [];
    const slack = await start(transport, (app) => {
      app.command('/do', async ({ ack, say }) => {
        await ack();
        await say({ text: 'press', blocks: [button('Press', 'p')] });
      });
      app.action('press', async ({ ack, body }) => {
        await ack();
        teams.push([body.team?.id, 'team_id' in body.user && body.user.team_id]);
      });
    });
    slack.setUser({ id: 'USTRANGER', name: 'stranger', team_id: 'TELSEWHERE' });
    await slack.person(alice).command('/do', '', 'CGENERAL');
    const message = await slack.until(() => slack.messages('CGENERAL')[0]);
    await slack.person('USTRANGER').click(message, 'Press');
    expect(teams).toEqual([[slack.team.id, 'TELSEWHERE']]);
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
      { clock: { now: () => nowMs } },
    );
    await slack.person(alice).command('/ask');
    await slack.until(() => errors.length === 1);
    await slack.person(alice).command('/ask', 'late');
    await slack.until(() => errors.length === 2);
    expect(errors).toEqual(['exchanged_trigger_id', 'expired_trigger_id']);
    expect(slack.surprises).toEqual([]);
  });
});

test('Bolt refuses what is not signed with its secret', async () => {
  let heard = false;
  const slack = await start('http', (app) => {
    app.command('/do', async ({ ack }) => {
      heard = true;
      await ack();
    });
  });
  await slack.person(alice).command('/do');
  expect(heard).toBe(true);
  heard = false;
  const url = await slack.until(() => slack.bolt.url);
  slack.deliverTo(url, { signingSecret: 'another' });
  expect(await slack.person(alice).command('/do')).toMatchObject({ error: 'http_service_error' });
  expect(heard).toBe(false);
});

test('payloads take turns on the open connections; one told to go gets no more', async () => {
  const slack = await start('socket', (app) => {
    app.command('/do', async ({ ack }) => ack('one'));
  });
  const second = await startBoltApp(slack, 'socket', (app) => {
    app.command('/do', async ({ ack }) => ack('two'));
  });
  cleanups.push(() => second.stop());
  expect(slack.sockets.count).toBe(2);
  const person = slack.person(alice);
  for (let n = 0; n < 4; n += 1) await person.command('/do');
  expect(
    person
      .ephemerals()
      .map((message) => message.text)
      .toSorted(),
  ).toEqual(['one', 'one', 'two', 'two']);
  slack.sockets.disconnect('refresh_requested');
  expect(slack.sockets.count).toBe(0);
  expect(await person.command('/do')).toMatchObject({ error: 'dispatch_failed' });
  expect(slack.surprises).toEqual([]);
});

test('an event that is not taken comes again at once', async () => {
  const slack = await start('socket', () => {});
  const nobody = await startSlack({ users: [{ id: alice }] });
  cleanups.push(() => nobody.close());
  await nobody.person(alice).say('hello');
  await nobody.until(() => nobody.deliveries.length === 2 && nobody.deliveries[1]?.error);
  expect(nobody.deliveries).toMatchObject(
    Array(2).fill({ kind: 'event', type: 'message', error: 'dispatch_failed' }),
  );
  await slack.person(alice).say('hello');
  expect(slack.deliveries).toMatchObject([{ type: 'message', error: null }]);
  expect(slack.person(alice).dm()).toMatchObject([{ text: 'hello', user: alice }]);
});

test('shortcuts reach the bot from the composer and from a message', async () => {
  const heard: unknown[] = [];
  const manifest = {
    features: {
      shortcuts: [
        { callback_id: 'make', type: 'global' as const },
        { callback_id: 'use', type: 'message' as const },
      ],
    },
  };
  const slack = await start(
    'http',
    (app) => {
      for (const id of ['make', 'use'])
        app.shortcut(id, async ({ ack, body }) => {
          await ack();
          heard.push([body.type, body.type === 'message_action' && body.message.text]);
        });
    },
    { manifest },
  );
  const message = await slack.person(alice).say('look', 'CGENERAL');
  await slack.person(alice).shortcut('make');
  await slack.person(bob).messageShortcut(message, 'use');
  expect(await slack.person(bob).shortcut('use')).toMatchObject({ error: 'invalid_shortcut' });
  expect(heard).toEqual([
    ['shortcut', false],
    ['message_action', 'look'],
  ]);
});

test('one of several buttons alike is pressed by the text beside or above it, and a dialog can be denied', async () => {
  const pressed: unknown[] = [];
  const confirm = { title: plain('Sure?'), text: text('Really?'), confirm: plain('Yes'), deny: plain('No') };
  const remove = (value: string) => ({
    type: 'button' as const,
    action_id: 'press',
    text: plain('Remove'),
    value,
    confirm,
  });
  const slack = await start('http', (app) => {
    app.command('/do', async ({ ack }) =>
      ack({
        blocks: [
          { type: 'section', text: text('first'), accessory: remove('1') },
          { type: 'section', text: text('second') },
          { type: 'actions', elements: [remove('2')] },
        ],
        text: 'two',
      }),
    );
    app.action<BlockAction<ButtonAction>>('press', async ({ ack, action }) => {
      await ack();
      pressed.push(action.value);
    });
  });
  const person = slack.person(alice);
  await person.command('/do');
  const message = last(person.ephemerals());
  await person.click(message, 'Remove', { within: 'second', confirm: false });
  await person.click(message, 'Remove', { within: 'second' });
  await person.click(message, 'Remove');
  expect(pressed).toEqual(['2', '1']);
});

test('a response URL ends after half an hour', async () => {
  let nowMs = Date.now();
  let status: number | undefined;
  const slack = await start(
    'http',
    (app) => {
      app.command('/do', async ({ ack, respond }) => {
        await ack();
        nowMs += 30 * 60_000;
        await respond('late').catch((error: { statusCode: number }) => {
          status = error.statusCode;
        });
      });
    },
    { clock: { now: () => nowMs } },
  );
  await slack.person(alice).command('/do');
  expect(await slack.until(() => status)).toBe(404);
  expect(slack.requests.at(-1)?.answer).toBe('expired_url');
});

test('on an Enterprise Grid the payloads name it', async () => {
  const enterprise = { id: 'E1', name: 'Grid' };
  const slack = await start(
    'http',
    (app) => {
      app.command('/do', async ({ ack, command }) => ack(`${command.enterprise_id} ${command.team_id}`));
    },
    { team: { id: 'T1', enterprise } },
  );
  slack.setUser({ id: 'USISTER', name: 'sister', team_id: 'T2' });
  await slack.person('USISTER').command('/do');
  expect(slack.person('USISTER').ephemerals()).toMatchObject([{ text: 'E1 T2' }]);
});
