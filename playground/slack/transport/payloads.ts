/** The payloads that a bot receives, in Slack's shapes. @see https://docs.slack.dev/reference/interaction-payloads */
import { randomBytes } from 'node:crypto';
import type { StateValues, User, View } from '../format/wire.ts';
import { newId, type Workspace } from '../workspace/workspace.ts';

type Payload = Record<string, unknown>;

/** The old verification token, which nobody should use any more. */
const token = 'verification-token';

const actedAt = () =>
  `${Math.floor(Date.now() / 1000)}.${String(randomBytes(3).readUIntBE(0, 3) % 1e6).padStart(6, '0')}`;

/** The common part of every interaction, always in the host's workspace. Only `user.team_id` reveals a stranger. */
const interaction = ({ team, appId }: Workspace, user: User): Payload => ({
  user: { id: user.id, username: user.name, name: user.name, team_id: user.team_id },
  api_app_id: appId,
  token,
  team: {
    id: team.id,
    domain: team.domain,
    ...(team.enterprise && { enterprise_id: team.enterprise.id, enterprise_name: team.enterprise.name }),
  },
  enterprise: team.enterprise,
  is_enterprise_install: false,
});

/** `team_id` is the typer's own workspace. @see https://docs.slack.dev/interactivity/implementing-slash-commands */
export const commandPayload = (
  { team, appId, channels }: Workspace,
  user: User,
  given: { command: string; text: string; channel: string; trigger_id: string; response_url: string },
): Payload => {
  const { channel, ...rest } = given;
  return {
    token,
    team_id: user.team_id,
    team_domain: user.team_id === team.id ? team.domain : 'elsewhere',
    ...(user.enterprise_id && {
      enterprise_id: user.enterprise_id,
      enterprise_name: team.enterprise?.name ?? '',
    }),
    channel_id: channel,
    channel_name: channels.get(channel)?.name ?? 'directmessage',
    user_id: user.id,
    user_name: user.name,
    api_app_id: appId,
    is_enterprise_install: 'false',
    ...rest,
  };
};

/** Where an interaction took place, and what Slack says about it. */
export type Place =
  | { readonly view: View }
  | {
      readonly channel: { readonly id: string; readonly name: string };
      /** Missing for an ephemeral message. */
      readonly message?: Payload;
      readonly message_ts: string;
      readonly is_ephemeral: boolean;
      readonly state: StateValues;
    };

const placePayload = (place: Place): Payload => {
  if ('view' in place) return { container: { type: 'view', view_id: place.view.id }, view: place.view };
  const { channel, message, message_ts, is_ephemeral } = place;
  return {
    container: { type: 'message', message_ts, channel_id: channel.id, is_ephemeral },
    channel,
    ...(message && { message }),
  };
};

/** @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const blockActions = (
  workspace: Workspace,
  user: User,
  place: Place,
  given: { action: Payload; trigger_id: string; response_url?: string },
): Payload => ({
  type: 'block_actions',
  ...interaction(workspace, user),
  ...placePayload(place),
  ...('state' in place && { state: { values: place.state } }),
  trigger_id: given.trigger_id,
  ...(given.response_url && { response_url: given.response_url }),
  actions: [{ ...given.action, action_ts: actedAt() }],
});

/** @see https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
/**
 * Slack sends nothing reliable about the other inputs: this Slack sends nothing at all.
 * @see https://github.com/slackapi/bolt-js/issues/1146
 */
export const blockSuggestion = (
  workspace: Workspace,
  user: User,
  place: Place,
  given: { action_id: string; block_id: string; value: string },
): Payload => ({
  type: 'block_suggestion',
  ...interaction(workspace, user),
  ...placePayload('view' in place ? { view: { ...place.view, state: { values: {} } } } : place),
  ...given,
});

/** @see https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const viewSubmission = (
  workspace: Workspace,
  user: User,
  view: View,
  trigger_id: string,
): Payload => ({
  type: 'view_submission',
  ...interaction(workspace, user),
  trigger_id,
  view,
  response_urls: [],
});

/** What stood in the inputs is not said. @see https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const viewClosed = (workspace: Workspace, user: User, view: View, is_cleared: boolean): Payload => ({
  type: 'view_closed',
  ...interaction(workspace, user),
  view: { ...view, state: { values: {} } },
  is_cleared,
});

/** @see https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export const shortcut = (
  workspace: Workspace,
  user: User,
  given: {
    callback_id: string;
    trigger_id: string;
    message?: Payload;
    response_url?: string;
    channel?: Payload;
  },
): Payload => ({
  type: given.message ? 'message_action' : 'shortcut',
  ...interaction(workspace, user),
  action_ts: actedAt(),
  ...given,
  ...(given.message && { message_ts: given.message.ts }),
});

/** @see https://docs.slack.dev/apis/events-api/#event-type-structure */
export const eventCallback = ({ team, appId, botUserId, clock }: Workspace, event: Payload): Payload => ({
  token,
  team_id: team.id,
  ...(team.enterprise && { enterprise_id: team.enterprise.id }),
  context_team_id: team.id,
  context_enterprise_id: team.enterprise?.id ?? null,
  api_app_id: appId,
  event,
  type: 'event_callback',
  event_id: newId('Ev'),
  event_time: Math.floor(clock.now() / 1000),
  authorizations: [
    {
      enterprise_id: team.enterprise?.id ?? null,
      team_id: team.id,
      user_id: botUserId,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: false,
});
