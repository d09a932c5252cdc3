/** Words about a click in a modal open on top of it; if Slack does not open them, they come as a message. */
import type { webApi } from '@slack/bolt';
import { expect, test } from 'vitest';
import { createLog } from '../../../../src/core/log.ts';
import { mrkdwn } from '../../../../src/slack/blocks/mrkdwn.ts';
import { createSendReply } from '../../../../src/slack/bolt/reply.ts';
import type { Answering } from '../../../../src/slack/bolt/turn.ts';
import { createDrivenClock } from '../../../support/driven-clock.ts';

const say = { text: mrkdwn`the answer` };
const view = {
  id: 'V1',
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: 'Form' },
} as const;

test.each<[string, () => Promise<object>, readonly string[]]>([
  ['opens it: there only', async () => ({ ok: true }), []],
  ['does not, as the form is closed: privately', () => Promise.reject(new Error('not_found')), [say.text]],
])('Slack %s', async (_, push, privately) => {
  const order: string[] = [];
  const sent: string[] = [];
  const answering = {
    turn: { source: 'button', sendPrivately: async ({ text }: typeof say) => void sent.push(text) },
    ack: async () => {
      order.push(`acknowledged after ${sent.length}`);
      return true;
    },
  } as unknown as Answering;
  const views = { views: { push } } as unknown as webApi.WebClient;
  const send = createSendReply({ views, clock: createDrivenClock(), log: createLog('silent') });
  await send({ say }, { triggerId: 't', view }, answering);
  expect(sent).toEqual(privately);
  // who dies between the two must not have said that the click worked
  expect(order).toEqual([`acknowledged after ${privately.length}`]);
});
