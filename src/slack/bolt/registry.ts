/** Every command, button, modal, type-ahead menu and shortcut, by the one feature that claims it. */
import type {
  Button,
  Command,
  Feature,
  Home,
  Messages,
  Modal,
  OptionsSource,
  Presence,
  Shortcut,
} from '../feature.ts';

export interface Registry {
  readonly commands: ReadonlyMap<string, Command>;
  readonly buttons: ReadonlyMap<string, Button>;
  readonly modals: ReadonlyMap<string, Modal>;
  readonly options: ReadonlyMap<string, OptionsSource>;
  readonly shortcuts: ReadonlyMap<string, Shortcut>;
  readonly home: Home | undefined;
  readonly presence: Presence | undefined;
  readonly messages: Messages | undefined;
}

const byId = <T>(
  kind: string,
  parts: readonly (Readonly<Record<string, T>> | undefined)[],
): ReadonlyMap<string, T> => {
  const all = new Map<string, T>();
  for (const [id, it] of parts.flatMap((part) => Object.entries(part ?? {}))) {
    if (all.has(id)) throw new Error(`Two features claim the ${kind} ${id}.`);
    all.set(id, it);
  }
  return all;
};

/** @throws Error that names what two features claim: both would run */
export const registryOf = (features: readonly Feature[]): Registry => ({
  commands: byId(
    'command',
    features.map((it) => it.commands),
  ),
  buttons: byId(
    'action_id',
    features.map((it) => it.buttons),
  ),
  modals: byId(
    'callback_id',
    features.map((it) => it.modals),
  ),
  options: byId(
    'action_id',
    features.map((it) => it.options),
  ),
  shortcuts: byId(
    'shortcut',
    features.map((it) => it.shortcuts),
  ),
  home: byId(
    'place',
    features.map((it) => it.home && { 'App Home': it.home }),
  ).get('App Home'),
  presence: byId(
    'place',
    features.map((it) => it.presence && { presence: it.presence }),
  ).get('presence'),
  messages: byId(
    'place',
    features.map((it) => it.messages && { 'direct message': it.messages }),
  ).get('direct message'),
});
