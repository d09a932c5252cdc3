/** What a payload has to bring: every kind as Slack sends it passes, and each field that is read is missed by its name. */
import { describe, expect, test } from 'vitest';
import { isHeard, lackingField, payloadType } from '../../../../src/slack/input/payload.ts';

const person = { user: { id: 'U1', team_id: 'T1', name: 'a' }, team: { id: 'T1' }, enterprise: null };
const view = {
  id: 'V1',
  type: 'modal',
  callback_id: 'form',
  private_metadata: '',
  title: { type: 'plain_text', text: 'A form' },
  blocks: [{ type: 'input', block_id: 'name' }],
  state: { values: { name: { name: { type: 'plain_text_input', value: 'x' } } } },
};
const command = { command: '/do', text: '', user_id: 'U1', team_id: 'T1', trigger_id: '1.1' };
const click = {
  type: 'block_actions',
  ...person,
  trigger_id: '1.1',
  view,
  actions: [{ action_id: 'press', value: 'x', selected_option: null }],
};
const suggestion = { type: 'block_suggestion', ...person, action_id: 'name', value: '', view };
const submission = { type: 'view_submission', ...person, view };
const shortcut = { type: 'shortcut', ...person, callback_id: 'make', trigger_id: '1.1' };
const onMessage = { ...shortcut, type: 'message_action', message: { text: 'x' } };
const home = { type: 'event_callback', event: { type: 'app_home_opened', user: 'U1', tab: 'home' } };

const lacking = (payload: unknown) => {
  const type = payloadType(payload);
  return type && isHeard(type) ? lackingField(type, payload) : type;
};

/** A copy whose field at `path` is `value`; without one it is gone. */
const changed = (payload: object, path: string, value?: unknown): object => {
  const copy = structuredClone(payload) as Record<string, unknown>;
  const [first = '', ...rest] = path.split('.');
  if (rest.length > 0) copy[first] = changed(copy[first] as object, rest.join('.'), value);
  else if (value === undefined) delete copy[first];
  else copy[first] = value;
  return copy;
};

test.each([command, click, suggestion, submission, shortcut, onMessage, home])('all there: %#', (payload) => {
  expect(lacking(payload)).toBeNull();
});

describe.each<[object, readonly string[]]>([
  [command, ['user_id', 'trigger_id']],
  [
    click,
    ['user', 'user.id', 'trigger_id', 'actions', 'actions.0.action_id', 'view.callback_id', 'view.blocks'],
  ],
  [suggestion, ['user', 'action_id', 'value']],
  [
    submission,
    ['user', 'view', 'view.id', 'view.callback_id', 'view.state', 'view.state.values', 'view.blocks'],
  ],
  [shortcut, ['user', 'callback_id', 'trigger_id']],
  [onMessage, ['user', 'message']],
  [home, ['event', 'event.type', 'event.user']],
])('%#', (payload, fields) => {
  test.each(fields)('%s', (field) => {
    for (const value of [undefined, null, 1])
      expect(lacking(changed(payload, field, value)), String(value)).toBe(field);
  });
});

test('a name that the sender chose is not told', () => {
  const values = { secret: { 'very secret': null } };
  expect(lacking(changed(submission, 'view.state.values', values))).toBe('view.state.values');
});

test('an event nobody reads need not name anybody', () => {
  expect(lacking({ type: 'event_callback', event: { type: 'tokens_revoked' } })).toBeNull();
  expect(lacking({ type: 'event_callback', event: { type: 'user_change', user: { id: 'U1' } } })).toBeNull();
});

test.each([
  null,
  undefined,
  1,
  'command',
  [],
  {},
  { type: 'command' },
  { type: 'toString' },
  { command: 1, type: 'shortcut' },
])('no payload of Slack’s: %j', (payload) => {
  expect(payloadType(payload)).toBeUndefined();
});
