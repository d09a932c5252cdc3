/** auth.test, users.* and team.info: who is in the workspace. @see https://docs.slack.dev/reference/methods */
import { refused } from '../format/api-error.ts';
import type { User } from '../format/wire.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Methods, method } from './method.ts';

export const peopleMethods = (workspace: Workspace): Methods => {
  const { team, users } = workspace;
  return {
    'auth.test': method({
      args: {},
      scope: null,
      perMinute: 300,
      run: () => ({
        url: `https://${team.domain}.slack.com/`,
        team: team.name,
        user: users.get(workspace.botUserId)?.name,
        team_id: team.id,
        user_id: workspace.botUserId,
        bot_id: workspace.botId,
        is_enterprise_install: false,
        ...(team.enterprise && { enterprise_id: team.enterprise.id }),
      }),
    }),
    'bots.info': method({
      args: { bot: 'string!', team_id: 'string' },
      scope: 'users:read',
      perMinute: 100,
      run({ bot }) {
        if (bot !== workspace.botId) throw refused('bot_not_found');
        const { botId: id, botUserId: user_id, appId: app_id } = workspace;
        return { bot: { id, user_id, app_id, deleted: false, name: users.get(user_id)?.name } };
      },
    }),
    'users.info': method({
      args: { user: 'string!', include_locale: 'boolean' },
      scope: 'users:read',
      perMinute: 100,
      run({ user: id }) {
        const user = users.get(id);
        if (!user) throw refused('user_not_found');
        return { user: shown(workspace, user) };
      },
    }),
    'users.list': method({
      args: { cursor: 'string', limit: 'integer', include_locale: 'boolean' },
      scope: 'users:read',
      perMinute: 20,
      run({ cursor, limit = 1000 }) {
        // The cursor says where to continue; Slack's is opaque too.
        const from = cursor ? Number(Buffer.from(cursor, 'base64').toString()) : 0;
        if (!Number.isInteger(from)) throw refused('invalid_cursor');
        const all = [...users.values()];
        const next = from + limit < all.length ? Buffer.from(String(from + limit)).toString('base64') : '';
        return {
          members: all.slice(from, from + limit).map((user) => shown(workspace, user)),
          cache_ts: Math.floor(workspace.clock.now() / 1000),
          response_metadata: { next_cursor: next },
        };
      },
    }),
    'team.info': method({
      args: { team: 'string', domain: 'string' },
      scope: 'team:read',
      perMinute: 50,
      run: () => ({
        team: {
          id: team.id,
          name: team.name,
          domain: team.domain,
          email_domain: '',
          ...(team.enterprise && {
            enterprise_id: team.enterprise.id,
            enterprise_name: team.enterprise.name,
          }),
        },
      }),
    }),
  };
};

/** @see https://docs.slack.dev/reference/objects/user-object */
const shown = ({ team }: Workspace, user: User) => {
  const { id, name, real_name, team_id, enterprise_id, deleted, is_bot, is_admin, tz } = user;
  const known = {
    id,
    team_id,
    name,
    deleted,
    is_bot,
    is_app_user: false,
    updated: 1_700_000_000,
    profile: {
      real_name,
      display_name: name,
      real_name_normalized: real_name,
      display_name_normalized: name,
      team: team_id,
    },
    ...(team_id !== team.id && enterprise_id !== team.enterprise?.id && { is_stranger: true }),
    ...(enterprise_id && {
      enterprise_user: {
        id,
        enterprise_id,
        enterprise_name: team.enterprise?.name ?? '',
        is_admin,
        is_owner: false,
        teams: [team_id],
      },
    }),
  };
  // A deactivated person's record contains little more than the name.
  return deleted
    ? known
    : {
        ...known,
        real_name,
        tz,
        tz_label: tz,
        tz_offset: 0,
        is_admin,
        is_owner: false,
        is_restricted: false,
        is_ultra_restricted: false,
      };
};
