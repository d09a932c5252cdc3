/** The life of views: a person's stack of modals, their Home, and which typed values survive a replacement. */
import { randomBytes } from 'node:crypto';
import { badCall, refused, refuseIfReported } from '../format/api-error.ts';
import { initialState } from '../format/inputs.ts';
import { limits } from '../format/limits.ts';
import { offencesWithin } from '../format/mrkdwn-check.ts';
import { validateView } from '../format/validate-view.ts';
import type { View } from '../format/wire.ts';
import { emit, newId, settle, surprise, type Workspace } from './workspace.ts';

/** The person's open modals, top last. */
export const modalsOf = (workspace: Workspace, userId: string): View[] => workspace.modals.get(userId) ?? [];

const setModals = (workspace: Workspace, userId: string, views: View[]): void => {
  workspace.modals.set(userId, views);
  emit(workspace, { type: 'views', user: userId });
};

/**
 * Opens a modal for the person that `whose` returns; it replaces any open one.
 * @throws ApiError invalid_arguments, view_too_large, duplicate_external_id, and whatever `whose` throws
 */
export const openView = (workspace: Workspace, given: unknown, whose: () => string): View => {
  const view = readView(workspace, given, 'modal');
  const user = whose();
  setModals(workspace, user, [view]);
  return view;
};

/** Pushes a modal on top of the open ones. @throws ApiError as {@link openView}; also push_limit_reached, not_found without an open one */
export const pushView = (workspace: Workspace, given: unknown, whose: () => string): View => {
  const view = readView(workspace, given, 'modal');
  const user = whose();
  const stack = modalsOf(workspace, user);
  const [root] = stack;
  const top = stack.at(-1);
  if (!root || !top) throw refused('not_found');
  if (stack.length >= limits.viewStack) throw badCall('push_limit_reached');
  Object.assign(view, { root_view_id: root.id, previous_view_id: top.id });
  setModals(workspace, user, [...stack, view]);
  return view;
};

/** An open modal or a Home, by either of its ids. */
export const viewById = (
  workspace: Workspace,
  { view_id, external_id }: { view_id?: string | undefined; external_id?: string | undefined },
): View | undefined =>
  [...workspace.modals.values(), ...workspace.homes.values()]
    .flat()
    .find(({ id, external_id: own }) => (view_id ? id === view_id : own !== '' && own === external_id));

/** Replaces `current` with a new view; typed values survive if block_id, action_id and type stay the same. @throws ApiError as {@link openView} */
export const replaceView = (workspace: Workspace, current: View, given: unknown): View => {
  const { id, root_view_id, previous_view_id } = current;
  const next = { ...readView(workspace, given, current.type, current), id, root_view_id, previous_view_id };
  for (const [block, actions] of Object.entries(next.state.values))
    for (const [action, { type }] of Object.entries(actions)) {
      const typed = current.state.values[block]?.[action];
      if (typed?.type === type) actions[action] = typed;
    }
  for (const [user, stack] of workspace.modals)
    if (stack.includes(current))
      setModals(
        workspace,
        user,
        stack.map((view) => (view === current ? next : view)),
      );
  for (const [user, home] of workspace.homes)
    if (home === current) {
      workspace.homes.set(user, next);
      emit(workspace, { type: 'home', user });
    }
  return next;
};

/** @throws ApiError as {@link openView} */
export const publishHome = (workspace: Workspace, userId: string, given: unknown): View => {
  const current = workspace.homes.get(userId);
  if (current) return replaceView(workspace, current, given);
  const view = readView(workspace, given, 'home');
  workspace.homes.set(userId, view);
  emit(workspace, { type: 'home', user: userId });
  return view;
};

/** Removes one modal, or all of them, from the person's screen; returns those removed. */
export const takeViews = (workspace: Workspace, userId: string, which: { id: string } | 'all'): View[] => {
  const stack = modalsOf(workspace, userId);
  const taken = stack.filter(({ id }) => which === 'all' || id === which.id);
  setModals(
    workspace,
    userId,
    stack.filter((view) => !taken.includes(view)),
  );
  return taken;
};

const readView = (workspace: Workspace, given: unknown, kind: View['type'], replaced?: View): View => {
  refuseIfReported('invalid_arguments', (report) => validateView(given, kind, report));
  if (JSON.stringify(given).length > limits.viewBytes) throw badCall('view_too_large');
  const valid = structuredClone(given) as Partial<View> & Pick<View, 'blocks'>;
  const holder = valid.external_id ? viewById(workspace, { external_id: valid.external_id }) : undefined;
  if (holder && holder !== replaced) throw refused('duplicate_external_id');
  for (const offence of offencesWithin(given)) surprise(workspace, 'view', 'mrkdwn', offence);
  settle(valid.blocks);
  const id = newId('V');
  return {
    id,
    team_id: workspace.team.id,
    type: kind,
    blocks: valid.blocks,
    private_metadata: valid.private_metadata ?? '',
    callback_id: valid.callback_id ?? '',
    external_id: valid.external_id ?? '',
    state: { values: initialState(valid.blocks) },
    hash: `${Math.floor(workspace.clock.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    title: valid.title ?? { type: 'plain_text', text: 'View Title' },
    submit: valid.submit ?? null,
    close: valid.close ?? null,
    clear_on_close: valid.clear_on_close ?? false,
    notify_on_close: valid.notify_on_close ?? false,
    root_view_id: id,
    previous_view_id: null,
    app_id: workspace.appId,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.botId,
  };
};
