/** Which of Slack's events about channels, and about the app, are about this one. */
import { beforeEach, expect, it } from 'vitest';
import type { SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import { channelEvents } from '../../../../src/slack/bolt/channel-events.ts';

let handlers: Readonly<Record<string, (heard: never) => Promise<void>>>;
let heard: unknown[];
beforeEach(() => {
  heard = [];
  const installation = { teamId: 'T1' as TeamId, enterpriseId: 'E1', botUserId: 'UBOT' as SlackUserId };
  handlers = channelEvents(installation, createLog('silent'), {
    channelLost: async (...lost) => void heard.push(lost),
    channelMoved: async (...moved) => void heard.push(moved),
    revoked: (code) => void heard.push(code),
  });
});

const tell = async (type: string, event: object, body: object = { team_id: 'T1' }) => {
  await handlers[type]?.({ event: { type, ...event }, body } as never);
  return heard;
};

const all: [string, object, unknown][] = [
  ['channel_left', { channel: 'C1' }, ['T1', 'C1', 'not_in_channel']],
  ['group_left', { channel: 'G1' }, ['T1', 'G1', 'not_in_channel']],
  ['channel_archive', { channel: 'C1' }, ['T1', 'C1', 'is_archived']],
  ['group_archive', { channel: 'G1' }, ['T1', 'G1', 'is_archived']],
  ['channel_shared', { channel: 'C1' }, ['T1', 'C1', 'shared']],
  ['channel_id_changed', { old_channel_id: 'G1', new_channel_id: 'C1' }, ['T1', 'G1', 'C1']],
  ['app_uninstalled', {}, 'app_uninstalled'],
  ['tokens_revoked', { tokens: { bot: ['UBOT'] } }, 'tokens_revoked'],
  ['tokens_revoked', {}, 'tokens_revoked'],
];

it.each(all)('%s of this team', async (type, event, what) => {
  expect(await tell(type, event)).toEqual([what]);
});

it.each(all)('%s of a sister', async (type, event, what) => {
  expect(await tell(type, event, { team_id: 'T2', enterprise_id: 'E1' })).toEqual([what]);
});

it.each(all)('%s of another team is not heard', async (type, event) => {
  expect(await tell(type, event, { team_id: 'TELSEWHERE' })).toEqual([]);
  expect(await tell(type, event, { team_id: 'TELSEWHERE', enterprise_id: 'EELSEWHERE' })).toEqual([]);
});

it.each([{ oauth: ['UALICE'] }, { oauth: ['UALICE'], bot: [] }])(
  'people’s own tokens are not the bot’s: %j',
  async (tokens) => {
    expect(await tell('tokens_revoked', { tokens })).toEqual([]);
  },
);

it.each([{}, { channel: null }, { channel: 'D1' }, { channel: 'C1\n' }, { channel: ['C1'] }])(
  'a channel that is none: %j',
  async (event) => {
    expect(await tell('channel_left', event)).toEqual([]);
  },
);
