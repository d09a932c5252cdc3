/** What a button, a form or a menu carries, made up by somebody: each is acknowledged, and none is a fault of the bot's own. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registryOf } from '../../src/slack/bolt/registry.ts';
import { allFeatures } from '../support/all-features.ts';
import { createDeployment, type Deployment } from '../support/deployment.ts';

const { buttons, modals, options, shortcuts } = registryOf(allFeatures);

let deployment: Deployment;
let bot: Awaited<ReturnType<Deployment['startBot']>>;
beforeAll(async () => {
  deployment = await createDeployment();
  bot = await deployment.startBot();
  await deployment.link('alice');
});
afterAll(() => deployment.close());

const packed = (record: unknown) => Buffer.from(JSON.stringify(record)).toString('base64url');
const nested = `${'['.repeat(900)}${']'.repeat(900)}`;
const guid = randomUUID();

const values: Readonly<Record<string, string>> = {
  nothing: '',
  'an image': packed({ account: guid, region: 'IAD', image: guid }),
  'a query': packed({
    account: guid,
    region: 'IAD',
    cursor: { from: guid, back: true },
    page: -1,
    query: {},
  }),
  'a command without an end': packed({ command: '/image-help', text: '"'.repeat(1_000) }),
  'a prototype': packed(JSON.parse('{"__proto__":{"account":"a"},"constructor":1,"toString":2}')),
  'deep lists, packed': Buffer.from(nested).toString('base64url'),
  'two thousand marks': '%'.repeat(2_000),
  'NUL and half a character': 'a\0b\ud800c',
  'a card': `${guid}:${'0'.repeat(16)}`,
};

const person = { user: { id: 'UALICE', team_id: '' }, team: { id: '' } };
const viewOf = (callbackId: string, metadata: string, state: object) => ({
  ...{ id: `V${randomUUID()}`, type: 'modal', callback_id: callbackId, private_metadata: metadata },
  ...{ title: { type: 'plain_text', text: 'x' }, blocks: [], state: { values: state } },
});

/** Sends it over a socket, as Slack does, and returns once it is acknowledged. */
const send = async (payload: object) => {
  const { id } = deployment.slack.team;
  const own = { ...person, user: { ...person.user, team_id: id }, team: { id } };
  const envelope_id = randomUUID();
  const envelope = { envelope_id, type: 'interactive', payload: { ...own, ...payload } };
  return deployment.slack.sockets.sendFrame(JSON.stringify(envelope), envelope_id);
};
let told = 0;
/** The lines of the log, since the last call, that tell of a fault, but for the triggers, which are made up too, and for what Bolt cannot read. */
const faults = () => {
  const all = bot.output().split('\n').slice(told);
  told += all.length - 1;
  const isKnown = /invalid_trigger_id|"type":"event_callback","at":"[^"]*@slack.bolt/;
  return all.filter((line) => line.includes('"level":"error"') && !isKnown.test(line));
};

const states = (value: string): readonly object[] => [
  {},
  { name: { name: { type: 'plain_text_input', value } } },
  Object.fromEntries(
    ['image', 'tenants', 'people', 'account', 'region', 'until', 'reason', 'part:0', '__proto__', 'day'].map(
      (id) => [id, { [id]: { type: 'plain_text_input', value } }],
    ),
  ),
];

describe.each(Object.entries(values))('%s', (_, value) => {
  test.each([...buttons.keys()])('on the button %s', async (action_id) => {
    const message = { type: 'message', message_ts: '1.1', channel_id: 'D1', is_ephemeral: false };
    for (const container of [message, { type: 'view' }])
      expect(
        await send({
          ...{ type: 'block_actions', trigger_id: 'x', container, channel: { id: 'D1' } },
          actions: [{ type: 'button', action_id, block_id: 'b', value }],
        }),
      ).toHaveProperty('body');
    expect(faults()).toEqual([]);
  });

  test.each([...modals.keys()])('in the form %s', async (callbackId) => {
    for (const state of states(value)) {
      const view = viewOf(callbackId, value, state);
      const changed = { type: 'plain_text_input', action_id: 'name', block_id: 'name', value };
      for (const payload of [
        { type: 'view_submission', view },
        { type: 'block_actions', trigger_id: 'x', container: { type: 'view' }, view, actions: [changed] },
        { type: 'view_closed', view },
      ])
        expect(await send(payload)).toHaveProperty('body');
    }
    expect(faults()).toEqual([]);
  });

  test.each([...options.keys()])('in the menu %s', async (action_id) => {
    const view = viewOf('share-image', value, {});
    for (const more of [{}, { view }])
      expect(
        await send({ type: 'block_suggestion', action_id, block_id: 'b', value, ...more }),
      ).toHaveProperty('body');
    expect(faults()).toEqual([]);
  });

  test.each([...shortcuts.keys()])('in a message under the shortcut %s', async (callback_id) => {
    expect(
      await send({
        ...{ type: 'message_action', callback_id, trigger_id: 'x', channel: { id: 'C1' } },
        message: { text: value },
      }),
    ).toHaveProperty('body');
    expect(faults()).toEqual([]);
  });
});

const eventTypes = [
  ...['app_home_opened', 'message', 'app_mention', 'user_change', 'channel_left', 'channel_archive'],
  ...['channel_id_changed', 'channel_shared', 'team_join', '__proto__', 'constructor'],
  ...['x'.repeat(200), 'message.im', 'toString'],
];
const odd: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  null: null,
  'a number': -1e308,
  'an empty text': '',
  'a text': 'UALICE',
  'a list': ['UALICE', ['UBOB']],
  'a record': { id: 'UALICE', deleted: 'yes', profile: null },
  'a bot’s': { id: 'UALICE', deleted: true, is_bot: 1, toString: 'x' },
  'deep lists': JSON.parse(nested),
};

describe.each(Object.entries(odd))('%s in each field', (_, value) => {
  test.each(eventTypes)('of the event %s', async (type) => {
    const fields = [
      ...['user', 'channel', 'tab', 'text', 'subtype', 'ts', 'thread_ts', 'tokens', 'view', 'blocks'],
      ...['old_channel_id', 'new_channel_id', 'channel_type', 'bot_id', 'event_ts', 'files', 'item'],
    ];
    const { id: team_id } = deployment.slack.team;
    const usual = {
      channel_type: 'im',
      channel: 'D1',
      user: 'UALICE',
      text: 'hello',
      tab: 'home',
      ts: '1.1',
    };
    for (const own of [fields, ...fields.map((field) => [field])]) {
      const event = { ...usual, ...Object.fromEntries(own.map((field) => [field, value])), type };
      // somebody who is not there any more has no account that could be suspended by this
      if (type === 'user_change' && own.includes('user'))
        Object.assign(event, { user: { id: 'UGONE', value } });
      const envelope_id = randomUUID();
      const payload = { type: 'event_callback', team_id, api_app_id: deployment.slack.appId, event };
      const frame = JSON.stringify({ envelope_id, type: 'events_api', payload });
      expect(await deployment.slack.sockets.sendFrame(frame, envelope_id)).toHaveProperty('body');
    }
    expect(faults()).toEqual([]);
  });
});
