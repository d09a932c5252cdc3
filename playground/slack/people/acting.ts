/** A person acts on the elements of a message or a view: clicks, chooses, types ahead. */
import { ApiError, refuseIfReported } from '../format/api-error.ts';
import { initialState, optionBy, optionsOf, type Placed, placed, valueFor } from '../format/inputs.ts';
import { texts } from '../format/shown.ts';
import { suggestions } from '../format/validate-elements.ts';
import {
  type Option,
  type SlackMessage,
  type StateValues,
  type View,
  withoutChannel,
} from '../format/wire.ts';
import { blockActions, blockSuggestion, type Place } from '../transport/payloads.ts';
import { viewById } from '../workspace/views.ts';
import { findMessage, surprise } from '../workspace/workspace.ts';
import type { Outcome } from './actor.ts';
import { type UserContext, userOf } from './user-context.ts';

const isView = (where: SlackMessage | View): where is View => where.type !== 'message';

/**
 * The first element in `where` that `which` names.
 * @param within selects one of several alike: the `block_id` of its block, a text in it or, for a row of buttons, a text in the block above
 * @throws Error that names what is there if nothing matches
 */
export const find = (where: SlackMessage | View, which: string, within = ''): Placed => {
  const blocks = where.blocks ?? [];
  const saying = ({ block }: Placed) => {
    const above = blocks.slice(0, blocks.indexOf(block) + 1).findLast(({ type }) => type !== 'actions');
    return texts(block.type === 'actions' ? above : block).join('\n');
  };
  const everything = placed(blocks);
  const inBlock = everything.filter(({ block }) => block.block_id === within);
  const all = inBlock.length > 0 ? inBlock : everything.filter((each) => saying(each).includes(within));
  const names = ({ block, element }: Placed) => [
    block.label?.text,
    element.text?.text,
    element.accessibility_label,
    element.action_id,
    element.placeholder?.text,
    block.block_id,
    ...(element.type === 'overflow'
      ? optionsOf(element).flatMap(({ text, value }) => [text.text, value])
      : []),
  ];
  const found = all.find((each) => names(each).includes(which));
  if (found) return found;
  const there = all.map((each) => names(each).find((name) => name) ?? each.element.type);
  throw new Error(
    `Nothing to act on is called “${which}”; there are: ${there.map((name) => `“${name}”`).join(', ') || 'none'}.`,
  );
};

const keyOf = ({ channel, ts }: SlackMessage) => `${channel} ${ts}`;

/** Where the act happens, with the values there; a view is always the current one, although `where` may be an earlier copy. */
const placeOf = (
  { workspace, chosen }: UserContext,
  where: SlackMessage | View,
): { place: Place; state: StateValues } => {
  if (isView(where)) {
    const view = viewById(workspace, { view_id: where.id });
    if (!view) throw new Error(`The view “${where.title.text}” is no longer open.`);
    return { place: { view }, state: view.state.values };
  }
  const state = chosen.get(keyOf(where)) ?? initialState(where.blocks ?? []);
  chosen.set(keyOf(where), state);
  const message = findMessage(workspace, where.channel, where.ts)?.message ?? where;
  return {
    place: {
      channel: { id: where.channel, name: workspace.channels.get(where.channel)?.name ?? 'directmessage' },
      ...(!where.is_ephemeral && { message: withoutChannel(message) }),
      message_ts: where.ts,
      is_ephemeral: where.is_ephemeral ?? false,
      state,
    },
    state,
  };
};

