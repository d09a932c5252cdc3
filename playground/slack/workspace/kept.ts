/** The part of a workspace that outlives its Slack: its identity, people, conversations, messages and Homes. Open modals, triggers and response URLs do not. */
import type { Channel, SlackMessage, Team, User, View } from '../format/wire.ts';
import type { Workspace } from './workspace.ts';

export interface KeptWorkspace {
  readonly team: Team;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly users: ReadonlyMap<string, User>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly messages: ReadonlyMap<string, SlackMessage[]>;
  readonly ephemerals: ReadonlyMap<string, SlackMessage[]>;
  readonly homes: ReadonlyMap<string, View>;
}

/** The workspace itself, not a copy: write it down at once. */
export const keptOf = (workspace: Workspace): KeptWorkspace => {
  const { team, appId, botId, botUserId, users, channels, messages, ephemerals, homes } = workspace;
  return { team, appId, botId, botUserId, users, channels, messages, ephemerals, homes };
};
