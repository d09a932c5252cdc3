/** chat.*: posts, changes and deletes messages. @see https://docs.slack.dev/reference/methods?family=chat */
import { badCall, refused } from '../format/api-error.ts';
import { limits } from '../format/limits.ts';
import { blocksMax, sizeOf } from '../format/message-size.ts';
import { type Channel, withoutChannel } from '../format/wire.ts';
import {
  botMessage,
  emit,
  imWith,
  messagesIn,
  post,
  settle,
  type Workspace,
} from '../workspace/workspace.ts';
import { changed, readContent, readNewContent } from './content.ts';
import { type Methods, method } from './method.ts';

/** @throws ApiError channel_not_found, not_in_channel */
const channelToPostIn = (workspace: Workspace, given: string): Channel => {
  const channel = workspace.users.has(given) ? imWith(workspace, given) : workspace.channels.get(given);
  if (!channel) throw refused('channel_not_found');
  if (!channel.members.includes(workspace.botUserId)) throw refused('not_in_channel');
  if (channel.is_archived) throw refused('is_archived');
  return channel;
};

/** @throws ApiError channel_not_found, message_not_found, cant_update_message or cant_delete_message */
const ownMessage = (workspace: Workspace, channelId: string, ts: string, verb: 'update' | 'delete') => {
  const channel = workspace.channels.get(channelId);
  if (!channel) throw refused('channel_not_found');
  if (channel.is_archived) throw refused('is_inactive');
  const list = messagesIn(workspace, channelId);
  const index = list.findIndex((message) => message.ts === ts);
  const message = list[index];
  if (!message) throw refused('message_not_found');
  if (message.user !== workspace.botUserId) throw refused(`cant_${verb}_message`);
  return { list, index, message };
};

/** What is posted or updated is limited as a whole; answers to a response URL are not. @throws ApiError msg_blocks_too_long */
const refuseIfTooLarge = (blocks: unknown): void => {
  if (Array.isArray(blocks) && sizeOf(blocks) > blocksMax) throw badCall('msg_blocks_too_long');
};

const postMessage = (workspace: Workspace) =>
  method({
    args: {
      channel: 'string!',
      text: 'string',
      blocks: 'json',
      metadata: 'json',
      thread_ts: 'string',
      mrkdwn: 'boolean',
      parse: 'string',
      unfurl_links: 'boolean',
      unfurl_media: 'boolean',
    },
    scope: 'chat:write',
    perMinute: 600,
    run({ channel: given, thread_ts, ...content }) {
      const channel = channelToPostIn(workspace, given);
      refuseIfTooLarge(content.blocks);
      const message = botMessage(workspace, channel.id, {
        ...readNewContent(workspace, 'chat.postMessage', content),
        ...(thread_ts && { thread_ts }),
      });
      post(workspace, message);
      return { channel: channel.id, ts: message.ts, message: withoutChannel(message) };
    },
  });

const postEphemeral = (workspace: Workspace) =>
  method({
    args: {
      channel: 'string!',
      user: 'string!',
      text: 'string',
      blocks: 'json',
      thread_ts: 'string',
      parse: 'string',
    },
    scope: 'chat:write',
    perMinute: 100,
    run({ channel: given, user, thread_ts, ...content }) {
      const channel = channelToPostIn(workspace, given);
      if (!channel.members.includes(user)) throw refused('user_not_in_channel');
      refuseIfTooLarge(content.blocks);
      const message = botMessage(workspace, channel.id, {
        ...readNewContent(workspace, 'chat.postEphemeral', content),
        ...(thread_ts && { thread_ts }),
      });
      post(workspace, message, user);
      return { message_ts: message.ts };
    },
  });

const updateMessage = (workspace: Workspace) =>
  method({
    args: {
      channel: 'string!',
      ts: 'string!',
      text: 'string',
      blocks: 'json',
      metadata: 'json',
      parse: 'string',
    },
    scope: 'chat:write',
    perMinute: 50,
    run({ channel, ts, text, blocks, metadata }) {
      const { list, index, message } = ownMessage(workspace, channel, ts, 'update');
      if (text === undefined && blocks === undefined) throw badCall('no_text');
      if (Buffer.byteLength(text ?? '') > limits.updateTextBytes) throw badCall('msg_too_long');
      refuseIfTooLarge(blocks);
      const content = readContent(workspace, 'chat.update', { text, blocks, metadata });
      const next = changed(message, content);
      // Slack marks a message as edited only if its text is what people see.
      if (!next.blocks) next.edited = { user: workspace.botUserId, ts: workspace.nextTs() };
      if (next.blocks) settle(next.blocks);
      list[index] = next;
      emit(workspace, { type: 'message_changed', message: next });
      return { channel, ts, text: next.text, message: withoutChannel(next) };
    },
  });

const deleteMessage = (workspace: Workspace) =>
  method({
    args: { channel: 'string!', ts: 'string!' },
    scope: 'chat:write',
    perMinute: 50,
    run({ channel, ts }) {
      const { list, index, message } = ownMessage(workspace, channel, ts, 'delete');
      list.splice(index, 1);
      emit(workspace, { type: 'message_deleted', message });
      return { channel, ts };
    },
  });

const getPermalink = (workspace: Workspace) =>
  method({
    args: { channel: 'string!', message_ts: 'string!' },
    scope: null,
    perMinute: 600,
    run({ channel, message_ts }) {
      if (!workspace.channels.has(channel)) throw refused('channel_not_found');
      if (!messagesIn(workspace, channel).some(({ ts }) => ts === message_ts))
        throw refused('message_not_found');
      const permalink = `https://${workspace.team.domain}.slack.com/archives/${channel}/p${message_ts.replace('.', '')}`;
      return { channel, permalink };
    },
  });

export const chatMethods = (workspace: Workspace): Methods => ({
  'chat.postMessage': postMessage(workspace),
  'chat.postEphemeral': postEphemeral(workspace),
  'chat.update': updateMessage(workspace),
  'chat.delete': deleteMessage(workspace),
  'chat.getPermalink': getPermalink(workspace),
});