const dispatch = async (
  userContext: UserContext,
  where: SlackMessage | View,
  { block, element }: Placed,
  value: object,
): Promise<Outcome> => {
  const { workspace, triggers, responseUrls, deliverer, userId } = userContext;
  if (!workspace.app.interactivity) return { ackMs: 0, error: 'interactivity_disabled' };
  const { type, action_id } = element;
  const { body, ...outcome } = await deliverer.send(
    'interactive',
    'block_actions',
    blockActions(workspace, userOf(userContext), placeOf(userContext, where).place, {
      action: { type, action_id, block_id: block.block_id, ...value },
      trigger_id: triggers.issue(userId),
      ...(!isView(where) && {
        response_url: responseUrls.issue({ userId, channel: where.channel, message: where }),
      }),
    }),
  );
  if (body) surprise(workspace, 'block_actions', 'ack_with_body', JSON.stringify(body).slice(0, 200));
  return outcome;
};

/** Clicks a button, or an option of an overflow menu; `confirm: false` denies if there is a dialog. */
export const click = async (
  userContext: UserContext,
  where: SlackMessage | View,
  which: string,
  { confirm = true, within }: { confirm?: boolean; within?: string } = {},
): Promise<Outcome> => {
  const found = find(where, which, within);
  const { element } = found;
  if (element.type !== 'button' && element.type !== 'overflow')
    throw new Error(`“${which}” is a ${element.type}, not a button: choose instead.`);
  if (element.confirm && !confirm) return { ackMs: 0 };
  if (element.type === 'button') {
    const { text, value, style } = element as { text?: unknown; value?: unknown; style?: unknown };
    return dispatch(userContext, where, found, {
      text,
      ...(value !== undefined && { value }),
      ...(style !== undefined && { style }),
    });
  }
  const option = optionBy(optionsOf(element), which);
  if (!option) throw new Error(`Press one of the options of “${which}”, not the menu itself.`);
  return dispatch(userContext, where, found, { selected_option: option });
};

const suggestionKey = ({ block, element }: Placed) => `${block.block_id} ${element.action_id}`;

/** Sets an element's value without telling the bot. */
export const setValue = (
  userContext: UserContext,
  where: SlackMessage | View,
  found: Placed,
  value: string | readonly string[],
) => {
  const { state } = placeOf(userContext, where);
  const next = valueFor(found, value, userContext.suggested.get(suggestionKey(found)) ?? []);
  state[found.block.block_id] = { ...state[found.block.block_id], [found.element.action_id]: next };
  return next;
};

/** Chooses, and tells the bot. @throws Error for an input that does not dispatch */
export const choose = async (
  userContext: UserContext,
  where: SlackMessage | View,
  which: string,
  value: string | readonly string[],
): Promise<Outcome> => {
  const found = find(where, which);
  if (found.block.type === 'input' && found.block.dispatch_action !== true)
    throw new Error(`“${which}” tells the bot nothing before it is submitted: fill it instead.`);
  return dispatch(userContext, where, found, setValue(userContext, where, found, value));
};

/** Types ahead in a select that asks the bot; its suggestions can be chosen afterwards. */
export const suggest = async (
  userContext: UserContext,
  where: SlackMessage | View,
  which: string,
  typed: string,
): Promise<Option[]> => {
  const { workspace, deliverer } = userContext;
  const found = find(where, which);
  const { block, element } = found;
  if (!element.type.endsWith('external_select'))
    throw new Error(`“${which}” is a ${element.type}, which asks nobody.`);
  // https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
  if (typed.length < Number(element.min_query_length ?? 3)) return [];
  const { body = {} } = await deliverer.send(
    'interactive',
    'block_suggestion',
    blockSuggestion(workspace, userOf(userContext), placeOf(userContext, where).place, {
      action_id: element.action_id,
      block_id: block.block_id,
      value: typed,
    }),
  );
  try {
    refuseIfReported('invalid_options', (report) => suggestions(body, '', report));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    surprise(workspace, 'block_suggestion', error.error, error.messages.join('; '));
    return [];
  }
  const options = optionsOf(body);
  const key = suggestionKey(found);
  // The menu may still have a choice that was suggested for other letters; it stays valid.
  userContext.suggested.set(key, [...options, ...(userContext.suggested.get(key) ?? [])]);
  return options;
};
