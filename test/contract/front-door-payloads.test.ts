/** Signed payloads that lack what is read of them: Slack is answered at once, and the log names the field and nothing that was in it. */
import { afterEach, expect, it } from 'vitest';
import { command, mounted } from '../support/mounted.ts';
import { exchange, post, signatureLines } from '../support/raw-requests.ts';

const person = { user: { id: 'UALICE', team_id: 'TLEAK' }, team: { id: 'TLEAK' } };
const click = { type: 'block_actions', ...person, trigger_id: 'leak', actions: [{ action_id: 'leak' }] };

const lines: string[] = [];
afterEach(() => lines.splice(0));

it.each<[string, object, object]>([
  ['a click of nobody', { ...click, user: undefined }, { type: 'block_actions', field: 'user' }],
  ['a click on nothing', { ...click, actions: [] }, { type: 'block_actions', field: 'actions.0' }],
  ['a click on null', { ...click, actions: [null] }, { type: 'block_actions', field: 'actions.0' }],
  ['a command alone', { command: '/do' }, { type: 'command', field: 'user_id' }],
  [
    'a form without a view',
    { type: 'view_submission', ...person },
    { type: 'view_submission', field: 'view' },
  ],
  ['an event without one', { type: 'event_callback' }, { type: 'event_callback', field: 'event' }],
  [
    'an event that is null',
    { type: 'event_callback', event: null },
    { type: 'event_callback', field: 'event' },
  ],
  ['a closed form', { type: 'view_closed', ...person, view: 'leak' }, { type: 'view_closed', field: 'view' }],
  ['a limit', { type: 'app_rate_limited' }, { type: 'app_rate_limited', field: null }],
  [
    'a command that Bolt takes for an event',
    { command: '/do', user_id: 'UALICE', trigger_id: 'leak', event: null },
    { type: 'command', level: 'error' },
  ],
  [
    'an event whose channel Bolt cannot read',
    { type: 'event_callback', event: { type: 'leak', channel: null } },
    { type: 'event_callback', level: 'error' },
  ],
  [
    'an event whose item Bolt cannot read',
    { type: 'event_callback', event: { type: 'leak', item: 'leak' } },
    { type: 'event_callback', level: 'error' },
  ],
])('%s', async (_, payload, line) => {
  const feature = { commands: { '/do': { ...command, run: async () => undefined } } };
  const { url, slack } = await mounted('http', feature, undefined, (text) => lines.push(text));
  const body = JSON.stringify(payload);
  const signature = signatureLines(slack.signingSecret, body);
  const { status } = await exchange(url, post(body, ['content-type: application/json', ...signature]));
  expect(status).toBe(200);
  const told = lines.filter((text) => text.includes('payload'));
  expect(told.map((text) => JSON.parse(text))).toEqual([expect.objectContaining(line)]);
  expect(lines.join('')).not.toMatch(/leak/i);
});
