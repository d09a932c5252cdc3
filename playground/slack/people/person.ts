/** The {@link Actor}, put together from a person's acts. */
import { ApiError } from '../format/api-error.ts';
import { type SlackMessage, withoutChannel } from '../format/wire.ts';
import { commandPayload, eventCallback, shortcut } from '../transport/payloads.ts';
import { respond } from '../web-api/response-urls.ts';
import { escapeTyped } from '../workspace/typed.ts';
import { modalsOf } from '../workspace/views.ts';
import {
  ephemeralsOf,
  imWith,
  messagesIn,
  post,
  slackbotSays,
  surprise,
  type Workspace,
} from '../workspace/workspace.ts';
import * as acting from './acting.ts';
import type { Actor, Outcome } from './actor.ts';
import * as modal from './modal.ts';
import { type UserContext, userOf } from './user-context.ts';

/** @see https://docs.slack.dev/reference/events/app_mention */
const namesBot = ({ botUserId }: Workspace, text: string): boolean =>
  text.includes(`<@${botUserId}>`) || text.includes(`<@${botUserId}|`);

export const createPerson = (base: Omit<UserContext, 'chosen' | 'suggested'>): Actor => {
  const userContext: UserContext = { ...base, chosen: new Map(), suggested: new Map() };
  const { workspace, triggers, responseUrls, deliverer, userId } = userContext;
  const firstChannel = () =>
    [...workspace.channels.values()].find(({ is_im }) => !is_im)?.id ?? imWith(workspace, userId).id;

  const command: Actor['command'] = async (
    name,
    text = '',
    channel = firstChannel(),
    { verbatim = false } = {},
  ) => {
    const known = workspace.app.commands.get(name);
    if (!known) {
      slackbotSays(workspace, userId, channel, `\`${name}\` is not a valid command.`);
      return { ackMs: 0, error: 'invalid_command' };
    }
    const origin = { userId, channel };
    const { body, ...outcome } = await deliverer.send(
      'command',
      name,
      commandPayload(workspace, userOf(userContext), {
        command: name,
        text: verbatim ? text : escapeTyped(workspace, text, known.shouldEscape),
        channel,
        trigger_id: triggers.issue(userId),
        response_url: responseUrls.issue(origin),
      }),
    );
    if (outcome.error)
      slackbotSays(workspace, userId, channel, `\`${name}\` failed with the error "${outcome.error}"`);
    try {
      if (body) respond(workspace, origin, body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      surprise(workspace, name, error.error, error.messages.join('; '));
      return { ...outcome, error: error.error };
    }
    return outcome;
  };

  /** Sends an event if the manifest subscribes to it. */
  const tell = async (subscription: string, event: Record<string, unknown>): Promise<Outcome> => {
    if (!workspace.app.events.has(subscription)) return { ackMs: 0 };
    const { body: _, ...outcome } = await deliverer.sendEvent(
      String(event.type),
      eventCallback(workspace, event),
    );
    return outcome;
  };

  const say: Actor['say'] = async (text, channelId = imWith(workspace, userId).id) => {
    const channel = workspace.channels.get(channelId);
    if (!channel?.members.includes(userId)) throw new Error(`${userId} is not in ${channelId}.`);
    const user = userOf(userContext);
    const ts = workspace.nextTs();
    const message = post(workspace, {
      type: 'message',
      channel: channelId,
      ts,
      user: userId,
      text: escapeTyped(workspace, text, true),
      team: user.team_id,
    });
    const kind = channel.is_im ? 'im' : channel.is_private ? 'group' : 'channel';
    const event = { ...withoutChannel(message), channel: channelId, channel_type: kind, event_ts: ts };
    if (channel.members.includes(workspace.botUserId))
      await tell(kind === 'im' ? 'message.im' : `message.${kind}s`, event);
    if (kind !== 'im' && namesBot(workspace, message.text) && channel.members.includes(workspace.botUserId)) {
      const { channel_type: _, ...mention } = event;
      await tell('app_mention', { ...mention, type: 'app_mention' });
    }
    return structuredClone(message);
  };

  const runShortcut = async (callbackId: string, message?: SlackMessage): Promise<Outcome> => {
    if (workspace.app.shortcuts.get(callbackId) !== (message ? 'message' : 'global'))
      return { ackMs: 0, error: 'invalid_shortcut' };
    const channel = message && workspace.channels.get(message.channel);
    const payload = shortcut(workspace, userOf(userContext), {
      callback_id: callbackId,
      trigger_id: triggers.issue(userId),
      ...(message && {
        message: withoutChannel(message),
        channel: { id: message.channel, name: channel?.name ?? 'directmessage' },
        response_url: responseUrls.issue({ userId, channel: message.channel, message }),
      }),
    });
    const { body: _, ...outcome } = await deliverer.send('interactive', String(payload.type), payload);
    return outcome;
  };

  return {
    id: userId,
    command,
    say,
    click: (place, which, options) => acting.click(userContext, place, which, options),
    choose: (place, which, value) => acting.choose(userContext, place, which, value),
    get views() {
      return structuredClone(modalsOf(workspace, userId));
    },
    fill: (values) => modal.fill(userContext, values),
    async submit(values = {}) {
      modal.fill(userContext, values);
      return modal.submit(userContext);
    },
    close: () => modal.close(userContext),
    async suggest(which, typed, place = modalsOf(workspace, userId).at(-1) ?? workspace.homes.get(userId)) {
      if (!place) throw new Error(`${userId} has neither a modal nor a Home to type into.`);
      return acting.suggest(userContext, place, which, typed);
    },
    shortcut: (callbackId) => runShortcut(callbackId),
    messageShortcut: (message, callbackId) => runShortcut(callbackId, message),
    openHome() {
      const view = workspace.homes.get(userId);
      return tell('app_home_opened', {
        type: 'app_home_opened',
        user: userId,
        channel: imWith(workspace, userId).id,
        tab: 'home',
        event_ts: workspace.nextTs(),
        ...(view && { view }),
      });
    },
    home: () => structuredClone(workspace.homes.get(userId)),
    dm: () => structuredClone(messagesIn(workspace, imWith(workspace, userId).id)),
    ephemerals: () => structuredClone(ephemeralsOf(workspace, userId)),
  };
};
