/** A person in a modal: fills it in, submits it, closes it; then the bot's answer takes effect. */
import { ApiError } from '../format/api-error.ts';
import { complaint, placed } from '../format/inputs.ts';
import { isObject } from '../format/shape.ts';
import type { View } from '../format/wire.ts';
import { viewClosed, viewSubmission } from '../transport/payloads.ts';
import { modalsOf, pushView, replaceView, takeViews, viewById } from '../workspace/views.ts';
import { emit, surprise } from '../workspace/workspace.ts';
import { find, setValue } from './acting.ts';
import type { Outcome, SubmitOutcome } from './actor.ts';
import { type UserContext, userOf } from './user-context.ts';

const topOf = ({ workspace, userId }: UserContext): View => {
  const top = modalsOf(workspace, userId).at(-1);
  if (!top) throw new Error(`No modal is open for ${userId}.`);
  return top;
};

export const fill = (
  userContext: UserContext,
  values: Readonly<Record<string, string | readonly string[]>>,
): void => {
  const view = topOf(userContext);
  for (const [which, value] of Object.entries(values)) setValue(userContext, view, find(view, which), value);
  emit(userContext.workspace, { type: 'views', user: userContext.userId });
};

/** Clicks the submit button; Slack's client complains first if an input is invalid. */
export const submit = async (userContext: UserContext): Promise<SubmitOutcome> => {
  const { workspace, triggers, deliverer, userId } = userContext;
  const view = topOf(userContext);
  if (!view.submit) throw new Error(`The view “${view.title.text}” has no submit button.`);
  const complaints = placed(view.blocks)
    .filter(({ block }) => block.type === 'input')
    .flatMap((input) => {
      const { block, element } = input;
      const message = complaint(input, view.state.values[block.block_id]?.[element.action_id]);
      return message ? [[labelOf(view, block.block_id), message]] : [];
    });
  if (complaints.length > 0) return { ackMs: 0, errors: Object.fromEntries(complaints) };

  const payload = viewSubmission(
    workspace,
    userOf(userContext),
    structuredClone(view),
    triggers.issue(userId),
  );
  const { body, ...outcome } = await deliverer.send('interactive', 'view_submission', payload);
  if (outcome.error) return outcome;
  return { ...outcome, ...takeAnswer(userContext, view, body) };
};

const labelOf = (view: View, blockId: string) =>
  view.blocks.find(({ block_id }) => block_id === blockId)?.label?.text ?? blockId;

/** @see https://docs.slack.dev/surfaces/modals#updating_response */
const takeAnswer = (
  userContext: UserContext,
  view: View,
  body: Record<string, unknown> | undefined,
): Omit<SubmitOutcome, 'ackMs'> => {
  const { workspace, userId } = userContext;
  const wrong = (error: string, detail: unknown) => {
    surprise(workspace, 'view_submission', error, JSON.stringify(detail));
    return { error };
  };
  if (body === undefined) {
    takeViews(workspace, userId, view);
    return {};
  }
  const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
  const { response_action, errors, view: next, ...unknown } = body;
  if (Object.keys(unknown).length > 0) return wrong('invalid_response_action', body);
  try {
    switch (response_action) {
      case 'errors': {
        const entries = Object.entries(isObject(errors) ? errors : {});
        const fits = ([block, message]: [string, unknown]) =>
          inputs.includes(block) && typeof message === 'string' && message;
        if (entries.length === 0 || !entries.every(fits)) return wrong('invalid_errors', { errors, inputs });
        return {
          errors: Object.fromEntries(
            entries.map(([block, message]) => [labelOf(view, block), String(message)]),
          ),
        };
      }
      case 'update':
        replaceView(workspace, viewById(workspace, { view_id: view.id }) ?? view, next);
        return {};
      case 'push':
        pushView(workspace, next, () => userId);
        return {};
      case 'clear':
        takeViews(workspace, userId, 'all');
        return {};
      default:
        return wrong('invalid_response_action', body);
    }
  } catch (error) {
    if (error instanceof ApiError) return wrong(error.error, error.messages);
    throw error;
  }
};

/** Clicks the close button; the bot hears of it if it asked to. */
export const close = async (userContext: UserContext): Promise<Outcome> => {
  const { workspace, deliverer, userId } = userContext;
  const top = topOf(userContext);
  const taken = takeViews(workspace, userId, top.clear_on_close ? 'all' : top);
  const told = taken.filter(({ notify_on_close }) => notify_on_close);
  const acks = await Promise.all(
    told.map((view) =>
      deliverer.send(
        'interactive',
        'view_closed',
        viewClosed(workspace, userOf(userContext), view, top.clear_on_close),
      ),
    ),
  );
  const failed = acks.find(({ error }) => error)?.error;
  return { ackMs: Math.max(0, ...acks.map(({ ackMs }) => ackMs)), ...(failed && { error: failed }) };
};
