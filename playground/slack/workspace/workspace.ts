/** The state of one workspace (people, conversations, messages, views) and the stream of its changes. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../src/core/clock.ts';
import type { Delivery } from '../format/delivered.ts';
import type { ApiRequest } from '../format/requests.ts';
import type { Channel, Element, SlackMessage, Team, User, View } from '../format/wire.ts';
import type { App } from './manifest.ts';

/** Something that no correct bot does. */
export interface Surprise {
  /** A Web API method, `response_url`, or the kind of payload whose acknowledgement was wrong. */
  readonly where: string;
  /** Slack's error, or a word of this Slack's own. */
  readonly error: string;
  readonly detail: string;
}

export type SlackEvent =
  | { readonly type: 'message' | 'message_changed' | 'message_deleted'; readonly message: SlackMessage }
  | { readonly type: 'views' | 'home' | 'user'; readonly user: string }
  | { readonly type: 'request'; readonly request: ApiRequest }
  | { readonly type: 'delivery'; readonly delivery: Delivery }
  | { readonly type: 'sockets'; readonly count: number }
  | { readonly type: 'surprise'; readonly surprise: Surprise };

export interface Workspace {
  readonly clock: Clock;
  readonly team: Team;
  readonly app: App;
  /** As it was given. */
  readonly manifest: unknown;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  /** By channel, oldest first. */
  readonly messages: Map<string, SlackMessage[]>;
  /** By user, oldest first. */
  readonly ephemerals: Map<string, SlackMessage[]>;
  /** Open modals by user, top last. */
  readonly modals: Map<string, View[]>;
  readonly homes: Map<string, View>;
  readonly surprises: Surprise[];
  readonly listeners: Set<(event: SlackEvent) => void>;
  /** The next message's timestamp: from the clock, and never the same twice. */
  readonly nextTs: () => string;
}

/** A source of `ts`: seconds with six decimals, strictly increasing. */
export const timestamps = (clock: Clock): (() => string) => {
  let lastUs = 0;
  return () => {
    lastUs = Math.max(lastUs + 1, clock.now() * 1000);
    return `${Math.floor(lastUs / 1e6)}.${String(lastUs % 1e6).padStart(6, '0')}`;
  };
};

/** An id in Slack's format, such as `V0A1B2C3D4`. */
export const newId = (prefix: string): string =>
  `${prefix}0${randomBytes(5).toString('hex').toUpperCase().slice(0, 9)}`;

export const emit = (workspace: Workspace, event: SlackEvent): void => {
  for (const listener of [...workspace.listeners]) listener(event);
};

export const surprise = (workspace: Workspace, where: string, error: string, detail = ''): void => {
  const found = { where, error, detail };
  workspace.surprises.push(found);
  emit(workspace, { type: 'surprise', surprise: found });
};

/** The direct message between the bot and `userId`; creates it if necessary. */
export const imWith = (workspace: Workspace, userId: string): Channel => {
  const existing = [...workspace.channels.values()].find(({ is_im, user }) => is_im && user === userId);
  if (existing) return existing;
  const id = `D${userId.slice(1)}`;
  const taken = workspace.channels.has(id);
  const channel: Channel = {
    id: taken ? newId('D') : id,
    name: 'directmessage',
    is_im: true,
    is_private: true,
    user: userId,
    members: [userId, workspace.botUserId],
  };
  workspace.channels.set(channel.id, channel);
  return channel;
};

export const messagesIn = (workspace: Workspace, channelId: string): SlackMessage[] => {
  const messages = workspace.messages.get(channelId) ?? [];
  workspace.messages.set(channelId, messages);
  return messages;
};

export const ephemeralsOf = (workspace: Workspace, userId: string): SlackMessage[] => {
  const messages = workspace.ephemerals.get(userId) ?? [];
  workspace.ephemerals.set(userId, messages);
  return messages;
};

/** Adds a message to its channel or, with `seenBy`, shows it only to that person. */
export const post = (workspace: Workspace, message: SlackMessage, seenBy?: string): SlackMessage => {
  const posted: SlackMessage = seenBy ? { ...message, is_ephemeral: true } : message;
  if (posted.blocks) settle(posted.blocks);
  (seenBy ? ephemeralsOf(workspace, seenBy) : messagesIn(workspace, message.channel)).push(posted);
  emit(workspace, { type: 'message', message: posted });
  return posted;
};

/** Finds a message, even an ephemeral one, and the list that contains it. */
export const findMessage = (workspace: Workspace, channel: string, ts: string) => {
  for (const list of [messagesIn(workspace, channel), ...workspace.ephemerals.values()]) {
    const message = list.find((each) => each.ts === ts && each.channel === channel);
    if (message) return { list, message };
  }
  return undefined;
};

/** Gives blocks and their elements the ids that Slack makes up for those without one. */
export const settle = (blocks: { block_id?: string; [key: string]: unknown }[]): void => {
  for (const block of blocks) {
    block.block_id ??= randomBytes(4).toString('base64url').slice(0, 5);
    const within = [block.accessory, block.element, block.elements].flat() as (Element | undefined)[];
    for (const element of within) {
      const acts =
        element &&
        !['image', 'plain_text', 'mrkdwn'].includes(element.type) &&
        !element.type.startsWith('rich_text');
      if (acts) element.action_id ??= randomBytes(4).toString('base64url').slice(0, 5);
    }
  }
};

/** A message from the bot, not yet posted. */
export const botMessage = (
  workspace: Workspace,
  channel: string,
  content: Pick<SlackMessage, 'text'> & Partial<SlackMessage>,
): SlackMessage => ({
  type: 'message',
  channel,
  ts: workspace.nextTs(),
  user: workspace.botUserId,
  bot_id: workspace.botId,
  app_id: workspace.appId,
  team: workspace.team.id,
  ...content,
});

/** Slack's own words to one person, from Slackbot. */
export const slackbotSays = (workspace: Workspace, userId: string, channel: string, text: string): void => {
  post(workspace, { type: 'message', channel, ts: workspace.nextTs(), user: 'USLACKBOT', text }, userId);
};
