/** What Slack says of the channels and of the app itself, whoever did it. */
import type { SlackUserId, TeamId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import { type Installation, relation } from '../api/installation.ts';
import type { EventHandlers } from './events.ts';

export interface ChannelEvents {
  /** The bot may not post there any more, or should not; `why` is Slack's event. */
  channelLost(teamId: TeamId, channel: SlackUserId, why: string): Promise<void>;
  channelMoved(teamId: TeamId, from: SlackUserId, to: SlackUserId): Promise<void>;
  /** Somebody removed the app, or its token. */
  revoked(code: string): void;
}

const isChannelId = (id: unknown): id is SlackUserId =>
  typeof id === 'string' && /^[CG][A-Z0-9]{1,40}$/.test(id);

const lost = {
  channel_left: 'not_in_channel',
  group_left: 'not_in_channel',
  channel_archive: 'is_archived',
  group_archive: 'is_archived',
  channel_shared: 'shared',
} as const;

/** An event's own workspace. */
interface Body {
  readonly team_id?: string;
  readonly enterprise_id?: string;
}

/** Never throws: what an event says, Slack says again when the bot posts. */
export const channelEvents = (installation: Installation, log: Log, events: ChannelEvents): EventHandlers => {
  const { teamId } = installation;
  const isOurs = ({ team_id, enterprise_id }: Body) =>
    relation({ teamId: team_id, enterpriseId: enterprise_id }, installation) !== 'stranger';
  const on = (name: string, act: () => Promise<void>) =>
    act().catch((error: unknown) => log.error({ name, err: error }, 'failed to act on a slack event'));
  const leave = async ({
    event,
    body,
  }: {
    readonly event: { readonly type: keyof typeof lost; readonly channel: unknown };
    readonly body: Body;
  }) =>
    on(event.type, async () => {
      if (isOurs(body) && isChannelId(event.channel))
        await events.channelLost(teamId, event.channel, lost[event.type]);
    });
  return {
    channel_left: leave,
    group_left: leave,
    channel_archive: leave,
    group_archive: leave,
    channel_shared: leave,
    channel_id_changed: async ({ event, body }) =>
      on(event.type, async () => {
        const { old_channel_id: from, new_channel_id: to } = event;
        if (isOurs(body) && isChannelId(from) && isChannelId(to)) await events.channelMoved(teamId, from, to);
      }),
    app_uninstalled: async ({ body }) => {
      if (isOurs(body)) events.revoked('app_uninstalled');
    },
    tokens_revoked: async ({ event, body }) => {
      const { bot, oauth }: { readonly bot?: unknown; readonly oauth?: unknown } = { ...event.tokens };
      // `oauth` are tokens of people
      const isBots = oauth === undefined || (Array.isArray(bot) && bot.length > 0);
      if (isOurs(body) && isBots) events.revoked('tokens_revoked');
    },
  };
};
