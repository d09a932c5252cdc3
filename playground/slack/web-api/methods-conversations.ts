/** conversations.*: opens conversations, describes them, reads their history. @see https://docs.slack.dev/reference/methods?family=conversations */
import { badCall, refused } from '../format/api-error.ts';
import { limits } from '../format/limits.ts';
import { type Channel, withoutChannel } from '../format/wire.ts';
import { imWith, messagesIn, type Workspace } from '../workspace/workspace.ts';
import { type Methods, method } from './method.ts';

export const conversationMethods = (workspace: Workspace): Methods => {
  const channelFor = (id: string): Channel => {
    const channel = workspace.channels.get(id);
    if (!channel) throw refused('channel_not_found');
    return channel;
  };
  const scope =
    (verb: 'read' | 'history') =>
    ({ channel }: { channel: string }) => {
      const { is_im, is_private } = channelFor(channel);
      return `${is_im ? 'im' : is_private ? 'groups' : 'channels'}:${verb}`;
    };

  return {
    'conversations.open': method({
      args: { users: 'string', channel: 'string', return_im: 'boolean', prevent_creation: 'boolean' },
      scope: ({ users }) => (users?.includes(',') ? 'mpim:write' : 'im:write'),
      perMinute: 50,
      run({ users, channel: id, return_im, prevent_creation }) {
        if (!users && !id) throw badCall('users_list_not_supplied');
        const user = id ? channelFor(id).user : users;
        if (!user) throw refused('method_not_supported_for_channel_type');
        const person = workspace.users.get(user);
        if (!person) throw refused('user_not_found');
        if (person.id === workspace.botUserId) throw badCall('invalid_user_combination');
        if (person.is_bot) throw refused('cannot_dm_bot');
        if (person.deleted) throw refused('user_disabled');
        const open = [...workspace.channels.values()].some((each) => each.is_im && each.user === user);
        if (prevent_creation && !open) throw refused('channel_not_found');
        const channel = imWith(workspace, user);
        return {
          no_op: open,
          already_open: open,
          channel: return_im ? shown(workspace, channel) : { id: channel.id },
        };
      },
    }),
    'conversations.info': method({
      args: { channel: 'string!', include_locale: 'boolean', include_num_members: 'boolean' },
      scope: scope('read'),
      perMinute: 50,
      run: ({ channel, include_num_members }) => {
        const found = channelFor(channel);
        return {
          channel: {
            ...shown(workspace, found),
            ...(include_num_members && { num_members: found.members.length }),
          },
        };
      },
    }),
    'conversations.history': method({
      args: {
        channel: 'string!',
        cursor: 'string',
        latest: 'string',
        oldest: 'string',
        inclusive: 'boolean',
        limit: 'integer',
        include_all_metadata: 'boolean',
      },
      scope: scope('history'),
      perMinute: 50,
      run({
        channel: id,
        cursor,
        latest,
        oldest,
        inclusive,
        limit = limits.historyPageDefault,
        include_all_metadata,
      }) {
        const { members } = channelFor(id);
        if (!members.includes(workspace.botUserId)) throw refused('not_in_channel');
        if (limit < 1 || limit > limits.historyPage) throw badCall('invalid_limit');
        const within = (ts: string, bound: string, side: number) => {
          const order = Math.sign(Number(ts) - Number(bound)) * side;
          return order > 0 || (order === 0 && inclusive === true);
        };
        const before = cursor ? readCursor(cursor) : undefined;
        const found = messagesIn(workspace, id)
          .filter(({ ts }) => !oldest || within(ts, oldest, 1))
          .filter(({ ts }) => !latest || within(ts, latest, -1))
          .filter(({ ts }) => !before || Number(ts) < Number(before))
          .toReversed();
        const page = found.slice(0, limit);
        const last = found.length > page.length ? page.at(-1) : undefined;
        return {
          messages: page.map(({ metadata, ...message }) => ({
            ...withoutChannel(message),
            ...(metadata && include_all_metadata && { metadata }),
          })),
          has_more: last !== undefined,
          pin_count: 0,
          ...(last && { response_metadata: { next_cursor: writeCursor(last.ts) } }),
        };
      },
    }),
  };
};

const writeCursor = (ts: string) => Buffer.from(`next_ts:${ts}`).toString('base64');
/** @throws ApiError invalid_cursor */
const readCursor = (cursor: string): string => {
  const [, ts] = /^next_ts:(\d+\.\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (!ts) throw badCall('invalid_cursor');
  return ts;
};

/** @see https://docs.slack.dev/reference/objects/conversation-object */
const shown = (
  { team, botUserId }: Workspace,
  { id, name, is_im, is_private, user, members, is_archived = false, is_ext_shared = false }: Channel,
) => ({
  id,
  is_im,
  is_private,
  is_channel: !is_im && !is_private,
  is_group: !is_im && is_private,
  is_mpim: false,
  is_archived,
  is_ext_shared,
  is_pending_ext_shared: false,
  context_team_id: team.id,
  ...(is_im
    ? { user, is_open: true }
    : { name, name_normalized: name, is_member: members.includes(botUserId) }),
});
