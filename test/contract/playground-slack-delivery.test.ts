/** How the playground's Slack delivers to a real Bolt app: signed, in turns, once more where it was not taken. */

import type { BlockAction, ButtonAction } from '@slack/bolt';
import { expect, test } from 'vitest';
import { startSlack } from '../../playground/slack/slack.ts';
import { createClock } from '../../src/core/clock.ts';
import { alice, bob, cleanups, last, plain, start, text } from '../support/slack-and-bolt.ts';
import { startBoltApp } from '../support/slack-bolt-app.ts';

test('Bolt refuses what is not signed with its secret', async () => {
  let receipts = false;
  const slack = await start('http', (app) => {
    app.command('/do', async ({ ack }) => {
      receipts = true;
      await ack();
    });
  });
  await slack.person(alice).command('/do');
  expect(receipts).toBe(true);
  receipts = false;
  const url = await slack.until(() => slack.bolt.url);
  slack.deliverTo(url, { signingSecret: 'another' });
  expect(await slack.person(alice).command('/do')).toMatchObject({ error: 'http_service_error' });
  expect(receipts).toBe(false);
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
  const receipts: unknown[] = [];
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
          receipts.push([body.type, body.type === 'message_action' && body.message.text]);
        });
    },
    { manifest },
  );
  const message = await slack.person(alice).say('read-member', 'CGENERAL');
  await slack.person(alice).shortcut('make');
  await slack.person(bob).messageShortcut(message, 'use');
  expect(await slack.person(bob).shortcut('use')).toMatchObject({ error: 'invalid_shortcut' });
  expect(receipts).toEqual([
    ['shortcut', false],
    ['message_action', 'read-member'],
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
    { clock: createClock(() => nowMs) },
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
