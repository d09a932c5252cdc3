/** Every method of the Web API that this Slack has. */
import { badCall } from '../format/api-error.ts';
import type { Triggers } from '../workspace/triggers.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Methods, method } from './method.ts';
import { chatMethods } from './methods-chat.ts';
import { conversationMethods } from './methods-conversations.ts';
import { peopleMethods } from './methods-people.ts';
import { viewMethods } from './methods-views.ts';

/** @param sockets gives the URL of a new socket */
export const allMethods = (
  workspace: Workspace,
  triggers: Triggers,
  sockets: { readonly open: () => string },
): Methods => ({
  ...peopleMethods(workspace),
  ...chatMethods(workspace),
  ...conversationMethods(workspace),
  ...viewMethods(workspace, triggers),
  'apps.connections.open': method({
    args: {},
    scope: null,
    perMinute: 60,
    token: 'app',
    run: () => ({ url: sockets.open() }),
  }),
  'apps.manifest.export': method({
    args: { app_id: 'string!' },
    scope: null,
    perMinute: 50,
    token: 'config',
    run: ({ app_id: id }) => {
      if (id !== workspace.appId) throw badCall('invalid_app_id');
      return { manifest: workspace.manifest };
    },
  }),
});
