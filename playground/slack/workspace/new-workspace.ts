/** A workspace at its start: new, or continued from an earlier one, with the people that the options name. */
import { type Clock, systemClock } from '../../../src/core/clock.ts';
import type { Channel, Team, User } from '../format/wire.ts';
import type { KeptWorkspace } from './kept.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { emit, newId, timestamps, type Workspace } from './workspace.ts';

export interface WorkspaceOptions {
  /** The parsed manifest.yml; or command names, with `should_escape` and every scope there is. Default: no command. */
  readonly manifest?: Manifest | readonly string[];
  readonly team?: Partial<Team>;
  /** The bot's own user is always there. */
  readonly users?: readonly UserSeed[];
  /** Default: one public channel `general` with everybody and the bot in it. */
  readonly channels?: readonly ChannelSeed[];
  /** For `ts`, triggers, response URLs, rates, and how long the bot may take. */
  readonly clock?: Clock;
  /** What `Slack.kept` returned earlier; the options add to it. */
  readonly kept?: KeptWorkspace;
}

export type UserSeed = Pick<User, 'id'> & Partial<User>;
/** Without `members`: everybody and the bot. */
type ChannelSeed = Pick<Channel, 'id' | 'name'> & Partial<Channel>;

const emptyWorkspace = ({ kept, ...options }: WorkspaceOptions): Workspace => {
  const clock = options.clock ?? systemClock;
  const team = kept?.team ?? { id: newId('T'), domain: 'playground', name: 'Playground', enterprise: null };
  return {
    clock,
    team: { ...team, ...options.team },
    app: readManifest(options.manifest ?? []),
    manifest: options.manifest ?? {},
    appId: kept?.appId ?? newId('A'),
    botId: kept?.botId ?? newId('B'),
    botUserId: kept?.botUserId ?? newId('U'),
    users: new Map(kept?.users),
    channels: new Map(kept?.channels),
    messages: new Map(kept?.messages),
    ephemerals: new Map(kept?.ephemerals),
    modals: new Map(),
    homes: new Map(kept?.homes),
    surprises: [],
    listeners: new Set(),
    nextTs: timestamps(clock),
  };
};

/** Adds or changes a person. */
export const setUser = (workspace: Workspace, user: UserSeed): User => {
  const { team, users } = workspace;
  const name = user.name ?? user.id.toLowerCase();
  const unknown = {
    name,
    real_name: user.real_name ?? name,
    team_id: team.id,
    enterprise_id: team.enterprise?.id ?? null,
    deleted: false,
    is_bot: false,
    is_admin: false,
    tz: 'Etc/UTC',
  };
  const set = { ...unknown, ...users.get(user.id), ...user };
  users.set(user.id, set);
  emit(workspace, { type: 'user', user: user.id });
  return set;
};

/** A workspace with the bot, its people and its channels. */
export const createWorkspace = (options: WorkspaceOptions): Workspace => {
  const { users = [], channels, kept } = options;
  const workspace = emptyWorkspace(options);
  setUser(workspace, {
    id: workspace.botUserId,
    name: workspace.app.name.toLowerCase().replaceAll(' ', '-'),
    is_bot: true,
  });
  for (const user of users) setUser(workspace, user);
  const everybody = [...workspace.users.keys()];
  for (const channel of channels ?? (kept ? [] : [{ id: newId('C'), name: 'general' }]))
    workspace.channels.set(channel.id, { is_im: false, is_private: false, members: everybody, ...channel });
  return workspace;
};

/** Changes a channel, as its members or administrators do. */
export const setChannel = (workspace: Workspace, id: string, change: Partial<Channel>): void => {
  const channel = workspace.channels.get(id);
  if (!channel) throw new Error(`There is no channel ${id}.`);
  workspace.channels.set(id, { ...channel, ...change });
};
