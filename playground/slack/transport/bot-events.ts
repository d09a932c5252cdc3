/** What a bot hears of its own doings in a direct message: each message it posts, changes and deletes comes back as an event. */
import { withoutChannel } from '../format/wire.ts';
import type { SlackEvent, Workspace } from '../workspace/workspace.ts';

/** The event of `message.im`, or null. @see https://docs.slack.dev/reference/events/message.im */
export const botEvent = (workspace: Workspace, event: SlackEvent): Record<string, unknown> | null => {
  if (event.type !== 'message' && event.type !== 'message_changed' && event.type !== 'message_deleted')
    return null;
  const { message } = event;
  const channel = workspace.channels.get(message.channel);
  const own = message.user === workspace.botUserId || event.type !== 'message';
  if (!channel?.is_im || !channel.members.includes(workspace.botUserId) || message.is_ephemeral || !own)
    return null;
  const there = { type: 'message', channel: message.channel, channel_type: 'im' };
  const ts = workspace.nextTs();
  if (event.type === 'message') return { ...withoutChannel(message), ...there, event_ts: message.ts };
  if (event.type === 'message_changed')
    return {
      ...there,
      subtype: event.type,
      message: withoutChannel(message),
      hidden: true,
      ts,
      event_ts: ts,
    };
  return { ...there, subtype: event.type, deleted_ts: message.ts, hidden: true, ts, event_ts: ts };
};
