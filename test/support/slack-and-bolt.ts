/** The playground's Slack with a real Bolt app on it, as the tests of the former begin. */
import type { App } from '@slack/bolt';
import { afterEach } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { type Slack, type SlackOptions, startSlack } from '../../playground/slack/slack.ts';
import { type BoltApp, startBoltApp, type Transport } from './slack-bolt-app.ts';

export const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export const alice = 'UALICE';
export const bob = 'UBOB';

export const start = async (
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

export const text = (words: string) => ({ type: 'mrkdwn' as const, text: words });
export const plain = (words: string) => ({ type: 'plain_text' as const, text: words });
export const button = (words: string, value: string) => ({
  type: 'actions' as const,
  elements: [{ type: 'button' as const, action_id: 'press', text: plain(words), value }],
});
export const last = (messages: SlackMessage[]): SlackMessage => {
  const message = messages.at(-1);
  if (!message) throw new Error('no message');
  return message;
};

export const form = {
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
