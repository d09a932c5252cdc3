/** The playground's Slack, met by a real Bolt app over both transports: commands, messages and their buttons do as at Slack's. */
import type { BlockAction, ButtonAction } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { buttonsOf, shownText } from '../../playground/slack/format/shown.ts';
import { alice, bob, button, last, start, text } from '../support/slack-and-bolt.ts';
import { transports } from '../support/slack-bolt-app.ts';

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
});
