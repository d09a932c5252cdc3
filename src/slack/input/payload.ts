/** The fields that a payload from Slack must have before our code or Bolt's reads it. */
import { z } from 'zod';

const text = z.string();
const id = text.min(1);
const user = z.object({ id, team_id: text.nullish(), name: text.optional(), username: text.optional() });
const team = z.object({ id: text.optional(), enterprise_id: text.nullish() }).nullish();
const enterprise = z.object({ id: text }).nullish();
const action = z.object({
  action_id: id,
  value: text.nullish(),
  selected_option: z.object({ value: text.optional() }).nullish(),
});
const state = z.object({ values: z.record(text, z.record(text, z.object({}))) });
const view = z.object({
  id,
  type: text,
  callback_id: text,
  private_metadata: text.optional(),
  title: z.object({ text }).nullish(),
  blocks: z.array(z.object({ type: text, block_id: text.optional() })),
  state: state.nullish(),
});
const person = { user, team, enterprise };
const response_url = text.optional();
const channel = z.object({ id: text }).nullish();

/** @see https://docs.slack.dev/reference/events/user_change */
const changed = z.object({ id, deleted: z.boolean().optional() });

/** By `type`: the fields that are read of payloads somebody here listens to. */
const payloads = {
  command: z.object({
    command: id,
    text: text.optional(),
    user_id: id,
    user_name: text.optional(),
    team_id: text.optional(),
    enterprise_id: text.optional(),
    trigger_id: id,
    response_url,
  }),
  block_actions: z.object({
    ...person,
    actions: z.tuple([action], z.unknown()),
    view: view.nullish(),
    trigger_id: id,
    response_url,
    channel,
  }),
  block_suggestion: z.object({
    ...person,
    action_id: id,
    value: text,
    view: view.nullish(),
    channel,
  }),
  view_closed: z.object({ ...person, view }),
  view_submission: z.object({ ...person, view: view.extend({ state }), trigger_id: text.optional() }),
  shortcut: z.object({ ...person, callback_id: id, trigger_id: id }),
  message_action: z.object({
    ...person,
    callback_id: id,
    trigger_id: id,
    message: z.object({ text: text.nullish() }),
    response_url,
    channel,
  }),
  event_callback: z.object({
    team_id: text.optional(),
    enterprise_id: text.nullish(),
    authorizations: z.array(z.object({ team_id: text.nullish(), enterprise_id: text.nullish() })).nullish(),
    event: z
      .object({ type: id, user: z.unknown().optional() })
      .refine(({ type, user }) => type !== 'app_home_opened' || typeof user === 'string', { path: ['user'] })
      .refine(({ type, user }) => type !== 'user_change' || changed.safeParse(user).success, {
        path: ['user'],
      }),
  }),
} as const;

/** Slack's other types: accepted, but nobody listens to them. @see https://docs.slack.dev/reference/interaction-payloads */
const unheard = [
  'url_verification',
  'app_rate_limited',
  'interactive_message',
  'dialog_submission',
  'dialog_suggestion',
  'dialog_cancellation',
  'workflow_step_edit',
] as const;

type PayloadType = keyof typeof payloads | (typeof unheard)[number];

const types: ReadonlySet<unknown> = new Set([...Object.keys(payloads), ...unheard]);

/** The type of a payload: an object with a `command` or a known `type`. Anything else is not from Slack. */
export const payloadType = (payload: unknown): PayloadType | undefined => {
  if (typeof payload !== 'object' || payload === null) return undefined;
  if ('command' in payload) return typeof payload.command === 'string' ? 'command' : undefined;
  if (!('type' in payload) || payload.type === 'command' || !types.has(payload.type)) return undefined;
  return payload.type as PayloadType;
};

/** Whether anybody listens to payloads of this type. */
export const isHeard = (type: PayloadType): type is keyof typeof payloads => type in payloads;

/** The first field that is missing or malformed, such as `user.id`; null if all are there. */
export const lackingField = (type: keyof typeof payloads, payload: unknown): string | null => {
  const [issue] = payloads[type].safeParse(payload).error?.issues ?? [];
  // names only our own fields: a sender may have chosen the keys below them
  return issue ? issue.path.slice(0, 3).join('.') : null;
};
