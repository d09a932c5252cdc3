/** Slack's own objects in wire format: messages, views, blocks, people. Only what this Slack keeps, under Slack's names. */

interface TextObject {
  type: 'plain_text' | 'mrkdwn';
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

/** @see https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
export interface Option {
  text: TextObject;
  value: string;
  description?: TextObject;
  url?: string;
}

/** Any block element. @see https://docs.slack.dev/reference/block-kit/block-elements */
export interface Element {
  type: string;
  action_id?: string;
  text?: TextObject;
  value?: string;
  placeholder?: TextObject;
  options?: Option[];
  option_groups?: { label: TextObject; options: Option[] }[];
  [key: string]: unknown;
}

/** Any block; `block_id` is always there once it was posted. @see https://docs.slack.dev/reference/block-kit/blocks */
export interface Block {
  type: string;
  block_id: string;
  text?: TextObject;
  fields?: TextObject[];
  label?: TextObject;
  element?: Element;
  accessory?: Element;
  elements?: Element[];
  [key: string]: unknown;
}

export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

/** `channel` is this Slack's addition: the Web API leaves it out if the caller named the channel. */
export interface SlackMessage {
  type: 'message';
  channel: string;
  ts: string;
  user: string;
  text: string;
  team?: string;
  app_id?: string;
  bot_id?: string;
  blocks?: Block[];
  metadata?: Metadata;
  thread_ts?: string;
  edited?: { user: string; ts: string };
  /** Seen by one person only. */
  is_ephemeral?: true;
}

/** What is chosen or typed in one element, such as `{ type: 'plain_text_input', value: 'x' }`. */
export type StateValue = { type: string } & Record<string, unknown>;
/** By `block_id`, then `action_id`. */
export type StateValues = Record<string, Record<string, StateValue>>;

/** @see https://docs.slack.dev/reference/views */
export interface View {
  id: string;
  team_id: string;
  type: 'modal' | 'home';
  blocks: Block[];
  private_metadata: string;
  callback_id: string;
  external_id: string;
  state: { values: StateValues };
  hash: string;
  title: TextObject;
  submit: TextObject | null;
  close: TextObject | null;
  clear_on_close: boolean;
  notify_on_close: boolean;
  root_view_id: string;
  previous_view_id: string | null;
  app_id: string;
  app_installed_team_id: string;
  bot_id: string;
}

interface Enterprise {
  id: string;
  name: string;
}

export interface Team {
  id: string;
  domain: string;
  name: string;
  /** Set when the workspace belongs to an Enterprise Grid. */
  enterprise: Enterprise | null;
}

export interface User {
  id: string;
  name: string;
  real_name: string;
  /** Another team than the host's: a stranger from Slack Connect, or another workspace of the same Grid. */
  team_id: string;
  enterprise_id: string | null;
  deleted: boolean;
  is_bot: boolean;
  is_admin: boolean;
  tz: string;
}

export interface Channel {
  id: string;
  name: string;
  /** A direct message between the bot and `user`. */
  is_im: boolean;
  is_private: boolean;
  user?: string;
  members: string[];
  is_archived?: boolean;
  is_ext_shared?: boolean;
}

/** A message as the Web API returns it if the caller named the channel. */
export const withoutChannel = ({ channel: _, ...message }: SlackMessage): Omit<SlackMessage, 'channel'> =>
  message;
