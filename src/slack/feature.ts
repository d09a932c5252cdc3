/**
 * What a feature is, as plain data: its commands, buttons and modals, and what each does with a turn.
 * mount.ts is the one place that ties them to Bolt; nothing here or in a feature knows of `ack`, `client` or a trigger.
 */
import type { types } from '@slack/bolt';
import type { Person } from '../core/ids.ts';

export type Block = types.KnownBlock;

/** What a person reads. `text` says the same as the blocks: it is what notifications and screen readers give. */
export interface Message {
  readonly text: string;
  readonly blocks?: readonly Block[];
}

/** A modal as Slack takes it; made by `modalView` of blocks.ts, which keeps its texts within the limits. */
export type ModalView = types.ModalView;

/** What stands in a modal's inputs, by `block_id`: a text or chosen value, the chosen ones of a multi-select, or nothing. */
export type ModalValues = Readonly<Record<string, string | readonly string[] | null>>;

/** The person who acts, and a way to tell them something later than the answer. */
export interface Turn {
  readonly person: Person;
  /** As Slack sends it along; for texts, never for decisions. */
  readonly userName: string | undefined;
  readonly source: 'command' | 'button' | 'modal' | 'options' | 'shortcut' | 'home';
  /** Tells this person alone: ephemerally where they acted, else in the direct message with the bot. Never throws. */
  sendPrivately(message: Message): Promise<void>;
}

/**
 * The answer to a command, a click or a shortcut: words for this person alone (on top of the modal with the button); a modal
 * (pushed on that one); another view for the modal with the button; another content for that modal or for the message with the button (none on the Home, which updates itself); or nothing.
 */
export type Reply =
  | { readonly say: Message }
  | { readonly open: ModalView }
  | { readonly update: ModalView }
  | { readonly replace: Message }
  | undefined;

export interface Command {
  /** One line: what the command is for. */
  readonly summary: string;
  /** What follows the command's name, such as `<uuid> [tenant…]`. */
  readonly usage: string;
  /** Whole lines that work as they stand. */
  readonly examples?: readonly string[];
  /** It only reads: acknowledged at once, answered when `run` is done. Others are acknowledged with their answer, after `run`. */
  readonly reads?: boolean;
  /** @throws UserError worded for the person */
  run(turn: Turn, text: string): Promise<Reply>;
}

export interface Button {
  /**
   * Acknowledged once `run` has ended.
   * @param value the button's value, or the chosen option's in a menu; an opaque id, never a permission
   * @throws UserError worded for the person
   */
  run(turn: Turn, value: string): Promise<Reply>;
}

export type ModalAnswer =
  /** Texts to show under inputs, by `block_id`; the modal stays as it is. */
  | { readonly errors: Readonly<Record<string, string>> }
  /** `after` runs once the person sees the view; its reply comes on top of it. */
  | { readonly update: ModalView; readonly after?: () => Promise<Reply> }
  | { readonly push: ModalView }
  /** Closes all views of the modal; `say` is told afterwards. */
  | { readonly close: true; readonly say?: Message };

export interface Modal {
  /**
   * Has to end within 2.5 s, since Slack waits 3.
   * @param metadata the view's `private_metadata`, '' where there is none
   * @throws UserError shown under the first input
   */
  submit(turn: Turn, values: ModalValues, metadata: string): Promise<ModalAnswer>;
  /**
   * An input with `dispatch` changed: the view to show now, or nothing. What was typed stays in the inputs whose `block_id` stays.
   * @param actionId which input it was
   */
  changed?(
    turn: Turn,
    values: ModalValues,
    metadata: string,
    actionId: string,
  ): Promise<ModalView | undefined>;
}

export interface Option {
  readonly text: string;
  readonly value: string;
  readonly description?: string;
}

export interface OptionsSource {
  /**
   * What to offer for the letters typed so far; has to end within 2.5 s.
   * @param metadata the view's `private_metadata`, '' where there is none: of the other inputs Slack sends nothing
   */
  run(turn: Turn, typed: string, metadata: string): Promise<readonly Option[]>;
}

/** An entry of Slack's own menus, as manifest.yml names it: the one beside the message field, or the one on each message. */
export interface Shortcut {
  readonly on: 'global' | 'message';
  /**
   * Acknowledged once `run` has ended.
   * @param text of the message, as it came off the wire; '' for a global one
   * @throws UserError worded for the person
   */
  run(turn: Turn, text: string): Promise<Reply>;
}

export interface Home {
  /** Somebody opened the App Home: Slack is not waiting for an answer. */
  opened(turn: Turn): Promise<void>;
}

/**
 * One feature: commands by name, buttons and menus by `action_id`, modals and shortcuts by `callback_id`, type-ahead menus
 * by `action_id`; and of one feature the Home.
 */
export interface Feature {
  readonly commands?: Readonly<Record<`/${string}`, Command>>;
  readonly buttons?: Readonly<Record<string, Button>>;
  readonly modals?: Readonly<Record<string, Modal>>;
  readonly options?: Readonly<Record<string, OptionsSource>>;
  readonly shortcuts?: Readonly<Record<string, Shortcut>>;
  readonly home?: Home;
}
