/**
 * What a feature is, as plain data: its commands, buttons and modals, and what each does in a turn.
 * Only mount.ts ties them to Bolt; nothing here or in a feature knows about `ack`, `client` or a trigger.
 */
import type { types } from '@slack/bolt';
import type { Person, SlackUserId } from '../core/ids.ts';
import type { Problem } from '../core/problems/problem.ts';

declare const written: unique symbol;

/** Told from any other text by its type alone: at run time all of it is strings. */
type Written<Kind extends 'mrkdwn' | 'plain'> = string & { readonly [written]: Kind };

/** Mrkdwn that may go to Slack: only the tag `mrkdwn` makes it. Nothing needs no tag. */
export type Mrkdwn = Written<'mrkdwn'> | '';

/** Plain text that may go to Slack: only the tag `plain` makes it. */
export type Plain = Written<'plain'>;

/** Any text but mrkdwn, which would be escaped twice. */
export type Text = string & { readonly [written]?: 'plain' };

export type Block = types.KnownBlock;

/** What a person reads. `text` says the same as the blocks, for notifications and screen readers. */
export interface Message {
  readonly text: Mrkdwn;
  readonly blocks?: readonly Block[];
}

/** A message that is kept up to date. */
export interface CardMessage extends Message {
  /** Goes out in its place if Slack refuses it. */
  readonly plain: Message;
}

/** A modal in Slack's form; made by `modalView`, which keeps its texts within the limits. */
export type ModalView = types.ModalView;

/** The values of a modal's inputs, by `block_id`: a text or chosen value, the choices of a multi-select, or nothing. */
export type ModalValues = Readonly<Record<string, string | readonly string[] | null>>;

/** The person who acts, and a way to send them a message later than the reply. */
export interface Turn {
  readonly person: Person;
  /** As Slack sends it; for texts, never for decisions. */
  readonly userName: string | undefined;
  readonly source: 'command' | 'button' | 'modal' | 'options' | 'shortcut' | 'home' | 'message';
  /** Tells only this person: with an ephemeral message where they acted, else in their direct message with the bot. Never throws. */
  sendPrivately(message: Message): Promise<void>;
}

/**
 * The answer to a command, a click or a shortcut: words for this person alone (on top of the modal with the button); a modal
 * (on top of that one); a new view for the modal with the button; new content for that modal or for the message with the button
 * (none on the Home, which updates itself); or nothing. `gone` is for a person who has closed the modal, and `after` runs once
 * either is told.
 */
export type Reply =
  | { readonly say: Message }
  | { readonly open: ModalView }
  | { readonly update: ModalView; readonly gone?: Message; readonly after?: () => Promise<Reply> }
  | { readonly replace: Message }
  | undefined;

export interface Command {
  /** What the command is for, on one line. */
  readonly summary: string;
  /** What to type after the command's name, such as `<uuid> [tenant…]`. */
  readonly usage: string;
  /** Whole lines that work as they are. */
  readonly examples?: readonly string[];
  /** It only reads: acknowledged at once, answered after `run`. Other commands are acknowledged with their answer, after `run`. */
  readonly reads?: boolean;
  /** Others should hear of what it does: whoever types it reads once what the Slack app lacks for that. */
  readonly tellsOthers?: boolean;
  /** @throws UserError worded for the person */
  run(turn: Turn, text: string): Promise<Reply>;
}

export interface Button {
  /**
   * Acknowledged after `run` has ended.
   * @param value the button's value, or that of the option chosen in a menu; an opaque id, never a permission
   * @throws UserError worded for the person
   */
  run(turn: Turn, value: string): Promise<Reply>;
}

export type ModalAnswer =
  /** Texts to show under inputs, by `block_id`; the modal stays as it is. */
  | { readonly errors: Readonly<Record<string, string>> }
  /** Each is shown under the input that it is about; if one is about none of the inputs, all are shown on top of the form. */
  | { readonly problems: readonly Problem[] }
  /** `after` runs once the person sees the view; its reply goes on top of it. */
  | { readonly update: ModalView; readonly after?: () => Promise<Reply> }
  /** What the person sees until `answer` has ended, as late as it may; its reply takes the view's place. If it throws, the form comes back. */
  | { readonly meanwhile: ModalView; readonly answer: () => Promise<Reply> }
  | { readonly push: ModalView }
  /** Closes all views of the modal, then sends `say`. */
  | { readonly close: true; readonly say?: Message };

export interface Modal {
  /**
   * Must end within 2.5 s, since Slack waits 3.
   * @param metadata the view's `private_metadata`, '' if there is none
   * @throws UserError shown like one of the `problems`
   */
  submit(turn: Turn, values: ModalValues, metadata: string): Promise<ModalAnswer>;
  /**
   * An input with `dispatch` changed: returns the view to show now, or nothing. An input keeps what was typed if its `block_id` stays.
   * @param actionId the input that changed
   */
  changed?(
    turn: Turn,
    values: ModalValues,
    metadata: string,
    actionId: string,
  ): Promise<ModalView | undefined>;
  /**
   * Somebody closed the form, which asks for it with `notify`, after they had typed something: returns what gives it back, or
   * nothing. Called at most once for a view. A form that takes a secret has none: nothing of it is ever repeated.
   * @param values as the bot last saw them, since Slack does not say what stood in a form that is closed
   */
  closed?(turn: Turn, values: ModalValues, metadata: string): Promise<Message | undefined>;
  /** Like a command's. */
  readonly tellsOthers?: (metadata: string) => boolean;
}

export interface Option {
  readonly text: Plain;
  readonly value: string;
  readonly description?: Plain;
}

export interface OptionsSource {
  /**
   * Suggests options for the letters typed so far; must end within 2.5 s.
   * @param metadata the view's `private_metadata`, '' if there is none; Slack sends nothing about the other inputs
   */
  run(turn: Turn, typed: string, metadata: string): Promise<readonly Option[]>;
}

/** An entry in Slack's own menus, as named in manifest.yml: next to the message field, or on each message. */
export interface Shortcut {
  readonly on: 'global' | 'message';
  /**
   * Acknowledged after `run` has ended.
   * @param text the message's text in Slack's wire format; '' for a global shortcut
   * @throws UserError worded for the person
   */
  run(turn: Turn, text: string): Promise<Reply>;
}

export interface Home {
  /** Somebody opened the App Home; Slack does not wait for an answer. */
  opened(turn: Turn): Promise<void>;
}

export interface Presence {
  /** Slack says that somebody is deactivated, or no longer is. */
  changed(userId: SlackUserId, isDeactivated: boolean): Promise<void>;
}

export interface Messages {
  /**
   * Somebody wrote to the bot in their direct message, or named it in a channel, where only they see the answer. Slack does not wait
   * for it, and a message opens no modal.
   * @param text in Slack's wire format, without the bot's name
   * @throws UserError worded for the person
   */
  said(turn: Turn, text: string): Promise<Reply>;
}

/**
 * One feature: commands by name; buttons and menus by `action_id`; modals and shortcuts by `callback_id`; type-ahead menus
 * by `action_id`. Only one feature has the Home, and only one the messages.
 */
export interface Feature {
  readonly commands?: Readonly<Record<`/${string}`, Command>>;
  readonly buttons?: Readonly<Record<string, Button>>;
  readonly modals?: Readonly<Record<string, Modal>>;
  readonly options?: Readonly<Record<string, OptionsSource>>;
  readonly shortcuts?: Readonly<Record<string, Shortcut>>;
  readonly home?: Home;
  readonly presence?: Presence;
  readonly messages?: Messages;
}
