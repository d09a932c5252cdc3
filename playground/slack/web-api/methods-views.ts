/** views.*: opens, pushes and updates modals, publishes the Home. @see https://docs.slack.dev/reference/methods?family=views */
import { badCall, refused } from '../format/api-error.ts';
import type { Triggers } from '../workspace/triggers.ts';
import { openView, publishHome, pushView, replaceView, viewById } from '../workspace/views.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Methods, method } from './method.ts';

export const viewMethods = (workspace: Workspace, triggers: Triggers): Methods => ({
  'views.open': method({
    args: { trigger_id: 'string!', view: 'json!' },
    scope: null,
    perMinute: 100,
    run: ({ trigger_id, view }) => ({ view: openView(workspace, view, () => triggers.exchange(trigger_id)) }),
  }),
  'views.push': method({
    args: { trigger_id: 'string!', view: 'json!' },
    scope: null,
    perMinute: 100,
    run: ({ trigger_id, view }) => ({ view: pushView(workspace, view, () => triggers.exchange(trigger_id)) }),
  }),
  'views.update': method({
    args: { view: 'json!', view_id: 'string', external_id: 'string', hash: 'string' },
    scope: null,
    perMinute: 100,
    run({ view, view_id, external_id, hash }) {
      if (!view_id && !external_id)
        throw badCall('invalid_arguments', ['[ERROR] view_id or external_id is required']);
      const current = viewById(workspace, { view_id, external_id });
      if (!current) throw refused('not_found');
      if (hash && hash !== current.hash) throw refused('hash_conflict');
      return { view: replaceView(workspace, current, view) };
    },
  }),
  'views.publish': method({
    args: { user_id: 'string!', view: 'json!', hash: 'string' },
    scope: null,
    perMinute: 100,
    run({ user_id, view, hash }) {
      if (!workspace.app.homeTab) throw badCall('not_enabled');
      if (!workspace.users.has(user_id)) throw refused('user_not_found');
      const current = workspace.homes.get(user_id);
      if (hash && current && hash !== current.hash) throw refused('hash_conflict');
      return { view: publishHome(workspace, user_id, view) };
    },
  }),
});
